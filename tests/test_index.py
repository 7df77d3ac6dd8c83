"""PolicyIndex: the mapping, what it answers in each corner, what it holds, and how it stands up to threads."""

import copy
import gc
import itertools
import json
import pickle
import random
import sys
import threading
import tracemalloc
from collections import OrderedDict, UserDict
from time import perf_counter

import pytest

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope, IndexCost, Message, PolicyIndex, mappings
from snsfilter.filtering.index import blocks, clusters, columns, weighing, wing
from snsfilter.filtering.index.conditions import Condition
from snsfilter.filtering.index.meaning import meaning_of
from snsfilter.filtering.index.observing import Observed
from snsfilter.filtering.index.places import Place
from snsfilter.filtering.nodes import AllOf
from tests.endless import Endless
from tests.stack import called_deeply

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES


def of_body(value):
    return FilterPolicy.parse(value, scope=BODY, dialect="ruler")


def of_attributes(value):
    return FilterPolicy.parse(value, dialect="ruler")


def expected(index, ask):
    return {key for key, policy in index.items() if ask(policy)}


def assert_body(index, body):
    found = index.matching_body(body)
    assert found == expected(index, lambda policy: policy.matches_body(body))
    return found


def assert_attributes(index, attributes):
    found = index.matching_attributes(attributes)
    assert found == expected(index, lambda policy: policy.matches_attributes(attributes))
    return found


# The mapping


def test_it_is_a_mapping():
    rugby, tennis = of_body({"a": ["rugby"]}), of_body({"a": ["tennis"]})
    index = PolicyIndex({"one": rugby})
    index["two"] = tennis
    index["three"] = rugby
    assert (len(index), list(index), index["two"]) == (3, ["one", "two", "three"], tennis)
    assert ("one" in index, "four" in index, index.get("four")) == (True, False, None)
    assert index == {"one": rugby, "two": tennis, "three": rugby}
    assert index.matching_body('{"a":"rugby"}') == {"one", "three"}
    index["one"] = tennis
    assert index.matching_body('{"a":"rugby"}') == {"three"}
    index["one"] = FilterPolicy.parse('{"a":["tennis"]}', scope=BODY, dialect="ruler")
    del index["two"]
    assert index.matching_body('{"a":"tennis"}') == {"one"}
    assert repr(index) == "<PolicyIndex of 2 policies>"
    assert repr(PolicyIndex(list(index.items())[:1])) == "<PolicyIndex of 1 policy>"
    index.clear()
    assert (len(index), index.matching_body('{"a":"tennis"}')) == (0, set())
    with pytest.raises(KeyError):
        del index["one"]


def test_it_takes_pairs_and_any_hashable_key():
    policy = of_body({"a": [1]})
    index = PolicyIndex([((1, 2), policy), (None, policy), (0, policy)])
    assert index.matching_body('{"a":1}') == {(1, 2), None, 0}
    del index[None]
    assert index.matching_body('{"a":1}') == {(1, 2), 0}


@pytest.mark.parametrize("value", ['{"a":["x"]}', {"a": ["x"]}, None])
def test_what_is_no_policy_is_refused(value):
    with pytest.raises(FilterPolicyError, match=r"an index holds FilterPolicy values, not .*FilterPolicy.parse"):
        PolicyIndex({"key": value})
    index = PolicyIndex({"key": of_body({"a": ["x"]})})
    with pytest.raises(FilterPolicyError, match="under the key 'other'"):
        index["other"] = value
    assert list(index) == ["key"]


class Unreadable(UserDict):
    """A mapping that raises what has nothing to do with it."""

    def items(self):
        raise RuntimeError("no connection")


@pytest.mark.parametrize(
    "given",
    [5, None, "ab", [1], [(1, 2, 3)], of_body({"a": ["x"]}), [([], of_body({"a": ["x"]}))], Unreadable()],
    ids=lambda each: type(each).__name__,
)
def test_what_holds_no_policies_by_key_is_refused(given):
    with pytest.raises(FilterPolicyError, match=r"policies of an index can't be read from .*give a mapping, or pairs"):
        PolicyIndex(given)


def test_one_index_is_made_of_another():
    index = PolicyIndex({"one": of_body({"a": ["x"]})})
    other = PolicyIndex(index)
    del index["one"]
    assert assert_body(other, '{"a":"x"}') == {"one"}
    index.update(other)
    assert index == other


def test_one_may_change_it_while_going_through_it():
    index = PolicyIndex({number: of_body({"a": [number]}) for number in range(9)})
    for key in index:
        del index[key]
    assert not index


def test_what_one_goes_through_is_what_there_was_then():
    """Another thread may take away what comes next; so may the loop itself."""
    index = PolicyIndex({number: of_body({"a": [number]}) for number in range(3)})
    pairs, policies = index.items(), index.values()
    for key, policy in index.items():
        assert policy == of_body({"a": [key]})
        index.clear()
    assert (len(pairs), len(policies), len(index.items()), len(index.values())) == (3, 3, 0, 0)


