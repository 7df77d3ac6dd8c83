"""Limits are data: what is counted, what each violation says, and the table that shows the factors."""

import json
import pickle

import pytest

from snsfilter import (
    Complexity,
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    Limits,
)
from snsfilter.filtering.limits.table import name_of

BODY, ATTRIBUTES = FilterPolicyScope.MESSAGE_BODY, FilterPolicyScope.MESSAGE_ATTRIBUTES
TOO_COMPLEX = "FilterPolicy: Filter policy is too complex"
TOO_LARGE = {
    "a": {"x": list(range(200))},
    "b": [{"wildcard": "*a*b*c*"}],
    "c": [{"wildcard": f"{number}*"} for number in range(11)],
    "d": [1],
    "e": [1],
    "f": ["x" * 300_000],
}


def unlimited(policy, scope=BODY, dialect="sns"):
    return FilterPolicy.parse(policy, scope=scope, dialect=dialect, limits=None)


def checked(policy, limits=None, scope=BODY):
    return unlimited(policy, scope).check(limits or Limits())


def many(count):
    return [f"v{number}" for number in range(count)]


# What is counted


def test_the_limits_are_those_of_sns():
    assert Limits() == Limits(
        size=262_144,
        keys=5,
        keys_counted="leaf",
        combinations=150,
        wildcards=3,
        wildcard_points=100,
        nested_attributes=False,
        policies_per_topic=200,
        policies_per_account=10_000,
    )


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("keys", 0, "the limit keys must be a whole number, 1 or more and below 10^18, or None for no limit, not 0"),
        (
            "size",
            "5",
            "the limit size must be a whole number, 1 or more and below 10^18, or None for no limit, not '5'",
        ),
        ("combinations", 10**18, "10^18, or None for no limit, not 1000000000000000000"),
        ("combinations", 10**50, "10^18, or None for no limit, not int"),
        ("combinations", True, "10^18, or None for no limit, not True"),
        (
            "wildcards",
            -1,
            "the limit wildcards must be a whole number, 0 or more and below 10^18, or None for no limit, not -1",
        ),
        ("wildcard_points", 1.5, "or None for no limit, not 1.5"),
        ("policies_per_topic", [], "or None for no limit, not list"),
        ("policies_per_account", 0, "or None for no limit, not 0"),
        ("keys_counted", "leaves", "must be 'leaf' or 'value' or 'parent' or 'top-level', not 'leaves'"),
        ("keys_counted", "x" * 99, f"not '{'x' * 36}..."),
        ("keys_counted", None, "not NoneType"),
        ("keys_counted", [], "not list"),
        ("nested_attributes", 1, "the limit nested_attributes must be True, False, or None for no limit, not 1"),
        ("nested_attributes", "no", "or None for no limit, not 'no'"),
    ],
)
def test_a_limit_that_is_none(field, value, problem):
    with pytest.raises(FilterPolicyError) as caught:
        Limits(**{field: value})
    assert problem in str(caught.value)


REPEATED = {"a": [1], "b": {"c": [1], "d": {"e": [1]}}, "$or": [{"a": [1]}, {"f": [1]}], "b.c": [1]}


@pytest.mark.parametrize(
    ("counted", "scope", "keys"),
    [
        ("leaf", BODY, 4),  # a, b.c, b.d.e, f
        ("value", BODY, 6),
        ("parent", BODY, 4),  # a, b, f, b.c
        ("top-level", BODY, 4),
        ("parent", ATTRIBUTES, 4),
        ("top-level", ATTRIBUTES, 4),  # all keys: as leaf
    ],
)
def test_every_definition_of_a_key(counted, scope, keys):
    [violation] = checked(REPEATED, Limits(keys=1, keys_counted=counted, nested_attributes=True), scope)
    assert (violation.limit, violation.found, violation.allowed) == ("keys", keys, 1)
    assert checked(REPEATED, Limits(keys=keys, keys_counted=counted, nested_attributes=True), scope) == ()


