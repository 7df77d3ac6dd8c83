"""Laws of explanations: they agree with the matcher whatever is drawn, and are fit to print and to send."""

import json
import pickle

from hypothesis import given
from hypothesis import strategies as st

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope, Message, MessageError
from tests.properties import strategies
from tests.properties.strategies import DIALECTS, few

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES

dialects = st.sampled_from(DIALECTS)
dialect_and_policy = dialects.flatmap(lambda each: st.tuples(st.just(each), strategies.policies(each)))
dialect_and_flat_policy = dialects.flatmap(lambda each: st.tuples(st.just(each), strategies.flat_policies(each)))


def parse(text, dialect, scope):
    try:
        return FilterPolicy.parse(text, scope=scope, dialect=dialect)
    except FilterPolicyError:
        return None


def hold(policy, message):
    """Hold an explanation to what must be true of each."""
    why = policy.explain(message)
    assert why.matched is bool(why) is policy.matches(message) is (why.reason is None)
    assert json.loads(json.dumps(why.as_dict())) == why.as_dict()
    assert pickle.loads(pickle.dumps(why)) == why  # noqa: S301 (our own bytes)
    text = str(why)
    assert text == str(policy.explain(message))
    assert [line for line in text.split("\n") if len(line) > 80 or not line.isprintable()] == []
    assert len(why.summary) <= 200
    for alternative in why.alternatives:
        assert alternative.matched is why.matched
        assert alternative.keys
        together = why.problem or alternative.near_misses
        assert why.matched is (all(key.matched for key in alternative.keys) and not together)
        for key in alternative.keys:
            assert not (key.matched and key.near_misses)
            assert key.matched is any(pattern.matched for pattern in key.patterns)
            assert [pattern for pattern in key.patterns if pattern.matched is bool(pattern.why)] == []
    return why


@few
@given(dialect_and_policy, strategies.bodies(), strategies.attributes())
def test_of_bodies(policy, body, attributes):
    dialect, text = policy
    if (parsed := parse(text, dialect, BODY)) is not None:
        hold(parsed, Message(attributes, body))
        hold(parsed, Message(attributes, json.loads(body)))


@few
@given(dialects, strategies.structures(), strategies.structured_bodies())
def test_of_bodies_and_their_structure(dialect, text, body):
    if (parsed := parse(text, dialect, BODY)) is not None:
        hold(parsed, Message(body=body))


@few
@given(dialect_and_flat_policy, strategies.attributes(), strategies.bodies())
def test_of_attributes(policy, attributes, body):
    dialect, text = policy
    if (parsed := parse(text, dialect, ATTRIBUTES)) is not None:
        hold(parsed, Message(attributes, body))


scalars = [st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.complex_numbers()]
texts = [st.text(max_size=5), st.binary(max_size=5)]
names = st.sampled_from(["a", "b", "Type", "Value", "DataType", "StringValue"])
anything = st.recursive(
    st.one_of(*scalars, *texts, st.builds(object)),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(names | st.integers(), inner),
    max_leaves=8,
)


@given(st.sampled_from([ATTRIBUTES, BODY]), strategies.flat_policies("sns"), anything, anything)
def test_of_anything_at_all(scope, text, first, second):
    if (parsed := parse(text, "sns", scope)) is None:
        return
    try:
        message = Message({"a": first, "b": second}, {"a": second, "b": first})
    except MessageError:
        return
    hold(parsed, message)
    for garbage in (first, second):
        why = parsed.explain(garbage)
        assert (why.matched, bool(why.problem)) == (False, True)
        json.dumps(why.as_dict())
        str(why)


@few
@given(st.text() | st.binary(), st.sampled_from([ATTRIBUTES, BODY]))
def test_of_any_text(text, scope):
    policy = FilterPolicy.parse({"a": ["x"], "b": [{"exists": False}]}, scope=scope)
    given_text = text if isinstance(text, str) else text.decode("latin-1")
    for attribute in (text, *({"Type": kind, "Value": given_text} for kind in ("String", "Number", "String.Array"))):
        hold(policy, Message({"a": attribute}, text))