def test_the_key_that_came_last_goes_first():
    index = PolicyIndex({number: of_body({"a": [number]}) for number in range(3)})
    assert index.popitem() == (2, of_body({"a": [2]}))
    assert (list(index), index.matching_body('{"a":2}')) == ([0, 1], set())
    index.clear()
    with pytest.raises(KeyError, match="nothing left"):
        index.popitem()


@pytest.mark.parametrize("key", [[], {}, {1}])
def test_a_key_that_has_no_hash_changes_nothing(key):
    index = PolicyIndex({"key": of_body({"a": ["x"]})})
    with pytest.raises(TypeError, match="unhashable"):
        index[key] = of_body({"a": ["y"]})
    with pytest.raises(TypeError, match="unhashable"):
        del index[key]
    assert list(index) == ["key"]
    assert assert_body(index, '{"a":["x","y"]}') == {"key"}


def test_copies_and_pickles_are_independent():
    index = PolicyIndex({"one": of_body({"a": ["x"]}), "two": of_attributes({"a": ["x"]})})
    index.matching_body('{"a":"x"}')
    for other in (copy.copy(index), copy.deepcopy(index), pickle.loads(pickle.dumps(index))):  # noqa: S301 - our own
        assert other == index
        del other["one"]
        assert (other.matching_body('{"a":"x"}'), index.matching_body('{"a":"x"}')) == (set(), {"one"})


# Every scope, every message


def test_both_scopes_stand_in_one_index():
    index = PolicyIndex(
        {
            "body": of_body({"a": ["x"]}),
            "attribute": of_attributes({"a": ["x"]}),
            "all by body": FilterPolicy.parse("{}", scope=BODY),
            "all by attributes": FilterPolicy.parse("{}"),
        }
    )
    everything = {"all by body", "all by attributes"}
    assert index.matching(Message(attributes={"a": "x"}, body='{"a":"x"}')) == {"body", "attribute"} | everything
    assert index.matching(Message(attributes={"a": "x"})) == {"attribute"} | everything
    assert index.matching(Message(body='{"a":"x"}')) == {"body"} | everything
    assert index.matching(Message(body="no JSON")) == everything
    index["another"] = FilterPolicy.parse("{}")
    del index["all by attributes"]
    del index["all by body"]
    assert index.matching_body(b"\xff") == {"another"}
    assert PolicyIndex().matching(Message(attributes={"a": "x"}, body="{}")) == set()


class Hostile(UserDict):
    """A mapping that can't be read."""

    def __iter__(self):
        raise RuntimeError

    def get(self, *_):
        raise RuntimeError


CYCLE: dict[str, object] = {"a": "x"}
CYCLE["b"] = CYCLE
DEEP: list[object] = []
for _ in range(1200):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "body",
    [
        None,
        5,
        object(),
        [],
        "",
        "[]",
        "nul",
        b"\xff",
        Hostile(),
        CYCLE,
        {"a": "x", "b": {1, 2}},
        {"a": ("x", "y"), "b": OrderedDict(c=[1])},
        {"a": "x", "b": DEEP},
        {"a": "x", 1: 2},
        {"a": "x", "b": float("nan")},
        {"a": "x", "b": [0] * 300_000},
        '{"a":"x","b":' + "[" * 1200 + "]" * 1200 + "}",
        '{"a":["x","y","x"],"b":[{"c":1},[2,{"c":[3]}]]}',
        '{"a":"x","b":[{"c":"1"},{"c":"2"}],"b.c":"3"}',
        '{"a":[],"b":[]}',
        '{"a":9007199254740993,"b":1e999,"c":1.5}',
        '{"a":"x","pad":"' + "-" * 600_000 + '"}',
    ],
    ids=lambda each: each[:20] if isinstance(each, str) else type(each).__name__,
)
def test_it_never_raises_and_answers_as_each_policy_does(body):
    index = PolicyIndex()
    patterns = ["x", 1, 1.5, None, {"exists": False}, {"exists": True}, {"anything-but": "x"}, {"numeric": [">", 0]}]
    patterns += [{"prefix": "x"}, {"cidr": "10.0.0.0/8"}]
    for each in [*patterns, 9007199254740993]:
        for path in ("a", "b"):
            index[len(index)] = of_body({path: [each]})
        index[len(index)] = of_body({"b": {"c": [each]}, "a": ["x"]})
        index[len(index)] = of_body({"$or": [{"b": {"c": [each], "d": [{"exists": False}]}}, {"a": [each]}]})
        index[len(index)] = of_attributes({"a": [each]})
    index["all"] = FilterPolicy.parse("{}")
    found = assert_body(index, body)
    assert "all" in found
    if body is None or isinstance(body, (str, bytes, dict)):
        message = Message(body=body)
        assert index.matching(message) == expected(index, lambda policy: policy.matches(message))
    assert index.matching(body) == expected(index, lambda policy: policy.matches(body))