def test_definitions_differ_where_a_policy_nests():
    nested = {"a": {name: [1] for name in "bcdefg"}}
    assert [checked(nested, Limits(keys_counted=each)) == () for each in ("leaf", "value", "parent", "top-level")] == [
        False,
        False,
        True,
        True,
    ]
    [violation] = checked({name: {"x": [1]} for name in "abcdef"}, Limits(keys_counted="parent"))
    assert violation.pointer == "/f"


@pytest.mark.parametrize("field", ["size", "keys", "combinations", "wildcards", "wildcard_points", "nested_attributes"])
def test_a_limit_of_none_is_not_enforced(field):
    found = {violation.limit for violation in checked(TOO_LARGE, scope=ATTRIBUTES)}
    assert field in found
    kept = checked(TOO_LARGE, Limits(**{field: None}), ATTRIBUTES)
    assert {violation.limit for violation in kept} == found - {field}


def test_all_violations_at_once_in_the_order_of_sns():
    found = checked(TOO_LARGE, scope=ATTRIBUTES)
    assert [(each.limit, each.found, each.allowed, each.pointer) for each in found] == [
        ("size", len(json.dumps(TOO_LARGE, separators=(",", ":"))), 262_144, ""),
        ("nested_attributes", 2, 1, "/a"),
        ("keys", 6, 5, "/f"),
        ("combinations", 2200, 150, "/a/x"),
        ("wildcards", 4, 3, "/b/0"),
        ("wildcard_points", 124, 100, "/c"),
    ]
    assert [each.aws for each in found] == [
        TOO_COMPLEX,
        "Filter policy scope MessageAttributes does not support nested filter policy",
        "FilterPolicy: Filter policy can not have more than 5 keys",
        TOO_COMPLEX,
        TOO_COMPLEX,
        TOO_COMPLEX,
    ]
    assert {(each.line, each.column) for each in found} == {(None, None)}
    assert all(each.problem and each.hint for each in found)


def test_an_error_is_what_check_finds():
    with pytest.raises(FilterPolicyLimitError) as caught:
        FilterPolicy.parse(TOO_LARGE)
    assert caught.value.violations == unlimited(TOO_LARGE, ATTRIBUTES).check()


def test_the_number_of_keys_in_the_words_of_sns_is_the_limit():
    [violation] = checked({"a": [1], "b": [1], "c": [1]}, Limits(keys=2))
    assert violation.aws == "FilterPolicy: Filter policy can not have more than 2 keys"


def test_the_ruler_dialect_has_no_limits_unless_they_are_given():
    policy = FilterPolicy.parse({name: [1] for name in "abcdef"}, dialect="ruler")
    assert policy.check() == ()
    assert policy.check(None) == ()
    assert [each.limit for each in policy.check(Limits())] == ["keys"]
    with pytest.raises(FilterPolicyLimitError):
        FilterPolicy.parse({name: [1] for name in "abcdef"}, dialect="ruler", limits=Limits())


def test_check_takes_limits_only():
    with pytest.raises(FilterPolicyError, match=r"must be Limits\(\.\.\.\) or None, not int"):
        unlimited({"a": [1]}).check(5)


def test_a_wildcard_spelt_with_an_escape_counts():
    assert [each.limit for each in checked('{"a": [{"\\u0077ildcard": "*a*b*c*"}]}')] == ["wildcards"]


def test_the_ruler_dialect_lists_wildcards():
    text = '{"a": [{"anything-but": {"wildcard": ["a*", "*a*b*c*", "b"]}}]}'
    policy = unlimited(text, dialect="ruler")
    assert [(each.limit, each.found) for each in policy.check(Limits())] == [("wildcards", 4)]
    assert policy.complexity.wildcard_points == 1


# Places

TEXT = """
{
  "a": [1, 2, 3],
  "$or": [
    {"b": ["x"]},
    {"c": [1, 2, 3, 4],
     "d": [{"prefix": "y"}, {"wildcard": "*y*"}]}
  ]
}"""


