"""Measures of a topic: one message published to 200 subscriptions with filters, envelopes not rendered.

The answers are checked first: of each message the same subscriptions must receive it as by asking each policy.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, islice
from typing import Any, Final

from benchmarks import workloads
from benchmarks.indexes import TOPICS, Pair
from benchmarks.timing import Task, over
from benchmarks.workloads.model import attribute, seeded
from snsfilter import FilterPolicy, FilterPolicyScope, Message, PolicyIndex, Topic

SUBSCRIPTIONS: Final = 200
MESSAGES: Final = 200
CHECKED: Final = 20
_ARN: Final = "arn:aws:sns:eu-west-1:123456789012:shop"
_KILOBYTE: Final = 1_024

Matcher = Callable[[str], bool]


def policies() -> Iterator[tuple[dict[str, Any], FilterPolicy]]:
    """The policies of W2 that SNS takes, decoded and parsed."""
    scope = FilterPolicyScope.MESSAGE_BODY
    for policy in TOPICS["W2"].policies():
        parsed = FilterPolicy.parse(json.dumps(policy), scope=scope, limits=None)
        if not parsed.check():
            yield policy, parsed


def texts() -> list[str]:
    """Messages of W2, of about 410 bytes."""
    return [json.dumps(body, separators=(",", ":")) for body in islice(TOPICS["W2"].messages(), MESSAGES)]


def kilobytes() -> list[str]:
    """The same, each with as many items of an order as make it a kilobyte."""
    orders = cycle(json.loads(order) for order in workloads.BODY_THREE_KEYS.cases["hit"].messages)
    grown: list[str] = []
    for text, order in zip(texts(), orders, strict=False):
        body, items = json.loads(text), cycle(order["items"])
        body["lines"] = []
        while len(json.dumps(body, separators=(",", ":"))) < _KILOBYTE:
            body["lines"].append(next(items))
        grown.append(json.dumps(body, separators=(",", ":")))
    return grown


def topic_of(parsed: list[FilterPolicy], bodies: list[str]) -> Topic:
    """A topic with a subscription for each policy, checked and warm."""
    topic = Topic(_ARN)
    for number, policy in enumerate(parsed):
        attributes = {"FilterPolicy": policy.to_json(), "FilterPolicyScope": str(policy.scope)}
        topic.subscribe(protocol="sqs", endpoint=str(number), attributes=attributes)
    for body in bodies[:CHECKED]:
        received_by = {each.subscription.endpoint for each in topic.publish(Message(body=body)).delivered}
        assert received_by == {str(number) for number, each in enumerate(parsed) if each.matches_body(body)}, body
    for body in bodies:
        topic.publish(Message(body=body))
    return topic


def publish_over_matching() -> Pair:
    """Publishing a message that nobody has decoded yet, over asking an index of the same policies about it."""
    parsed, bodies = [each for _, each in islice(policies(), SUBSCRIPTIONS)], texts()
    topic, index = topic_of(parsed, bodies), PolicyIndex(enumerate(parsed))
    return over(lambda body: topic.publish(Message(body=body)), bodies), over(
        lambda body: index.matching(Message(body=body)), bodies
    )


def publish_attributes_over_matching() -> Pair:
    """The same with policies on the attributes: those of W2 that don't nest, and the attributes of a shop."""
    flat = (policy for policy in TOPICS["W2"].policies() if not any(isinstance(each, dict) for each in policy.values()))
    parsed = list(islice((each for each in map(_on_attributes, flat) if not each.check()), SUBSCRIPTIONS))
    given = [
        {name: value for name, value in body.items() if type(value) in (str, int, float) or name == "tags"}
        for body in islice(TOPICS["W2"].messages(), MESSAGES)
    ]
    return _attributes_over_matching(parsed, given)


def publish_tiny_over_matching() -> Pair:
    """The same with two keys in each policy and two attributes in each message: the index has next to nothing to do.

    Each message reaches one subscription or, with the other kind, none.
    """
    parsed = [_on_attributes({"store": [f"store-{number}"], "kind": ["order"]}) for number in range(SUBSCRIPTIONS)]
    random = seeded("tiny")
    given = [
        {
            "store": attribute("boto3", "String", f"store-{random.randrange(SUBSCRIPTIONS)}"),
            "kind": attribute("boto3", "String", random.choice(["order", "return"])),
        }
        for _ in range(MESSAGES)
    ]
    return _attributes_over_matching(parsed, given)


def _attributes_over_matching(parsed: list[FilterPolicy], given: list[dict[str, Any]]) -> Pair:
    topic, index = topic_of(parsed, []), PolicyIndex(enumerate(parsed))
    for attributes in given:
        message = Message(attributes)
        received_by = {each.subscription.endpoint for each in topic.publish(Message(attributes, "m")).delivered}
        assert received_by == {str(number) for number, each in enumerate(parsed) if each.matches(message)}, attributes
    return over(lambda each: topic.publish(Message(each, "m")), given), over(
        lambda each: index.matching(Message(each, "m")), given
    )


def _on_attributes(policy: dict[str, Any]) -> FilterPolicy:
    return FilterPolicy.parse(json.dumps(policy), limits=None)


def growth(more: int, fewer: int) -> Pair:
    """Publishing to more subscriptions, over publishing to fewer."""
    bodies = texts()
    tasks: list[Task] = []
    for count in (more, fewer):
        topic = Topic(_ARN, limits=None)
        for number, (_, policy) in enumerate(islice(policies(), count)):
            attributes = {"FilterPolicy": policy.to_json(), "FilterPolicyScope": str(policy.scope)}
            topic.subscribe(protocol="sqs", endpoint=str(number), attributes=attributes)
        publish = topic.publish
        tasks.append(over(lambda body, publish=publish: publish(Message(body=body)), bodies))
    return tasks[0], tasks[1]


def moto_over_publish() -> Pair:
    """Moto's matcher asked for each of the subscriptions, over publishing: of the policies that moto gets right."""
    from moto.sns.utils import FilterPolicyMatcher  # noqa: PLC0415 - moto may be missing

    bodies = kilobytes()
    ours: list[FilterPolicy] = []
    theirs: list[Matcher] = []
    for policy, parsed in policies():
        match = partial(FilterPolicyMatcher(policy, "MessageBody").matches, {})
        if _agree(match, parsed, bodies):
            ours.append(parsed)
            theirs.append(match)
        if len(ours) == SUBSCRIPTIONS:
            break
    topic = topic_of(ours, bodies)
    few = bodies[:2]  # moto takes long

    def ask_each(body: str) -> object:
        return [number for number, match in enumerate(theirs) if match(body)]

    return over(ask_each, few), over(lambda body: topic.publish(Message(body=body)), few)


def _agree(match: Matcher, policy: FilterPolicy, bodies: list[str]) -> bool:
    """Whether moto answers as we do, and answers at all."""
    try:
        return all(match(body) == policy.matches_body(body) for body in bodies)
    except Exception:  # noqa: BLE001 - whatever it stumbles on
        return False