def test_each_policy_has_the_last_word_about_types_that_json_has_not():
    index = PolicyIndex({number: of_body({"a": ["x", number], "b": [{"exists": True}]}) for number in range(9)})
    index.update({"bare": of_body({"a": ["x"]}), "bare too": of_body({"a": ["x", "y"]})})
    assert assert_body(index, {"a": ("x", 7), "b": 1, "c": ()}) == {"bare", "bare too", *range(9)}
    assert assert_body(index, {"a": (7, "y"), "b": True, "c": OrderedDict()}) == {7, "bare too"}


@pytest.mark.parametrize(
    "attributes",
    [
        None,
        [],
        ["a"],
        [("a", "x")],
        Hostile(a=1),
        UserDict(a="x"),
        {},
        {"z": "x"},
        {"a": "x"},
        {"a": None},
        {"a": 1.0, "b": b"x"},
        {"a": ["x", ["y", {"c": 1}]], "b": []},
        {"a": [1, 2]},
        {"a": {"Type": "String", "Value": 'a"b'}, "b": {"DataType": "Number", "StringValue": "007"}},
        {"a": {"Type": "String", "Value": "x\\u0079"}, "b": {"Type": "Number", "Value": "-1.5e0"}},
        {"a": {"Type": "Binary", "Value": "eA=="}, "b": {"Type": "String.Array", "Value": '["x",[1,{"a":2}]]'}},
        {"a": {"Type": "String"}, "b": {"Type": "Number", "Value": "x"}},
        {"a": {"Type": "Number", "Value": "7"}, "b": {"Type": "Number", "Value": "1234567890123456"}},
        {"a": {"Type": "String", "Value": "x"}, "b": {"DataType": "Number", "StringValue": "7"}},
        {"a": UserDict(Type="String", Value="x"), "b": OrderedDict(DataType="Number", StringValue="7")},
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, UserDict) else repr(each),
)
def test_attributes_are_read_as_each_policy_reads_them(attributes):
    index = PolicyIndex()
    for each in ["x", "xy", 1, 7, -1.5, None, {"exists": False}, {"exists": True}, {"anything-but": "x"}]:
        index[len(index)] = of_attributes({"a": [each]})
        index[len(index)] = of_attributes({"b": [each], "a": [{"exists": True}, "x"]})
        index[len(index)] = of_attributes({"$or": [{"a": [each]}, {"b": [each], "c": [{"exists": False}]}]})
    index["all"] = FilterPolicy.parse("{}", scope=BODY)
    assert "all" in assert_attributes(index, attributes)


@pytest.fixture
def no_retreat(monkeypatch):
    """Let no mistake hide behind asking each policy: that is for what is no message at all."""
    monkeypatch.setattr(PolicyIndex, "_asking_each", None)


# Every structure

TEXTS = [
    "", "a", "ab", "abc", "ABC", "aBc", "straße", "STRASSE", "strasse", "ıI", "II", "ii", "*", "a*c", "a-b-c",
    "axxbyyc", "needle", "a needle in hay", "10.0.0.1", "010.0.0.1", "::1", "0:0::1", "::ffff:10.0.0.1", "10.1.2.3",
    "a" * 40, "a" * 39 + "b",
    "https://example.com/a/long/path",
]  # fmt: skip
PATTERNS = [
    *TEXTS,
    *({"prefix": text} for text in TEXTS),
    *({"suffix": text} for text in TEXTS),
    *({"equals-ignore-case": text} for text in TEXTS),
    *({"prefix": {"equals-ignore-case": text}} for text in TEXTS),
    *({"anything-but": {"prefix": text}} for text in TEXTS if text),
    *(
        {"wildcard": text}
        for text in ["*", "a*", "*c", "a*c", "*needle*", "*b*", "*ee*", "*be*x*", "a*b*c", "ab", "*a*needle*y"]
    ),
    *({"cidr": text} for text in ["10.0.0.0/8", "10.0.0.0/31", "0.0.0.0/0", "::/0", "::/127"]),
    {"exists": True},
    {"numeric": ["=", 3]},
    {"numeric": [">", 3, "<=", 7]},
    {"anything-but": [3, 5]},
    {"anything-but": ["ab", "abc"]},
    {"numeric": [">", 5e-324, "<", 1e-323]},
    {"numeric": ["<", 5]},
    True,
    None,
    3,
]


@pytest.mark.parametrize("scope", [BODY, ATTRIBUTES])
@pytest.mark.parametrize(
    "settings",
    [{}, {"FEW": 1}, {"FEW": 1, "ASKED_FROM": 1}, {"FEW": 1, "COLUMN_COST": 0}, {"COLUMN_COST": 0, "ASKED_FROM": 1}],
    ids=str,
)
@pytest.mark.usefixtures("no_retreat")
def test_every_operator_is_found_in_its_structure(scope, settings, monkeypatch):
    for module in (clusters, columns, weighing):
        for name in settings.keys() & vars(module).keys():
            monkeypatch.setattr(module, name, settings[name])
    index = PolicyIndex()
    randomly = random.Random(1)  # noqa: S311 - no secret
    for pattern in PATTERNS:
        index[len(index)] = FilterPolicy.parse({"k": [pattern]}, scope=scope, dialect="ruler")
        mixed = [pattern, randomly.choice(PATTERNS)]
        index[len(index)] = FilterPolicy.parse(
            {"k": mixed, "l": [randomly.choice(PATTERNS)]}, scope=scope, dialect="ruler"
        )
    values = [*TEXTS, 3, 3.0, 5, 7, 8, 2**60 + 1]
    values += [True, None] if scope is BODY else []
    for value in values:
        for message in ({"k": value}, {"k": value, "l": randomly.choice(values)}, {"k": [value, 4], "l": [value, "a"]}):
            assert_body(index, message) if scope is BODY else assert_attributes(index, message)
    for key in randomly.sample(sorted(index), len(index)):
        del index[key]
        assert_body(index, {"k": "abc", "l": 3})
    assert index.cost() == IndexCost(0, 0, 0, 0, 0, 2, 0, index.cost().size)