@pytest.mark.parametrize(
    ("limits", "place"),
    [
        (Limits(size=20), ("size", "", 2, 1)),
        (Limits(keys=2), ("keys", "/$or/1/c", 6, 6)),
        (Limits(combinations=20), ("combinations", "/$or/1/c", 6, 11)),
        (Limits(wildcards=1), ("wildcards", "/$or/1/d/1", 7, 29)),
        (Limits(wildcard_points=2), ("wildcard_points", "/$or/1/d", 7, 11)),
    ],
)
def test_a_violation_is_placed_in_the_callers_text(limits, place):
    for source in (TEXT, TEXT.encode()):
        [violation] = checked(source, limits)
        assert (violation.limit, violation.pointer, violation.line, violation.column) == place
    [violation] = checked(json.loads(TEXT), limits)
    assert (violation.limit, violation.pointer, violation.line, violation.column) == (*place[:2], None, None)


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ('{"a": [1],\n "b": {"c": [1]}, "d": {"c": [1]}}', ("/b", 2, 7), 2),
        ('{"$or": [{"a": [1]},\n{"a": {"c": [1]}}]}', ("/$or/1/a", 2, 7), 2),
        ('{"a": [1],\n "a": {"$or": [{"c": [1]}, {"d": {"e": [1]}}]}}', ("/a", 2, 7), 3),
    ],
)
def test_a_nested_key_is_placed(text, place, found):
    [violation] = checked(text, scope=ATTRIBUTES)
    assert (violation.pointer, violation.line, violation.column) == place
    assert violation.found == found


@pytest.mark.parametrize("source", [TEXT, json.loads(TEXT)])
def test_a_pickled_policy_has_the_same_violations(source):
    policy = unlimited(source)
    again = pickle.loads(pickle.dumps(policy))  # noqa: S301 (our own bytes)
    limits = Limits(size=20, keys=2, combinations=20)
    assert again.check(limits) == policy.check(limits)
    assert len(again.check(limits)) == 3


def test_a_bound_of_our_own_has_the_words_of_sns_too():
    tower = "\n{" + ",".join(['"$or": [{"a": [1]}, {"b": [1]}]'] * 14) + "}"
    keys = json.dumps({f"k{number}": [1] for number in range(257)})
    for text, line, found, allowed in ((tower, 2, 2**14, 10_000), (keys, 1, 257, 256)):
        with pytest.raises(FilterPolicyLimitError) as caught:
            unlimited(text)
        [violation] = caught.value.violations
        assert (violation.limit, violation.found, violation.allowed) == ("", found, allowed)
        assert (violation.pointer, violation.line, violation.column) == ("", line, 1)
        assert str(caught.value).endswith("\n  ^")
        assert caught.value.aws_message("SetSubscriptionAttributes") == f"Invalid parameter: {TOO_COMPLEX}"


# Remedies

AND_OR = {"a": many(4), "$or": [{"b": many(20)}, {"c": many(9), "$or": [{"d": many(2)}, {"e": many(3)}]}]}


@pytest.mark.parametrize(
    ("policy", "key", "expected"),
    [
        ({"a": many(151)}, "a", "at most 150 values in 'a', which has 151, would fit"),
        ({"a": many(40), "b": many(4)}, "a", "at most 37 values in 'a', which has 40, would fit"),
        ({"x": {"a": many(10)}, "b": many(8)}, "x.a", "at most 9 values in 'x.a', which has 10, would fit"),
        (AND_OR, None, "the largest factor is 'b', 20, and no number of values in it alone would fit"),
        ({**AND_OR, "a": many(2)}, "b", "at most 30 values in 'b'"),
    ],
)
def test_a_hint_says_how_many_values_would_fit(policy, key, expected):
    if expected == "at most 30 values in 'b'":  # the branches: 2 x 20 + 2 x 9 x 5 = 130
        policy = json.loads(json.dumps(policy).replace('"b": [', '"b": [' + '"z", ' * 15))
    [violation] = checked(policy)
    assert expected in violation.hint
    if key:
        fits = int(violation.hint.split()[2])
        assert checked(shortened(policy, fits)) == ()
        assert checked(shortened(policy, fits + 1)) != ()


def shortened(policy, count):
    """Return the policy with its longest array cut to so many values."""
    longest = max((len(each) for each in arrays(policy)), default=0)

    def cut(value):
        if isinstance(value, dict):
            return {name: cut(each) for name, each in value.items()}
        if isinstance(value, list) and isinstance(value[0], dict):
            return [cut(each) for each in value]
        return value[:count] if len(value) == longest else value

    return cut(policy)


