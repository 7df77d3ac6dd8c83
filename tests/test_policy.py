"""A policy is an immutable value, and its verdicts don't depend on how it is asked."""

import copy
import json
import pickle
import sys

import pytest

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope, Message, PolicyIndex
from snsfilter.filtering.together import NotPlain, Tree, covers
from snsfilter.jsontext import NumberLiteral, load
from tests.stack import called_deeply

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES
OTHER = FilterPolicy.parse("{}")


def test_a_policy_is_an_immutable_value():
    policy = FilterPolicy.parse('{"a": [1.50, "x", true, null, {"numeric": [">", 1]}]}', scope=BODY, dialect="ruler")
    same = FilterPolicy.parse(b' {"a":[1.50,"x",true,null,{"numeric":[">",1]}]} ', scope="MessageBody", dialect="ruler")
    assert policy == same
    assert hash(policy) == hash(same)
    assert pickle.loads(pickle.dumps(policy)) == copy.deepcopy(policy) == policy  # noqa: S301 (our own bytes)
    assert policy != FilterPolicy.parse('{"a": [1.50]}', scope=BODY, dialect="ruler")
    assert policy != "x"
    assert eval(repr(policy)) == policy  # noqa: S307 (the text is ours)
    assert eval(repr(FilterPolicy.parse({"a": [1]}))) == FilterPolicy.parse({"a": [1]})  # noqa: S307 (the text is ours)
    with pytest.raises(AttributeError):
        policy.scope = FilterPolicyScope.MESSAGE_ATTRIBUTES
    with pytest.raises(AttributeError):
        del policy.tree
    with pytest.raises(TypeError):
        FilterPolicy()


def test_the_blank_policy_matches_whatever_comes():
    class Odd(dict):
        def get(self, *_args):
            raise ZeroDivisionError

    for scope in FilterPolicyScope:
        policy = FilterPolicy.parse("{}", scope=scope)
        assert policy.matches(Message())
        assert policy.matches_attributes({})
        for body in ("no JSON", b"\xff", None, Odd(a=1), memoryview(b"")):
            assert policy.matches_body(body)


def test_a_policy_asked_for_the_part_that_it_does_not_see():
    assert not FilterPolicy.parse({"a": ["x"]}).matches_body({"a": "x"})
    assert not FilterPolicy.parse({"a": ["x"]}, scope=BODY).matches_attributes({"a": "x"})
    assert not FilterPolicy.parse({"a": ["x"]}, scope=BODY).matches(Message({"a": "x"}))
    assert not FilterPolicy.parse({"a": ["x"]}, scope=BODY).matches("x")


@pytest.mark.parametrize("scope", FilterPolicyScope)
def test_threads_that_ask_a_policy_first_get_the_same_answer(scope):
    """Whichever call another thread comes between, while the tests of messages are made."""
    message = Message({"a": "x"}, body='{"a": "x"}')
    for calls in range(1, 13):
        policy = FilterPolicy.parse({"a": ["x"]}, scope=scope)
        answers = []

        def meddle(_frame, event, _called, *, policy=policy, answers=answers, left=[calls]):  # noqa: B006 (it counts)
            left[0] -= event == "call"
            if not left[0]:
                sys.setprofile(None)
                answers.append(policy.matches(message))

        sys.setprofile(meddle)
        try:
            answers.append(policy.matches(message))
        finally:
            sys.setprofile(None)
        assert answers == [True, True]


@pytest.mark.parametrize("count", [1, 8, 9, 40, 200])
def test_many_keys(count):
    names = [f"k{number}" for number in range(count)]
    message = dict.fromkeys(names, "x")
    flat = FilterPolicy.parse({name: ["x"] for name in names}, scope=BODY, dialect="ruler")
    nested = FilterPolicy.parse({"e": {name: ["x"] for name in names}}, scope=BODY, dialect="ruler")
    attributes = FilterPolicy.parse({name: ["x"] for name in names}, limits=None)
    assert flat.matches_body(message)
    assert nested.matches_body({"e": message})
    assert nested.matches_body({"e": [{}, message]})
    assert attributes.matches_attributes(message)
    for name in (names[0], names[-1]):
        broken = message | {name: "y"}
        assert not flat.matches_body(broken)
        assert not nested.matches_body({"e": broken})
        assert not attributes.matches_attributes(broken)


def test_a_path_of_more_steps_than_an_object_has_members():
    policy = FilterPolicy.parse({"a.b.c.d.e": ["x"]}, scope=BODY)
    assert policy.matches_body({"a.b": {"c": {"d.e": "x"}}})
    assert not policy.matches_body({"a.": {"c": {"d.e": "x"}}, "a.b": {"cc": 1, "c": {"d": 1}}})
    assert not policy.matches_body({"ab": 1})