@pytest.mark.usefixtures("no_retreat")
def test_many_places_are_found_by_the_names_of_the_message():
    index = PolicyIndex({number: of_body({"detail": {f"k{number}": ["x"]}}) for number in range(100)})
    index["deep"] = of_body({"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": ["x"]}}}}}}}}})
    assert assert_body(index, '{"detail":{"k7":"x","k8":"y","other":{"k9":"x"}}}') == {7}
    assert assert_body(index, '{"detail.k7":"x","detail":{"k9":"x"},"detail.other":"x","o.k":1}') == {7, 9}
    assert assert_body(index, '{"detail":[{"k7":"x"},[{"k9":["x"]}],"x"]}') == {7, 9}
    assert assert_body(index, '{"a.b":{"c":{"d.e":{"f":{"g":{"h.i":"x"}}}}}}') == {"deep"}
    for number in range(90):
        del index[number]
    assert assert_body(index, '{"detail":{"k7":"x","k95":"x"}, "a.b.c.d.e.f.g.h.i":"x"}') == {95, "deep"}
    del index["deep"]
    assert assert_body(index, '{"detail":[{"k95":"x"}],"a":{"b":"x"}}') == {95}


@pytest.mark.usefixtures("no_retreat")
def test_a_policy_decides_itself_where_keys_meet_in_an_array():
    index = PolicyIndex(
        {
            "same": of_body({"items": {"sku": ["a"], "size": ["1"]}}),
            "sku": of_body({"items": {"sku": ["a"]}}),
            "none": of_body({"items": {"sku": [{"exists": False}]}}),
            "some": of_body({"$or": [{"items": {"sku": ["a"], "size": ["1"]}}, {"kind": ["k"]}]}),
        }
    )
    assert assert_body(index, '{"items":[{"sku":"a","size":"2"},{"sku":"b","size":"1"}]}') == {"sku"}
    assert assert_body(index, '{"items":[{"sku":"a","size":"1"}],"kind":"k"}') == {"sku", "same", "some"}
    assert assert_body(index, '{"kind":"k","items":[1,{"size":"1"}]}') == {"none", "some"}


def test_too_many_ways_in_one_alternative_rule_out_the_others_as_in_the_policy():
    keys = {f"k{number}": [{"exists": False}, "x"] for number in range(12)}
    policy = of_body({"$or": [{"a": keys}, {"kind": ["k"]}]})
    element = {f"k{number}": "y" for number in range(12)}
    body = {"kind": "k", "a": [dict(list(element.items())[:each]) for each in range(12)], "a.k1": ["x", {"z": 1}]}
    assert_body(PolicyIndex({"some": policy}), body)


# Changes


def numbered(count, start=0):
    return {
        start + number: of_body({"type": ["t"], "n": [{"numeric": [">=", number]}, None]}) for number in range(count)
    }


@pytest.mark.usefixtures("no_retreat")
def test_blocks_grow_and_shrink_with_their_alternatives():
    index = PolicyIndex(numbered(300))
    assert len(assert_body(index, '{"type":"t","n":5}')) == 6
    assert index.cost().blocks > 0
    for number in range(200, 400):
        index[number] = of_body({"type": ["t"], "n": [{"numeric": [">=", number % 7]}, number]})
        if number % 20 == 0:
            assert_body(index, '{"type":"t","n":5}')
    for number in range(0, 400, 2):
        del index[number]
        if number % 20 == 0:
            assert_body(index, '{"type":"t","n":5}')
    for number in range(1, 400, 2):
        del index[number]
        if number % 40 == 1:
            assert_body(index, '{"type":"t","n":[5,"x",380]}')
    assert (len(index), index.cost().blocks) == (0, 0)