def arrays(value):
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict) or (isinstance(each, list) and isinstance(each[0], dict)):
            yield from arrays(each)
        else:
            yield each


def test_the_problem_shows_the_product():
    [violation] = checked({"x": {"a": many(10), "c": [1]}, "$or": [{"b": many(3)}, {"d": many(5)}]})
    assert violation.problem == (
        "the values make 320 combinations, more than the 150 allowed: "
        "x.a 10 x 2 levels x x.c 1 x 2 levels x (b 3 + d 5)"
    )
    assert violation.hint.startswith("at most 4 values in 'x.a', which has 10, would fit")


def test_the_problem_of_a_hostile_policy_is_short():
    wide = {f"k{number}": many(9) for number in range(200)}
    branches = {"$or": [{f"branch{number}": many(2), "x" * 500: [1]} for number in range(300)]}
    for policy in (wide, branches):
        for violation in checked(policy):
            assert len(violation.problem) < 600
            assert len(violation.hint) < 400
    found = {violation.limit: violation for violation in checked(wide)}
    assert found["combinations"].found == 10**18
    assert "10^18 or more combinations" in found["combinations"].problem
    assert "no number of values in it alone would fit" in found["combinations"].hint
    assert found["keys"].problem.endswith("k0, k1, k2, k3, k4, k5, k6, k7 and 192 more")


def test_hints_name_what_the_policy_has():
    assert "branches of $or" in checked({"$or": [{"a": many(200)}, {"b": many(200)}]})[0].hint
    assert "levels" in checked({"a": {"b": {"c": many(20), "d": many(20)}}})[0].hint
    keys = {"$or": [{name: [1]} for name in "abcdef"]}
    assert "give the branches of $or subscriptions of their own" in checked(keys)[0].hint
    stars = {name: [{"wildcard": "*a*b*c*"}] for name in "ab"}
    assert "(and so does 1 other key)" in checked(stars)[0].problem


# Complexity


def test_complexity_says_what_multiplies():
    found = unlimited(TEXT).complexity
    assert isinstance(found, Complexity)
    assert (found.combinations, found.alternatives, found.wildcard_points) == (27, 2, 3)
    assert found.keys == ("a", "b", "c", "d")
    assert [(each.path, each.pointer, each.values, each.level, each.branch) for each in found.factors] == [
        ("a", "/a", 3, 1, ()),
        ("b", "/$or/0/b", 1, 1, ("A1",)),
        ("c", "/$or/1/c", 4, 1, ("A2",)),
        ("d", "/$or/1/d", 2, 1, ("A2",)),
    ]
    assert json.loads(json.dumps(found.as_dict())) == {
        "combinations": 27,
        "keys": ["a", "b", "c", "d"],
        "factors": [
            {"path": "a", "pointer": "/a", "values": 3, "level": 1, "combinations": 3, "branch": []},
            {"path": "b", "pointer": "/$or/0/b", "values": 1, "level": 1, "combinations": 1, "branch": ["A1"]},
            {"path": "c", "pointer": "/$or/1/c", "values": 4, "level": 1, "combinations": 4, "branch": ["A2"]},
            {"path": "d", "pointer": "/$or/1/d", "values": 2, "level": 1, "combinations": 2, "branch": ["A2"]},
        ],
        "alternatives": 2,
        "products": [
            {"branch": ["A1"], "factors": [3, 1], "combinations": 3},
            {"branch": ["A2"], "factors": [3, 4, 2], "combinations": 24},
        ],
        "more_products": 0,
        "wildcard_points": 3,
        "wildcards": [
            {"path": "d", "pointer": "/$or/1/d", "points": 3, "patterns": 1, "total": 3, "wildcards": 2},
        ],
    }


def test_complexity_is_a_value_worked_out_once():
    policy = unlimited(TEXT)
    assert policy.complexity is policy.complexity
    assert policy.complexity == unlimited(TEXT.encode()).complexity
    assert hash(policy.complexity) == hash(unlimited(TEXT).complexity)
    assert policy.complexity != unlimited({"a": [1]}).complexity