@pytest.mark.parametrize("spelling", ["1e-99999999999999999999999", "9007199254740993", "1" * 5000, "0." + "1" * 2000])
def test_a_number_that_has_no_value_equals_its_spelling_only(spelling):
    policy = FilterPolicy.parse('{"a": [{"numeric": [">", 0]}, 1]}', scope=BODY)
    assert not policy.matches_body(f'{{"a": {spelling}}}')
    assert FilterPolicy.parse({"b": ["x"]}, scope=BODY).matches_body(f'{{"a": {spelling}, "b": "x"}}')


def test_a_number_is_never_the_text_of_its_digits():
    assert NumberLiteral("1") != "1"
    assert not NumberLiteral("1") == "1"  # noqa: SIM201 (both operators are ours)
    assert not FilterPolicy.parse({"a": ["1"]}, scope=BODY).matches_body('{"a": 1.0}')


@pytest.mark.parametrize(
    ("patterns", "taken", "refused"),
    [
        (["a", "b"], ["a", "b"], ["c", "", 'a"', 5]),
        (["a", 5], ["a", 5], ["5", "b", 6]),
        (['a"b', "c"], ['a"b', "c"], ['a"', "a", 5]),
        ([{"prefix": "a"}], ["ab", 'a"'], ["b", 'b"', 5]),
        ([{"prefix": "a"}, "b"], ["ab", "b"], ["bb", 5]),
        ([{"prefix": "a"}, 5], ["ab", 'a"', 5], ["b", 'b"', "5", 6]),
        ([{"numeric": [">", 1, "<=", 3]}], [3, 1.5, 1.00000000000000022], [1, 3.5, "2", 'a"']),
        ([{"numeric": [">", 1]}, {"numeric": ["<", -1]}], [2, -2], [1, 0, "2"]),
        ([{"numeric": [">", 1]}, 'a"b'], [2, 'a"b'], [1, "2", "a"]),
        ([{"numeric": [">", 1]}, {"suffix": "a"}], [2, "ba"], [1, "ab"]),
        ([{"numeric": [">", 1]}, 0], [2, 0], [1, "2"]),
        ([{"numeric": [">", 1]}, {"exists": False}], [2], [1, "2"]),
        ([{"anything-but": ["a", 'b"']}], ["b", "", 'a"', 5], ["a", 'b"']),
        ([{"anything-but": [5]}], ["5", 'a"', 6], [5]),
        ([{"anything-but": ["a", "b"]}, "a"], ["a", "c", 5], ["b"]),
        ([{"anything-but": ["a", "b"]}, {"anything-but": ["b", "c"]}], ["a", "c", "d", 5], ["b"]),
        ([{"anything-but": ["ab", "cd"]}, {"prefix": "a"}], ["ab", "c", 5], ["cd"]),
        ([{"anything-but": {"prefix": "a"}}], ["b", 5], ["a", "ab", 'a"']),
        ([{"anything-but": ["a", "b"]}, {"anything-but": {"prefix": "a"}}], ["ab", "b", 5], ["a"]),
        ([{"anything-but": ["ab"]}, {"anything-but": {"prefix": "a"}}], ["ac", "b", 5], ["ab"]),
        ([{"exists": True}], ["a", "", 'a"', 5], []),
        ([{"exists": True}, {"anything-but": ["a"]}], ["a", "b", 5], []),
    ],
)
def test_the_patterns_of_a_key_together(patterns, taken, refused):
    def spellings(value):
        kind, text = ("String", json.dumps(value)[1:-1]) if isinstance(value, str) else ("Number", str(value))
        return {"Type": kind, "Value": text}, {"DataType": kind, "StringValue": text}

    of_attributes = FilterPolicy.parse({"k": patterns, "z": ["end"]}).matches_attributes
    of_body = FilterPolicy.parse({"k": patterns, "z": ["end"]}, scope=BODY).matches_body
    for value in (*taken, *refused):
        expected = value in taken
        for attribute in spellings(value):
            assert of_attributes({"k": attribute, "z": "end"}) is expected, attribute
            assert not of_attributes({"k": attribute, "z": "no end"})
        assert of_body({"k": value, "z": "end"}) is expected, value
        assert not of_body({"k": value, "z": "no end"})
    assert of_attributes({"z": "end"}) is of_body({"z": "end"}) is ({"exists": False} in patterns)
    assert not of_attributes({"k": None, "z": "end"})


def test_a_body_that_is_not_utf_8():
    assert not FilterPolicy.parse({"a": ["x"]}, scope=BODY).matches_body(b'{"a": "x", "b": "\xff"}')


def test_a_huge_integer_decoded():
    assert not FilterPolicy.parse({"a": [{"exists": True}]}, scope=BODY).matches_body({"a": 10**5000})
    assert FilterPolicy.parse({"a": [10**30 + 1]}, scope=BODY).matches_body({"a": 10**30 + 1})


def test_the_smallest_doubles_are_spelt_as_java_spells_them():
    assert FilterPolicy.parse({"a": [5e-324]}, scope=BODY).matches_body('{"a": 4.9e-324}')