@pytest.mark.usefixtures("no_retreat")
def test_ranges_of_many_sizes_stand_together():
    index = PolicyIndex()
    for number in range(150):
        ends = [{"numeric": [">=", number, "<", 2 * number + 2]}]
        index[number] = of_body({"n": ends, "m": [{"numeric": ["<", number]}], "type": ["t"]})
    assert assert_body(index, '{"n":80,"m":60.5,"type":"t"}') == set(range(61, 81))
    assert assert_body(index, '{"n":[80,"x",1e400,7],"m":0,"type":"t"}') == {3, 4, 5, 6, 7, *range(40, 81)}
    apart = [{"numeric": ["<", 0]}, {"numeric": [">", 9]}, {"numeric": [">", 5, "<", 7]}, {"numeric": [">", 6]}]
    for number in range(30):
        index["apart", number] = of_body({"n": apart, "m": [{"numeric": ["<", number]}]})
    assert len(assert_body(index, '{"n":8,"m":10,"type":"t"}')) == 19
    assert len(assert_body(index, '{"n":[5,0],"m":10,"type":"t"}')) == 0
    same = PolicyIndex({number: of_body({"n": [{"numeric": ["=", 1]}], "m": [number, "x"]}) for number in range(20)})
    assert assert_body(same, '{"n":1,"m":[7,"x"]}') == set(range(20))


@pytest.mark.usefixtures("no_retreat")
def test_a_policy_gains_and_loses_keys_wherever_it_stands():
    bare, loose, always = (
        of_body({"a": ["x", "y"]}),
        of_body({"a": ["x"], "b": [1]}),
        of_body({"c": [{"exists": False}]}),
    )
    index = PolicyIndex(
        {**numbered(40), "bare": bare, "loose": loose, "always": always, "other": of_body({"a": ["x", "z"]})}
    )
    settled = index[0]
    body = '{"a":"x","b":1,"type":"t","n":0}'
    assert assert_body(index, body) == {0, "bare", "loose", "always", "other"}
    for policy in (bare, loose, always, settled):
        index["one more"] = policy
        assert "one more" in assert_body(index, body)
        del index["one more"]
        assert "one more" not in assert_body(index, body)
    twice = of_body({"$or": [{"a": ["x"]}, {"a": ["x"], "q": [{"exists": False}]}, {"a": ["x", "w"]}]})
    index["twice"] = twice
    for number in range(50):
        index["more", number] = of_body({"a": [f"v{number}"], "b": [number]})
        assert "twice" in assert_body(index, body)
    del index["twice"]
    assert "twice" not in assert_body(index, body)


def test_alternatives_of_one_policy_may_stand_together(monkeypatch):
    monkeypatch.setattr(weighing, "LOOK", -1e9)
    index = PolicyIndex({"single": of_body({"a": ["w"]}), "affix": of_body({"p": [{"prefix": "x"}]})})
    index["twice"] = of_body({"$or": [{"a": ["x"]}, {"a": ["x", "y"]}]})
    index["bare"] = of_body({"a": ["x"]})
    index["loose"] = of_body({"a": ["x"], "b": [1]})
    index["more"] = of_body({"p": [{"prefix": "x"}], "b": [2]})
    body = '{"a":["x","w"],"b":1,"p":"xx"}'
    for key in ["single", "affix", "twice", "bare", "loose", "more"]:
        index["one more"] = index[key]
        assert_body(index, body)
        del index["one more"]
        assert_body(index, body)
    for number in range(20):
        index[number] = of_body({"q": [number]})  # makes others stand anew
        assert "twice" in assert_body(index, body)
    del index["twice"]
    assert assert_body(index, body) == {"single", "affix", "bare", "loose"}