TABLE = """\
27 combinations: 4 keys, 2 alternatives

key  values  level  factor  $or
a         3      1       3
b         1      1       1  A1
c         4      1       4  A2
d         2      1       2  A2

A1  3 x 1 = 3
A2  3 x 4 x 2 = 24
sum: 27

3 wildcard points

key  points  patterns  total
d         3         1      3"""


def test_the_table_of_a_small_policy():
    assert str(unlimited(TEXT).complexity) == TABLE
    assert str(unlimited({}).complexity) == "1 combination: 0 keys, 1 alternative"


@pytest.mark.parametrize(
    "policy",
    [
        {f"k{floor}": {"$or": [{f"b{branch}": many(7)} for branch in range(2)]} for floor in range(8)},
        {f"{'long' * 30}{number}": [{"wildcard": "*a*b"}] for number in range(200)},
        {f"k{number}": many(400) for number in range(250)},
        {"a\nb": [1], "": [1], " ": [1], "\x1b[31m": [{"wildcard": "*"}]},
        {"$or": [{"a": many(2), "$or": [{"b": [1]}, {"$or": [{"c": [1]}, {"d": [1]}]}]} for _ in range(60)]},
    ],
)
def test_the_table_of_a_large_policy_is_small(policy):
    found = unlimited(policy).complexity
    lines = str(found).split("\n")
    assert len(lines) < 80
    assert max(map(len, lines)) <= 80
    assert all(line.isprintable() for line in lines)
    as_dict = found.as_dict()
    assert len(as_dict["products"]) + as_dict["more_products"] == found.alternatives
    assert len(as_dict["products"]) <= 20
    assert json.loads(json.dumps(as_dict)) == as_dict


def test_many_or_have_many_letters():
    names = [each.branch[0] for each in unlimited({"x": {"$or": [{"a": [1]}, {"b": [1]}]}}).complexity.factors]
    assert names == ["A1", "A2"]
    one = '{"$or": [{"a": [1]}, {"b": [1]}]}'
    for _ in range(27):
        one = f'{{"$or": [{one}, {{"b": [1]}}]}}'
    branches = {each.branch[-1] for each in unlimited(one).complexity.factors}
    assert {"A2", "Z2", "AA2", "AB1", "AB2"} <= branches


def test_the_end_of_a_long_name_is_shown():
    assert name_of("a" * 50 + "b", 10) == "...aaaaaab"


# Hostile


def complexity(policy):
    return policy.complexity


@pytest.mark.parametrize(("ask", "answer"), [(FilterPolicy.check, tuple), (complexity, Complexity)])
def test_near_the_end_of_the_stack(ask, answer):
    def down(levels, policy):
        return down(levels - 1, policy) if levels else ask(policy)

    found = set()
    for levels in range(600, 1000, 10):
        policy = unlimited('{"a":' * 140 + "[1, 2]" + "}" * 140)
        try:
            found.add(type(down(levels, policy)))
        except FilterPolicyError as error:
            found.add(str(error))
        except RecursionError:  # not even the question fits
            break
    assert found == {
        answer,
        "the stack that is left is too small to count the policy; ask from fewer calls deep",
    }


def test_an_error_tells_of_every_violation():
    with pytest.raises(FilterPolicyLimitError) as caught:
        FilterPolicy.parse(
            '{"a": ["x"], "b": [{"wildcard": "*1*2*"}],\n "c": ["x"]}', limits=Limits(keys=2, wildcards=2)
        )
    assert str(caught.value).splitlines() == [
        (
            "the policy has 3 keys, more than the 2 allowed: a, b, c; leave out 1, or let the publisher put what two "
            "of them say into one (at /c, line 2, column 2)"
        ),
        '   "c": ["x"]}',
        "   ^",
        (
            "a pattern of 'b' has 3 wildcards, more than the 2 allowed; use prefix or suffix, or a wildcard between "
            "fewer and longer texts (at /b/0, line 1, column 20)"
        ),
        '  {"a": ["x"], "b": [{"wildcard": "*1*2*"}],',
        "                     ^",
    ]


def test_an_object_under_or_is_told_what_or_takes():
    [violation] = checked({"$or": {"a": ["x"]}}, Limits(), ATTRIBUTES)
    assert violation.hint == "give $or an array of at least two objects, the alternatives"