def test_deep_text_with_every_kind_of_value():
    text = '{"a":' + "[" * 990 + '"x", 1, 2.5, true, null, {}, []' + "]" * 990 + "}"
    for pattern in ("x", 1, 2.5, True, None):
        assert FilterPolicy.parse({"a": [pattern]}, scope=BODY).matches_body(text)
    assert load(text, "{") is not None


def test_the_verdict_does_not_depend_on_the_stack():
    policy = FilterPolicy.parse({"e": {f"k{number}": ["x"] for number in range(5)}}, scope=BODY)
    body = {"e": [[[[{f"k{number}": "x" for number in range(5)}]]]]}

    def down(levels):
        return down(levels - 1) if levels else policy.matches_body(body)

    assert {down(levels) for levels in range(0, 800, 50)} == {True}


def test_the_tree_gives_up_on_what_is_too_large():
    tree = Tree.of([(["a"], bool)])
    assert covers(tree, {"a": [1, 2, 3]}, [3])
    with pytest.raises(NotPlain):
        covers(tree, {"a": [1, 2, 3, 4]}, [3])


@pytest.mark.parametrize(("count", "matches"), [(5, True), (7, True), (12, False)])
def test_a_search_that_would_combine_too_much_gives_up(count, matches):
    names = [f"k{number}" for number in range(count)]
    policy = FilterPolicy.parse({"e": {name: ["x", {"exists": False}] for name in names}}, scope=BODY, dialect="ruler")
    twice = {"e": dict.fromkeys(names, "x")} | {f"e.{name}": "x" for name in names}
    assert policy.matches_body(twice) is matches


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("step", range(1, 30))
def test_another_thread_may_be_first_at_any_step(step, is_held):
    """The test of messages is compiled for the first of them; two may come at once."""
    asks = {
        BODY: [
            lambda policy: policy.matches(Message(body='{"a": "x"}')),
            lambda policy: policy.matches_body({"a": "x"}),
        ],
        ATTRIBUTES: [
            lambda policy: policy.matches(Message({"a": "x"})),
            lambda policy: policy.matches_attributes({"a": "x"}),
        ],
    }
    for scope, ask in [(scope, ask) for scope, some in asks.items() for ask in some]:
        policy = FilterPolicy.parse('{"a": ["x"]}', scope=scope)
        if is_held:
            PolicyIndex({1: policy})
        assert interrupted(lambda: ask(policy), step) is True  # noqa: B023 (called at once)


def interrupted(call, step):
    """Call; and call a second time, as another thread might, when the first has called so many functions."""

    def come_between(_frame, event, _argument):
        nonlocal step
        step -= event == "call"
        if not step:
            call()

    former = sys.getprofile()
    sys.setprofile(come_between)
    try:
        return call()
    finally:
        sys.setprofile(former)


@pytest.mark.parametrize("is_held", [False, True])
@pytest.mark.parametrize("scope", list(FilterPolicyScope))
def test_without_stack_a_message_does_not_match_and_is_explained(scope, is_held):
    text = '{"$or": [{"a": ["x", {"prefix": "y"}]}, {"b": [{"anything-but": {"prefix": "z"}}]}]}'
    message = Message({"a": "x"}, body='{"a": "x"}')
    assert FilterPolicy.parse("{}").explain(message), "it is imported now"
    answers, explained, problems = set(), set(), set()
    fewest = 3 if sys.gettrace() is None else 9  # what measures coverage needs some itself
    for left in range(fewest, 60):
        policy = FilterPolicy.parse(text, scope=scope)
        if is_held:
            PolicyIndex({1: policy})
        answers |= {
            called_deeply(lambda: policy.matches(message), left),  # noqa: B023 (called at once)
            called_deeply(lambda: policy.matches_body('{"a": "x"}'), left),  # noqa: B023 (likewise)
            called_deeply(lambda: policy.matches_attributes({"a": "x"}), left),  # noqa: B023 (likewise)
        }
        if left > 10:  # or it can't even be written
            why = called_deeply(lambda: policy.explain(message), left)  # noqa: B023 (likewise)
            explained.add((why.matched, why.reason))
            problems.add(why.problem)
        assert policy.matches(message)
    assert answers == {True, False}
    assert (True, None) in explained <= {(True, None), (False, str(scope))}
    assert not is_held or "the stack that is left is too small to say more; ask from fewer calls deep" in problems


@pytest.mark.parametrize("ask", [hash, repr, FilterPolicy.to_json, lambda policy: policy == OTHER])
def test_without_stack_a_policy_cant_be_written(ask):
    answer, refused = ask(FilterPolicy.parse(' {"a": ["x"]}')), set()
    for left in range(5, 40):
        policy = FilterPolicy.parse(' {"a": ["x"]}')
        try:
            assert called_deeply(lambda: ask(policy), left) == answer  # noqa: B023 (called at once)
        except FilterPolicyError as error:
            refused.add(str(error))
        except RecursionError:  # not even the error fits
            assert left < 15
    assert refused == {"the stack that is left is too small to read the policy; ask from fewer calls deep"}