def test_dense_answers_are_read_at_one_go_and_sparse_ones_bit_by_bit(monkeypatch):
    monkeypatch.setattr(blocks, "_DENSE", 10)
    monkeypatch.setattr(clusters, "BLOCK", 400)
    index = PolicyIndex()
    for number in range(1500):
        index[number] = of_body({"type": ["t"], "n": [number // 2, {"numeric": ["<", -number]}]})
        if number % 100 == 0:
            assert_body(index, '{"type":"t","n":[7,24,50]}')
    assert assert_body(index, '{"type":"t","n":[7,24,500]}') == {14, 15, 48, 49, 1000, 1001}
    assert index.cost().blocks > 3
    for key in (14, 1001):
        index["one more"] = index[key]
        assert "one more" in assert_body(index, '{"type":"t","n":[7,24,500]}')


def test_a_condition_has_no_other_attributes():
    condition = Condition(Place("a", ["a"]), meaning_of(()))
    assert condition.takes("x") is False
    assert not hasattr(condition, "gives")


@pytest.mark.parametrize("left", range(1, 30))
def test_what_is_cut_short_for_want_of_stack_changes_nothing(left):
    """A change at any depth is made in full or not at all, and a match loses no policy on its way into a block."""
    policies, body = numbered(40), '{"type":"t","n":30}'
    former, new = dict(list(policies.items())[:39]), policies[39]

    def changing(change):
        index = PolicyIndex(former)
        try:
            called_deeply(lambda: change(index), left)
        except (FilterPolicyError, RecursionError):
            assert index == former
        assert_body(index, body)
        assert_body(index, '{"type":"t","n":null}')
        assert index.cost().distinct == len(index)

    changing(lambda index: index.matching_body(body))
    changing(lambda index: index.update(new=new))
    changing(lambda index: index.update({7: new}))
    changing(lambda index: index.__delitem__(7))


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError, RecursionError])
def test_what_is_cut_short_is_made_good_before_the_next_use(error, monkeypatch):
    def cut(*_, **__):
        raise error

    kept = {"first": of_body({"a": ["x"]}), **numbered(20)}
    index = PolicyIndex(kept)
    seen = FilterPolicyError if error is RecursionError else error
    for place in ("add", "rekey", "remove"):
        with monkeypatch.context() as patch:
            patch.setattr(wing.Wing, place, cut)
            with pytest.raises(seen):
                index["other" if place == "rekey" else "first"] = of_body({"a": ["x" if place == "rekey" else "y"]})
        assert index == kept
        assert assert_body(index, '{"a":["x","y"],"type":"t","n":5}') == {"first", *range(6)}
    with monkeypatch.context() as patch:
        patch.setattr(wing.Wing, "remove", cut)
        with pytest.raises(seen):
            del index["first"]
    with monkeypatch.context() as patch:
        patch.setattr(wing.Wing, "add_all", cut)
        with pytest.raises(seen):
            index["second"] = of_body({"a": ["x"]})
        with pytest.raises(seen):
            PolicyIndex(kept)
        if error is not KeyboardInterrupt:
            assert assert_body(index, '{"a":"x"}') == {"first"}
    index["second"] = of_body({"a": ["x"]})
    assert assert_body(index, '{"a":"x"}') == {"first", "second"}


@pytest.mark.parametrize("absent", [{"a": [{"exists": False}]}, {"$or": [{"a": ["x"]}, {"b": [{"exists": False}]}]}])
@pytest.mark.parametrize(
    "attributes", [["z"], [("z", 1)], {"z"}, "z", b"z", range(2), iter([]), (each for each in ("z",)), object()]
)
def test_what_is_no_mapping_has_no_attributes_to_be_absent(absent, attributes):
    index = PolicyIndex({1: of_attributes(absent)})
    assert not index[1].matches_attributes(attributes)
    assert assert_attributes(index, attributes) == set()


def test_attributes_without_an_end_are_left_to_the_policies(monkeypatch):
    class Long(Endless):
        def __iter__(self):
            for name in range(10_000):
                asked.append(name)
                yield f"a{name}"

    monkeypatch.setattr(mappings, "_MOST_MEMBERS", 100)
    index, asked = PolicyIndex({1: of_attributes({"a7": ["a7"]}), 2: of_attributes({"a7": ["b"]})}), []
    assert assert_attributes(index, Long()) == {1}
    assert len(asked) == 100


# What it holds


def test_what_has_been_removed_counts_no_more():
    index = PolicyIndex(numbered(100))
    index.matching_body('{"type":"t","n":5}')
    for number in range(40):
        del index[number]
    cost = index.cost()
    assert (cost.policies, cost.distinct, cost.alternatives, cost.paths, cost.conditions) == (60, 60, 60, 2, 61)
    assert cost.blocks == 1


def test_little_is_kept_of_what_has_been_removed():
    index = PolicyIndex(numbered(100))
    many = of_body({"$or": [{"b": [number]} for number in range(100)]})
    index["many"] = many
    size = index.cost().size
    for _ in range(40):
        del index["many"]
        index["many"] = many
    assert index.cost().size < 2 * size


def test_little_is_kept_of_messages():
    index = PolicyIndex({number: of_body({"b": [{"prefix": f"y{number}"}, {"exists": False}]}) for number in range(50)})
    assert index.cost().blocks == 0
    assert assert_body(index, '{"b":"y7"}') == {7}
    bodies = ['{"b":"y7' + f"{number}" + "-" * 100_000 + '"}' for number in range(30)]
    tracemalloc.start()
    for body in bodies:
        assert 7 in index.matching_body(body)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 1_000_000
    assert index.cost().blocks == 1


def looked_at():
    """How many objects Python's collector looks at, once it has seen which tuples it may pass over."""
    for _ in range(4):
        gc.collect()
    return len(gc.get_objects())


def test_the_collector_has_little_to_look_at():
    before = looked_at()
    policies = {
        number: of_body(
            {
                "kind": ["order", f"sku-{number}"],
                "shop": {"id": [number, {"numeric": [">", number, "<=", number + 10]}]},
                "price": [{"numeric": [">=", number / 7]}],
            }
        )
        for number in range(1_000)
    }
    parsed = looked_at() - before
    index = PolicyIndex(policies)
    index.matching_body("{}")
    indexed = looked_at() - before
    assert parsed > 20_000, "or there is nothing to let go of"
    assert indexed < 14_000
    for _ in range(4):
        for number, policy in policies.items():
            del index[number]
            index[number] = policy
    assert looked_at() - before < indexed + 1_100, "what has gone is forgotten in time, and holds nothing meanwhile"


def nodes():
    gc.collect()
    return sum(isinstance(each, AllOf) for each in gc.get_objects())


def test_an_index_leaves_its_policies_without_nodes():
    """However they come into it, and whatever a message makes of them."""
    before = nodes()
    text = '{"a": {"b": ["x"], "c": ["y"]}}'
    index = PolicyIndex({1: of_body(text)})
    index[2] = of_body(text)
    index[2] = of_body(text)
    index.setdefault(3, of_body(text.replace("y", "z")))
    assert index.matching_body('{"a": [{"b": "x", "c": "y"}, {"b": "x", "c": "z"}]}') == {1, 2, 3}, "asked, one by one"
    assert nodes() == before
    assert index[3].tree == of_body(text.replace("y", "z")).tree


def test_a_policy_that_an_index_holds_says_the_same():
    text = '{ "$or": [{"a": [1, {"prefix": "x"}]}, {"b": [{"exists": false}]}], "c": {"d": ["e"]} }'
    for given in (text, text.encode(), json.loads(text)):
        fresh, held = of_body(given), of_body(given)
        index = PolicyIndex({1: held})
        message = Message(body='{"a": "xy", "c": {"d": "e"}}')
        assert held.matches(message) is True
        assert held.explain(message) == fresh.explain(message)
        assert (held.tree, held.complexity, held.check()) == (fresh.tree, fresh.complexity, fresh.check())
        assert held == fresh == pickle.loads(pickle.dumps(held)) == copy.deepcopy(held)  # noqa: S301 (our own bytes)
        assert (repr(held), hash(held), held.to_json()) == (repr(fresh), hash(fresh), fresh.to_json())
        del index[1]
        index[2] = held
        assert assert_body(index, message.body) == {2}


def test_what_takes_the_place_of_an_equal_policy_keeps_as_little():
    index = PolicyIndex({number: of_body({"a": [number], "b": [{"prefix": "x"}]}) for number in range(500)})
    before = looked_at()
    for number in range(500):
        index[number] = of_body({"a": [number], "b": [{"prefix": "x"}]})
    assert looked_at() - before < 1_000


def test_a_policy_that_an_index_holds_cant_be_read_again_without_stack():
    (held,) = PolicyIndex({1: of_body({"a": {"b": {"c": {"d": [{"exists": False}]}}}})}).values()
    problem = "the stack that is left is too small to read the policy; ask from fewer calls deep"

    def asked():
        with pytest.raises(FilterPolicyError, match=problem):
            held.tree  # noqa: B018 (reading is what it is about)
        assert held.matches(Message(body="{}")) is False

    called_deeply(asked, 16)
    assert held.matches(Message(body="{}")) is True


def test_it_says_what_it_holds():
    index = PolicyIndex(
        {1: of_body({"a": ["x"]}), 2: of_body({"a": ["x"]}), 3: of_body({"$or": [{"a": [1]}, {"b": [2]}]})}
    )
    cost = index.cost()
    assert (cost.policies, cost.distinct, cost.alternatives, cost.paths, cost.conditions) == (3, 2, 3, 2, 3)
    assert str(cost).startswith("3 policies, 2 of them distinct, with 3 alternatives; 3 conditions on 2 paths; ")
    assert str(cost).endswith(" MB")
    assert 1_000 < cost.size < 20_000


def test_it_counts_the_texts_that_it_holds_but_no_keys():
    policies = [of_body({"a": [f"{number:0>1000}", {"prefix": f"{number:0>999}"}]}) for number in range(100)]
    size = PolicyIndex({f"{number:0>10000}": policy for number, policy in enumerate(policies)}).cost().size
    assert 200_000 < size < 400_000


def test_many_alternatives_with_keys_of_their_own_cost_no_more_than_each():
    def size(count):
        branches = [{"a": {f"k{number}": [1], f"l{number}": [2]}} for number in range(count)]
        index = PolicyIndex({"many": of_body({"$or": branches})})
        assert assert_body(index, '{"a":[{"k3":1,"l3":2}]}') == {"many"}
        assert assert_body(index, '{"a":[{"k3":1},{"l3":2}]}') == set()
        return index.cost().size

    assert size(800) < 5 * size(200)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_wildcards_with_nothing_at_their_ends_are_found_by_what_they_have_inside(length, monkeypatch):
    letters = "abcdefghijklmnop"
    pieces = ["".join(piece) for piece in itertools.islice(itertools.product(letters, repeat=length), 0, None, 7)]
    index = PolicyIndex((piece, of_body({"a": [{"wildcard": f"*{piece}*"}]})) for piece in pieces)
    checked = []
    check = Observed.check
    monkeypatch.setattr(Observed, "check", lambda self, member: checked.append(member) or check(self, member))
    text = "".join(pieces[:2])
    assert assert_body(index, {"a": text}) >= set(pieces[:2])
    assert 2 <= len(checked) <= len(text)


def test_copies_of_one_policy_cost_a_key_each():
    policy = of_body({"a": ["x"], "b": [1]})
    index = PolicyIndex(dict.fromkeys(range(20_000), policy))
    assert index.cost().size < 20_000 * 200
    assert index.matching_body('{"a":"x","b":1}') == set(range(20_000))


# Threads


def test_a_reader_sees_the_index_before_or_after_a_change():
    """Every change swaps the policies of all keys at once, or the one policy of a key: exactly one always matches."""
    either = [of_body({"a": ["x"], "b": [{"exists": True}]}), of_body({"b": [1], "a": [{"prefix": "x"}]})]
    index = PolicyIndex({**numbered(60), "key": either[0]})
    wrong: list[object] = []
    done = threading.Event()

    def read():
        while not done.is_set():
            found = index.matching_body('{"a":"x","b":1,"type":"t","n":30}')
            if "key" not in found or not found.issuperset(range(31)):
                wrong.append(found)

    def write():
        end = perf_counter() + 0.5
        turn = 0
        while perf_counter() < end:
            turn += 1
            index["key"] = either[turn % 2]
            index["more", turn % 40] = of_body({"type": ["t"], "n": [{"numeric": ["<", turn]}]})
            index.pop(("more", (turn + 20) % 40), None)
        done.set()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=each) for each in (read, read, write)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert wrong == []


