"""Every way of asking whether a policy takes a message."""

import json

from click.testing import CliRunner

from snsfilter import FilterPolicy, FilterPolicyScope, Message, PolicyIndex
from snsfilter.cli.app import app
from snsfilter.filtering.arrays import Key, search, search_outcomes
from snsfilter.filtering.paths import alternatives
from snsfilter.filtering.predicates import accepts
from tests import reference


def parse(vector):
    return FilterPolicy.parse(vector["policy"], scope=vector["scope"], dialect=vector["dialect"])


def parse_reference(vector):
    return reference.read_policy(vector["policy"], vector["dialect"], flat=vector["scope"] == "MessageAttributes")


def build(vector):
    """Make the policy and the message, and ask nothing."""
    return parse(vector), Message(**vector.get("message", {}))


def verdicts(vector, *, command_line):
    """Return what each engine answers that takes this vector's message; the command line only if asked for."""
    policy, known, message = parse(vector), parse_reference(vector), vector["message"]
    found = {"matches": policy.matches(Message(**message)), "explain": explained(policy, Message(**message))}
    found["index of one"] = bool(PolicyIndex({"one": policy}).matching(Message(**message)))
    if policy.scope is FilterPolicyScope.MESSAGE_BODY and "body" in message:
        found |= of_body(policy, message["body"])
        found["reference"] = reference.matches_alternatives(known, body=message["body"])
    elif policy.scope is FilterPolicyScope.MESSAGE_ATTRIBUTES:
        found["matches_attributes"] = policy.matches_attributes(message.get("attributes", {}))
        found["reference"] = reference.matches_alternatives(known, attributes=message.get("attributes"))
    else:
        found["matches_attributes"] = policy.matches_attributes(message["attributes"])
    if command_line and vector["policy"].startswith("{") and is_on_the_wire(message):
        found["command line"] = on_the_command_line(vector)
    return found


def explained(policy, message):
    """Ask for an explanation, all of which must say the same: the whole, each key, and the metric that counts it."""
    why = policy.explain(message)
    assert why.matched is bool(why) is (why.reason is None)
    assert json.loads(json.dumps(why.as_dict())) == why.as_dict()
    assert max(map(len, str(why).splitlines())) <= 80
    for alternative in why.alternatives:
        assert alternative.matched is why.matched
        together = why.problem or alternative.near_misses
        assert why.matched is (all(key.matched for key in alternative.keys) and not together)
    return bool(why)


def in_the_index_of_all(vectors):
    """Return the wrong verdicts of one index that holds the policies of all these vectors."""
    index = PolicyIndex((vector["id"], parse(vector)) for vector in vectors)
    wrong = []
    for vector in vectors:
        found = index.matching(Message(**vector["message"]))
        if (vector["id"] in found) is not vector["expected"]:
            wrong.append(vector["id"])
    return wrong


def of_body(policy, body):
    found = {"matches_body": policy.matches_body(body), "matches_body of bytes": policy.matches_body(body.encode())}
    decoded = reference.loads_exactly(body)
    if isinstance(decoded, dict):
        found["matches_body of decoded"] = policy.matches_body(decoded)
    loaded = Message(body=body).decoded_body
    if loaded is not None and (keys := keys_of(policy)):
        for engine in (search, search_outcomes):
            found[engine.__name__] = any(holds(engine(each), loaded) for each in keys)
    return found


def holds(test, loaded):
    """Ask an array search alone, which raises on what no message may hold."""
    try:
        return test(loaded)
    except (TypeError, ValueError):
        return False


def keys_of(policy):
    return [[Key(path, accepts(some)) for path, some in each.items()] for each in alternatives(policy.tree) if each]


def is_on_the_wire(message):
    """Tell whether the attributes are spelt as a notification or a publish request spells them."""
    return all(isinstance(value, dict) for value in message.get("attributes", {}).values())


def on_the_command_line(vector):
    message = vector["message"]
    line = {"MessageAttributes": message.get("attributes", {})}
    if "body" in message:
        line["Message"] = message["body"]
    options = ["--policy", vector["policy"], "--scope", vector["scope"], "--dialect", vector["dialect"]]
    done = CliRunner().invoke(app, ["match", *options, "--message", "-"], input=json.dumps(line))
    return {0: True, 1: False}.get(done.exit_code, done.output)
