"""The one law of the index: it answers as asking each policy does, after any changes."""

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope, Message, PolicyIndex
from snsfilter.filtering.index import clusters, columns, weighing
from tests import reference
from tests.properties import strategies
from tests.properties.strategies import FEW_NAMES

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES


def parse(text, scope, dialect):
    try:
        return FilterPolicy.parse(text, scope=scope, dialect=dialect)
    except FilterPolicyError:
        return FilterPolicy.parse({"a": [text[:9]]}, scope=scope)


dialects = st.sampled_from(strategies.DIALECTS)
body_texts = dialects.flatmap(
    lambda each: st.tuples(
        strategies.policies(each) | strategies.structures() | st.just("{}"), st.just(BODY), st.just(each)
    )
)
attribute_texts = dialects.flatmap(
    lambda each: st.tuples(strategies.flat_policies(each) | st.just("{}"), st.just(ATTRIBUTES), st.just(each))
)
policies = (body_texts | attribute_texts).map(lambda each: parse(*each))
bodies = strategies.bodies() | strategies.structured_bodies() | st.sampled_from(["", "[]", "{", "{}", "null"])
messages = st.builds(Message, attributes=st.just({}) | strategies.attributes(), body=st.none() | bodies)
keys = st.integers(0, 5)


def law(index, message):
    return index.matching(message) == {key for key, policy in index.items() if policy.matches(message)}


def holds_of(index, message):
    """Ask in every way about a message and its parts."""
    assert law(index, message)
    attributes, body = message.attributes, message.body
    assert index.matching_attributes(attributes) == {
        key for key, policy in index.items() if policy.matches_attributes(attributes)
    }
    if body is None:
        return
    forms = [body, body.encode("utf-8", "surrogatepass")]
    decoded = reference.loads_exactly(body)
    forms += [decoded] if isinstance(decoded, dict) else []
    for form in forms:
        assert index.matching_body(form) == {key for key, policy in index.items() if policy.matches_body(form)}


@given(st.lists(policies, max_size=12), st.lists(messages, min_size=1, max_size=4))
def test_an_index_answers_as_each_policy_does(some, sent):
    index = PolicyIndex(enumerate(some))
    for message in sent:
        holds_of(index, message)


@pytest.mark.parametrize("decode", [str, reference.loads_exactly])
@given(policies, messages)
def test_a_policy_that_an_index_holds_says_what_it_said(decode, policy, message):
    """All but its text has gone, and is made again."""
    source = decode(policy.to_json()) or policy.to_json()
    fresh, held = (FilterPolicy.parse(source, scope=policy.scope, dialect=policy.dialect) for _ in range(2))
    PolicyIndex({1: held})
    assert (held.tree, held.complexity, held.check()) == (fresh.tree, fresh.complexity, fresh.check())
    assert (held.to_json(), repr(held), held) == (fresh.to_json(), repr(fresh), fresh)
    assert held.matches(message) is fresh.matches(message)
    assert held.explain(message) == fresh.explain(message)


@pytest.mark.parametrize("everywhere", [False, True])
@given(st.lists(policies, min_size=1, max_size=3), st.lists(messages, min_size=1, max_size=3), st.integers(14, 30))
def test_so_it_does_where_alternatives_stand_together(everywhere, some, sent, times):
    """The same policies with one key more, in many shapes, so that bitmaps are made; or one set of them for all."""
    with pytest.MonkeyPatch.context() as patch:
        if everywhere:
            patch.setattr(weighing, "COLUMN_COST", 0)
        stand_together(some, sent, times)


def stand_together(some, sent, times):
    index = PolicyIndex()
    for number in range(times):
        for each, policy in enumerate(some):
            value = [{"prefix": "a" * (number % 4)}, number % 5, {"exists": number % 3 == 0}]
            text = f'{{"z":{json.dumps(value)},{policy.to_json()[1:]}'.replace(",}", "}")
            index[number, each] = parse(text, policy.scope, policy.dialect)
    for message in sent:
        holds_of(index, message)
    for number in range(0, times, 2):
        del index[number, 0]
    for message in sent:
        holds_of(index, message)


values = st.recursive(
    st.sampled_from(
        ["x", "y", 1, 1.0, 2**53 + 1, 10**400, True, None, float("nan"), Decimal(1), Decimal("1.5"), Decimal("NaN")]
    )
    | st.sampled_from([object(), b"x", {1}]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.lists(below, max_size=3).map(tuple)
        | st.dictionaries(st.sampled_from([*FEW_NAMES, 1]), below, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.lists(strategies.structures().map(lambda each: parse(each, BODY, "sns")), max_size=8),
    st.dictionaries(st.sampled_from([*FEW_NAMES, 1]), values, max_size=4),
)
def test_so_it_does_of_bodies_in_types_that_json_has_not(some, body):
    index = PolicyIndex(enumerate(some))
    assert index.matching_body(body) == {key for key, policy in index.items() if policy.matches_body(body)}
    message = Message(body=body)
    assert law(index, message)


class AnyChanges(RuleBasedStateMachine):
    """An index after any sequence of changes, held to its law and to a dict."""

    known = Bundle("known")

    def __init__(self):
        super().__init__()
        self.index = PolicyIndex()
        self.model = {}

    @rule(target=known, policy=policies)
    def parse(self, policy):
        return policy

    @rule(key=keys, policy=known)
    def set(self, key, policy):
        self.index[key] = self.model[key] = policy

    @rule(some=st.dictionaries(st.integers(10, 60), known, max_size=20))
    def update(self, some):
        self.index.update(some)
        self.model.update(some)

    @rule(key=keys)
    def delete(self, key):
        if key in self.model:
            del self.index[key]
            del self.model[key]

    @rule(policy=consumes(known))
    def delete_all_of(self, policy):
        for key in [key for key, each in self.model.items() if each == policy]:
            assert self.index.pop(key) == self.model.pop(key)

    @rule()
    def clear(self):
        self.index.clear()
        self.model.clear()

    @rule()
    def pickle(self):
        self.index = pickle.loads(pickle.dumps(self.index))  # noqa: S301 - our own

    @rule(message=messages)
    def match(self, message):
        holds_of(self.index, message)

    @invariant()
    def is_the_mapping(self):
        assert self.index == self.model
        assert list(self.index) == list(self.model)

    @rule()
    def cost(self):
        cost = self.index.cost()
        assert (cost.policies, cost.distinct) == (len(self.model), len(set(self.model.values())))


class AnyChangesInBlocks(AnyChanges):
    """The same with bitmaps for the smallest clusters."""

    def __init__(self):
        super().__init__()
        self.few, clusters.FEW = clusters.FEW, 1

    def teardown(self):
        clusters.FEW = self.few


class AnyChangesInOneBlock(AnyChanges):
    """The same with bitmaps for all alternatives together."""

    def __init__(self):
        super().__init__()
        self.settings = weighing.COLUMN_COST, columns.ASKED_FROM
        weighing.COLUMN_COST, columns.ASKED_FROM = 0, 2

    def teardown(self):
        weighing.COLUMN_COST, columns.ASKED_FROM = self.settings


TestAnyChanges = AnyChanges.TestCase
TestAnyChangesInBlocks = AnyChangesInBlocks.TestCase
TestAnyChangesInOneBlock = AnyChangesInOneBlock.TestCase
# A run of many steps is worth many examples.
TestAnyChanges.settings = TestAnyChangesInBlocks.settings = TestAnyChangesInOneBlock.settings = settings(
    max_examples=max(10, settings().max_examples // 4), stateful_step_count=25
)