COMINGS = {
    "match": lambda _index: None,
    "set": lambda index: index.update({3: of_body({"a": ["x"]}), "new": of_body({"a": ["x"]})}),
    "delete": lambda index: (index.pop(3), index.pop("key")),
    "clear": lambda index: index.clear(),
}
"""What may come in the midst of a change or a match in the same thread."""


@pytest.mark.parametrize("comes", COMINGS)
@pytest.mark.parametrize("place", ["add", "remove", "rekey", "match_body", "add_all"])
@pytest.mark.parametrize("first", [True, False])
def test_a_signal_handler_finds_the_index_before_or_after_a_change(comes, place, first, monkeypatch):
    """One that comes in the same thread is kept out by no lock."""
    kept = {**numbered(40), "key": of_body({"a": ["x"]}), "same": of_body({"a": ["x"]})}
    body, came = '{"a":"x","type":"t","n":30}', []
    index = PolicyIndex(kept)
    if place == "add_all":  # what mends a change that was cut short
        with monkeypatch.context() as patch:
            patch.setattr(wing.Wing, "add", None)
            with pytest.raises(TypeError):
                index["cut"] = of_body({"a": ["cut"]})
    work = getattr(wing.Wing, place)

    def handler():
        if not came:
            came.append(index.cost())
            assert "key" in assert_body(index, body)
            COMINGS[comes](index)
            assert_body(index, body)

    def meddled(self, *given, **named):
        if first:
            handler()
        work(self, *given, **named)
        handler()

    monkeypatch.setattr(wing.Wing, place, meddled)
    found = index.matching_body(body)
    if place not in {"match_body", "add_all"}:
        index["key"] = of_body({"a": [{"exists": True}]})
        index["only"] = of_body({"a": ["only"]})
        del index["only"]
    assert came
    assert found >= {*range(31), "key", "same"} or (place == "add_all" and found == expected(index, takes(body)))
    assert_body(index, body)
    assert index.cost().policies == len(index)
    for key in list(index):
        del index[key]
        assert_body(index, body)
    assert index.cost().conditions == 0


def takes(body):
    return lambda policy: policy.matches_body(body)


@pytest.mark.parametrize("change", ["set", "delete"])
def test_the_equality_of_a_key_may_change_the_index(change):
    class Meddler:
        armed = False

        def __hash__(self):
            return 1

        def __eq__(self, other):
            if Meddler.armed:
                Meddler.armed = False
                index.clear()
            return self is other

    policy = of_body({"a": ["x"]})
    keys = [Meddler(), Meddler()]
    index = PolicyIndex(dict.fromkeys(keys, policy))
    Meddler.armed = True
    if change == "set":
        index[keys[1]] = of_body({"a": [{"exists": True}]})
    else:
        del index[keys[1]]
    assert len(assert_body(index, '{"a":"x"}')) == len(index) == (change == "set")


@pytest.mark.parametrize("change", ["pop", "setdefault", "popitem"])
def test_no_thread_comes_between_looking_and_changing(change, monkeypatch):
    """A default is for a key that another thread took, and a key that another thread gave keeps its policy."""
    one, two = of_body({"a": [1]}), of_body({"a": [2]})
    index = PolicyIndex({"one": one})
    others: list[threading.Thread] = []

    def meddle():
        index.pop("one", None)
        index["new"] = one

    def reading(self, key):
        if not others:
            others.append(threading.Thread(target=meddle))
            others[0].start()
            others[0].join(0.2)
        return self._policies[key]

    monkeypatch.setattr(PolicyIndex, "__getitem__", reading)
    calls = {
        "pop": lambda: index.pop("one", None),
        "setdefault": lambda: index.setdefault("new", two),
        "popitem": index.popitem,
    }
    assert calls[change]() == {"pop": one, "setdefault": two, "popitem": ("one", one)}[change]
    others[0].join()
    assert dict(index.items()) == {"new": one}


def test_pop_and_setdefault_are_those_of_a_mapping():
    one, two = of_body({"a": [1]}), of_body({"a": [2]})
    index = PolicyIndex({"one": one})
    assert (index.setdefault("one", two), index.setdefault("two", two)) == (one, two)
    with pytest.raises(FilterPolicyError, match="not NoneType"):
        index.setdefault("three")
    assert (index.pop("one"), index.pop("one", None), index.pop("one", default=two)) == (one, None, two)
    with pytest.raises(KeyError):
        index.pop("one")
    assert list(index) == ["two"]
