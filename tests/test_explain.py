"""Explanations: each near miss by its text and its dict, and what they are as values."""

import copy
import dataclasses
import json
import pickle
import subprocess
import sys
from collections import UserDict
from decimal import Decimal
from pathlib import Path

import pytest

from snsfilter import Explanation, FilterPolicy, Message
from snsfilter.filtering import arrays
from snsfilter.filtering.explain import reason
from snsfilter.filtering.explain.seeing import Found
from snsfilter.filtering.explain.together import choose_together

ROOT = Path(__file__).parent.parent
ATTRIBUTES, BODY = "MessageAttributes", "MessageBody"


def explain(policy, *, body=None, dialect="sns", scope=None, **attributes):
    """Explain in body scope if a body is given, and check what holds of every explanation."""
    scope = scope or (ATTRIBUTES if body is None else BODY)
    parsed = FilterPolicy.parse(json.dumps(policy), scope=scope, dialect=dialect, limits=None)
    return checked(parsed, Message(attributes=attributes, body=body))


def checked(policy, message):
    why = policy.explain(message)
    assert bool(why) is why.matched is policy.matches(message)
    assert json.loads(json.dumps(why.as_dict())) == why.as_dict()
    assert [line for line in str(why).splitlines() if len(line) > 80 or not line.isprintable()] == []
    assert len(repr(why)) < 240
    assert repr(why).isprintable()
    assert pickle.loads(pickle.dumps(why)) == copy.deepcopy(why) == why == policy.explain(message)  # noqa: S301 (our own bytes)
    assert hash(why) == hash(policy.explain(message))
    return why


def misses(why):
    """Return all near misses by their codes, and hold the text to show them."""
    found = list(why.near_misses)
    for alternative in why.alternatives:
        found += alternative.near_misses
        for key in alternative.keys:
            found += key.near_misses
    shown = " ".join(str(why).split())
    assert [each for each in found if " ".join(each.remedy.split()) not in shown] == []
    return {each.code: f"{each.text}; {each.remedy}" for each in found}


def only_key(why):
    (alternative,) = why.alternatives
    (key,) = alternative.keys
    return key


def typed(kind, value):
    return {"DataType": kind, "StringValue": value}


# The whole


def test_the_text_of_a_match():
    why = explain({"store": ["north", "south"], "price": [{"numeric": [">=", 100]}]}, store="south", price=210.75)
    assert str(why) == (
        "The message matches.\n"
        "\n"
        "store: matches\n"
        '  found "south" (String)\n'
        '  by "south"\n'
        "price: matches\n"
        "  found 210.75 (Number)\n"
        '  by {"numeric": [">=", 100]}'
    )
    assert repr(why) == (
        '<Explanation: match: store: "south" (String) by "south"; price: 210.75 (Number) by {"numeric": [">=", 100]}>'
    )
    assert why.reason is None


def test_the_dict_of_a_miss():
    why = explain({"store": ["north"]}, store="North")
    text, remedy = (
        '"North" differs from "north" in letter case only',
        'send "north", or write {"equals-ignore-case": "north"} in the policy',
    )
    assert why.as_dict() == {
        "matched": False,
        "reason": "MessageAttributes",
        "scope": "MessageAttributes",
        "problem": "",
        "near_misses": [],
        "alternatives": [
            {
                "number": 1,
                "matched": False,
                "keys": [
                    {
                        "key": "store",
                        "matched": False,
                        "seen": [{"value": '"North"', "type": "String", "at": ""}],
                        "more_seen": 0,
                        "patterns": [{"pattern": '"north"', "matched": False, "why": "it is another string"}],
                        "more_patterns": 0,
                        "problem": "",
                        "near_misses": [{"code": "letter-case", "text": text, "remedy": remedy}],
                    }
                ],
                "more_keys": 0,
                "near_misses": [],
            }
        ],
        "more_alternatives": 0,
    }


def test_a_blank_policy_says_so():
    why = checked(FilterPolicy.parse("{}"), Message())
    assert str(why) == "The message matches.\n\nThe policy is blank: it matches every message."
    assert repr(why) == "<Explanation: match>"


def test_an_explanation_is_frozen():
    why = explain({"a": ["x"]}, a="x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        why.matched = False
    assert isinstance(why, Explanation)
    assert why != explain({"a": ["x"]}, a="y")


def test_of_alternatives_the_one_that_matched_is_told():
    policy = {"$or": [{"a": ["x"]}, {"b": ["y"]}], "c": [1]}
    why = explain(policy, b="y", c=1)
    assert [(each.number, each.matched) for each in why.alternatives] == [(2, True)]
    assert why.more_alternatives == 1
    assert "Alternative 2 of 2\nb: matches" in str(why)


def test_of_alternatives_those_are_told_that_came_closest():
    branches = [{f"k{at}": ["x"], f"l{at}": ["y"]} for at in range(8)]
    why = explain({"$or": branches}, k5="x", l5="z")
    assert [each.number for each in why.alternatives] == [6, 1, 2]
    assert "5 more alternatives don't match either." in str(why)
    assert "1 more alternative doesn't match either." in str(explain({"$or": branches[:4]}, z="x"))


def test_many_keys_values_and_patterns_are_counted_but_not_shown():
    why = explain({f"k{at}": ["x"] for at in range(20)}, dialect="ruler", k19="y", k18="x")
    (alternative,) = why.alternatives
    assert (len(alternative.keys), alternative.more_keys) == (12, 8)
    assert all(not key.matched for key in alternative.keys)
    assert "and 8 more keys" in str(why)
    key = only_key(explain({"a": [f"x{at}" for at in range(9)]}, a=[f"y{at}" for at in range(300)]))
    assert (len(key.seen), key.more_seen, len(key.patterns), key.more_patterns) == (5, 295, 5, 4)
    assert key.seen[1].as_dict() == {"value": '"y1"', "type": "String.Array element", "at": "/1"}
    assert "(String.Array element at /4), and 295 more" in " ".join(
        str(explain({"a": ["x"]}, a=[f"y{at}" for at in range(300)])).split()
    )


# Values and patterns

WHYS = [
    ({"prefix": "n"}, ["s"], "it begins otherwise"),
    ({"prefix": "n"}, ["s", "t"], "all begin otherwise"),
    ({"suffix": "n"}, ["s"], "it ends otherwise"),
    ({"suffix": "n"}, ["s", "t"], "all end otherwise"),
    ({"equals-ignore-case": "n"}, ["s"], "it is another string, letter case aside"),
    ({"equals-ignore-case": "n"}, ["s", "t"], "all are other strings, letter case aside"),
    ({"wildcard": "a*b"}, ["s"], "it has another form"),
    ({"wildcard": "a*b"}, ["s", "t"], "all have other forms"),
    ("n", ["s"], "it is another string"),
    ("n", ["s", "t"], "all are other strings"),
    (1, [2], "it is another number"),
    (1, [2, 3], "all are other numbers"),
    ("10.0.0.1", ["10.0.0.2"], "it is another address"),
    ("10.0.0.1", ["s"], "it isn't that address"),
    ("10.0.0.1", ["s", "10.0.0.2"], "none is that address"),
    ({"cidr": "10.0.0.0/24"}, ["10.0.1.0"], "it is an address outside of it"),
    ({"cidr": "10.0.0.0/24"}, ["::1"], "it is an IPv6 address"),
    ({"cidr": "10.0.0.0/24"}, ["s"], "it isn't an IP address"),
    ({"cidr": "10.0.0.0/24"}, ["s", "t"], "none is an address in it"),
    ({"numeric": [">", 1, "<", 5]}, [5], "5 isn't < 5"),
    ({"numeric": ["=", 1]}, [5, 6], "no number satisfies it"),
    (
        {"numeric": [">", 1]},
        [9007199254740993],
        "9007199254740993 has more digits than a double tells apart, so it can't be compared",
    ),
    ({"anything-but": ["s", "t"]}, ["s"], '"s" is excluded'),
    ({"anything-but": {"prefix": "s"}}, ["st"], '"st" is excluded by {"prefix": "s"}'),
    ({"anything-but": [1]}, [1], "1 is excluded"),
    ({"exists": False}, ["s"], "there is a value"),
    (True, [False], "it is false"),
    (True, ["s"], "it looks for a boolean, and found a string"),
    (None, [1, True], "it looks for null, and found a number and a boolean"),
    ("n", [None], "it looks for a string, and found null"),
    ({"numeric": [">", 1]}, [True], "it looks for a number, and found a boolean"),
]


@pytest.mark.parametrize(("pattern", "values", "why"), WHYS)
def test_why_a_pattern_does_not_match(pattern, values, why):
    explained = explain({"a": [pattern]}, body=json.dumps({"a": values}))
    (finding,) = only_key(explained).patterns
    assert (finding.matched, finding.why) == (False, why)
    assert f"{finding.pattern}: {why}" in " ".join(str(explained).split())


SPELT = [
    "n",
    "10.0.0.1",
    1.50,
    True,
    None,
    {"prefix": "n"},
    {"suffix": "n"},
    {"equals-ignore-case": "n"},
    {"wildcard": "a\\*b\\\\*c"},
    {"cidr": "10.0.0.0/24"},
    {"cidr": "2001:db8::/64"},
    {"numeric": [">", 1, "<=", 5]},
    {"anything-but": ["n", "o"]},
    {"anything-but": "n"},
    {"anything-but": {"prefix": "n"}},
    {"anything-but": {"wildcard": "n*"}},
    {"exists": True},
    {"exists": False},
    {"exactly": "10.0.0.1"},
    {"prefix": {"equals-ignore-case": "n"}},
    {"suffix": {"equals-ignore-case": "n"}},
    {"anything-but": {"suffix": ["n", "o"]}},
    {"anything-but": {"equals-ignore-case": ["n", "o"]}},
]


@pytest.mark.parametrize("pattern", SPELT, ids=json.dumps)
def test_a_pattern_is_spelt_as_the_policy_has_it(pattern):
    """What is shown can be put into a policy again, and says the same."""
    policy = FilterPolicy.parse({"a": [pattern]}, dialect="ruler")
    why = policy.explain(Message({"b": "x"}))
    spelt = why.alternatives[0].keys[0].patterns[0].pattern
    assert FilterPolicy.parse(f'{{"a": [{spelt}]}}', dialect="ruler").tree == policy.tree


def test_long_lists_and_values_are_shortened():
    why = explain({"a": [{"anything-but": [f"x{at}" for at in range(9)]}]}, a="x3")
    assert only_key(why).patterns[0].pattern == '{"anything-but": ["x0", "x1", "x2", "x3", "x4", ... 4 more]}'
    long = explain({"a": ["x"], "b": [1], "c": [2]}, a="y" * 1_000_000, b=10**5_000, c=Decimal("1." + "3" * 99))
    assert [key.seen[0].value for key in long.alternatives[0].keys] == [
        f'"{"y" * 57}..." (1,000,000 characters)',
        "an integer of 16,610 bits",
        f"1.{'3' * 55}...",
    ]
    assert len(str(long)) < 2_000


def test_what_a_terminal_would_obey_is_escaped():
    why = explain({"a\x1b[2J": ["x\u202e"]}, body=json.dumps({"a\x1b[2J": "\x1b[31m\ud83d\U000e0001"}))
    key = only_key(why)
    assert key.key == "a\\u001b[2J"
    assert key.seen[0].value == '"\\u001b[31m\\ud83d\\udb40\\udc01"'
    assert key.patterns[0].pattern == '"x\\u202e"'


# Near misses of values

VALUE_MISSES = [
    (["north"], "North", "letter-case", 'differs from "north" in letter case only; send "north", or write {"equals'),
    (["north"], " North", "letter-case", 'differs from "north" in letter case and white space only'),
    ([{"prefix": "No"}], "north", "letter-case", "send it in the letter case of the policy"),
    ([{"suffix": "TH"}], "north", "letter-case", '{"suffix": "TH"} in letter case only'),
    ([{"wildcard": "N*H"}], "north", "letter-case", '{"wildcard": "N*H"} in letter case only'),
    ([1, "north"], "NORTH", "letter-case", 'differs from "north"'),
    ([{"equals-ignore-case": "north"}], " north\n", "white-space", '" north\\n" has white space around'),
    ([{"cidr": "10.0.0.0/8"}, "10.1.1.1"], "10.0.0.1 ", "white-space", 'send "10.0.0.1"'),
    (
        [100],
        "100",
        "string-for-number",
        '"100" is sent with the data type String, and 100 looks at the data type Number',
    ),
    ([{"numeric": [">", 5]}], "100.50", "string-for-number", "send it with the data type Number"),
    (["100"], 100, "number-for-string", "write 100 without quotes in the policy, or send it with the data type String"),
    ([{"prefix": "1"}], 100, "number-for-string", '{"prefix": "1"} looks at strings only; send it with the data type'),
    ([True], "true", "string-for-word", 'write "true" in quotes in the policy'),
    ([None], "None", "string-for-word", '"None" is a string, and the policy has null, which is null'),
]


@pytest.mark.parametrize(("patterns", "value", "code", "text"), VALUE_MISSES)
def test_near_misses_of_attributes(patterns, value, code, text):
    value = typed("String", value.replace("\n", "\\n")) if isinstance(value, str) else value
    assert text in misses(explain({"a": patterns}, a=value))[code]


BODY_MISSES = [
    ([100], '"100"', "string-for-number", '"100" is a string, and 100 looks at numbers only; send 100 without quotes'),
    (["100"], "100", "number-for-string", "write 100 without quotes in the policy, or send it in quotes"),
    (["1.50"], "1.50", "number-for-string", '"1.50" looks at strings only'),
    ([True], '"true"', "string-for-word", '"true" is a string, and the policy has true, which is a boolean; send true'),
    (["true"], "true", "word-for-string", 'the policy has the string "true"; write true without quotes in the policy'),
    (["null"], "null", "word-for-string", "null is null, and the policy has the string"),
    (["x"], '"[\\"x\\"]"', "array-in-string", "send the array itself"),
]


@pytest.mark.parametrize(("patterns", "value", "code", "text"), BODY_MISSES)
def test_near_misses_in_bodies(patterns, value, code, text):
    assert text in misses(explain({"a": patterns}, body=f'{{"a": {value}}}'))[code]


REMEDIES = [
    (["north"], "North", ["north"], "north"),
    (["north"], "North", [{"equals-ignore-case": "north"}], "North"),
    (["north"], " north", ["north"], "north"),
    ([100], "100", [100], 100),
    (["100"], 100, [100], 100),
    (["100"], 100, ["100"], "100"),
    ([True], "true", ["true"], "true"),
    (["x"], '["x"]', ["x"], ["x"]),
]


@pytest.mark.parametrize(("patterns", "value", "mended", "sent"), REMEDIES)
def test_what_remedies_say_does_mend_it(patterns, value, mended, sent):
    assert misses(explain({"a": patterns}, a=value))
    assert explain({"a": mended}, a=sent)


def test_a_remedy_is_not_given_where_it_would_not_do():
    """What equals-ignore-case takes is Event Ruler's to say: not each lower case of a letter will do."""
    assert misses(explain({"a": ["ΑΣ"]}, a="ας")) == {
        "letter-case": '"ας" differs from "ΑΣ" in letter case only; send "ΑΣ"'
    }
    assert not explain({"a": [{"equals-ignore-case": "ΑΣ"}]}, a="ας")
    assert misses(explain({"a": ["x"]}, a=" X"))["letter-case"].endswith('white space only; send "x"')


def test_an_array_in_a_string_attribute():
    escaped = misses(explain({"a": ["x"]}, a=typed("String", '[\\"x\\"]')))
    assert escaped["array-in-string"].endswith("send it with the data type String.Array")
    plain = misses(explain({"a": ["x"]}, a=typed("String", '["x"]')))
    assert "send it with the data type String.Array, for it is a JSON array" in plain["malformed-attribute"]
    assert misses(explain({"a": ["x"]}, a="[x")) == {}
    assert misses(explain({"a": ["x"]}, a="[1]")) == {}


def test_an_element_of_an_array_is_told_as_such():
    assert misses(explain({"a": [100]}, a=["100", "x"])) == {
        "string-for-number": '"100" is a string, and 100 looks at numbers only; send 100 without quotes'
    }


@pytest.mark.parametrize(
    ("patterns", "values"), [([{"anything-but": "x"}], "x"), ([{"exists": False}], "x"), (["x"], "y"), ([1], 10**400)]
)
def test_what_misses_by_more_is_no_near_miss(patterns, values):
    assert misses(explain({"a": patterns}, a=values)) == {}


# Near misses of keys


def test_a_key_that_is_in_the_body():
    why = explain({"a": ["x"], "b": ["y"]}, body='{"a": "x"}', scope=ATTRIBUTES, b="y")
    assert misses(why) == {
        "key-in-body": "'a' is a key of the body, but the scope is MessageAttributes; "
        "set FilterPolicyScope to MessageBody, or publish it as an attribute"
    }
    assert why.reason == "MessageAttributes"
    assert why.alternatives[0].keys[0].problem == "the message has no attribute 'a'"
    assert 'expected "x"' in str(why)
    assert "key-in-body" in misses(explain({"a.b": ["x"]}, body='{"a": {"b": "x"}}', scope=ATTRIBUTES))
    assert "key-in-body" not in misses(explain({"a": ["x"]}, body="[1]", scope=ATTRIBUTES, c="x"))


def test_a_key_that_is_an_attribute():
    why = explain({"a": ["x"]}, body='{"b": 1}', a="x")
    assert misses(why)["key-in-attributes"].startswith("'a' is an attribute, but the scope is MessageBody; ")
    assert only_key(why).problem == "the body has no key 'a'"
    plain = explain({"a": ["x"]}, body="hello", a="x")
    assert misses(plain)["key-in-attributes"].endswith("set FilterPolicyScope to MessageAttributes")


def test_a_key_in_other_letters():
    assert misses(explain({"store": ["x"]}, Store="x", b="y"))["key-spelling"].startswith(
        "the attribute is called 'Store', and the policy has 'store'; "
    )
    assert misses(explain({"a": {"b": ["x"]}}, body='{"a": {"B ": "x"}}'))["key-spelling"].startswith(
        "the body has /a/B , and the policy has 'b'; "
    )
    assert "key-spelling" in misses(explain({"a": {"b": ["x"]}}, body='{"A": {"b": "x"}}'))
    assert "key-spelling" not in misses(explain({"z": ["x"]}, **{f"k{at}": 1 for at in range(1_100)}, Z="x"))


def test_attributes_do_not_nest():
    why = explain({"a": {"b": ["x"]}}, a='{\\"b\\": \\"x\\"}')
    assert misses(why)["attributes-do-not-nest"].startswith(
        "'a.b' leads into the attribute 'a', but attributes don't nest; publish an attribute named 'a.b'"
    )
    assert explain({"a": {"b": ["x"]}}, **{"a.b": "x"})


def test_dots_and_nesting_are_one_path():
    for policy in ({"a": {"b": ["x"]}}, {"a.b": ["x"]}):
        for body in ({"a": {"b": "x"}}, {"a.b": "x"}):
            why = explain(policy, body=json.dumps(body))
            assert why
            assert (only_key(why).key, only_key(why).seen[0].at) == ("a.b", "/a/b" if "a" in body else "/a.b")


def test_a_key_that_is_nested_otherwise():
    deeper = explain({"b": ["x"]}, body='{"z": 1, "a": {"b": "x"}}')
    assert misses(deeper)["key-elsewhere"].startswith("the body has it at /a/b, not at 'b'; nest the key in the policy")
    above = explain({"a": {"b": ["x"]}}, body='{"b": "x", "a": {"c": 1}}')
    assert misses(above)["key-elsewhere"].startswith("the body has it at /b, not at 'a.b'")
    assert only_key(above).problem == "/a has no key 'b'"


def test_json_in_a_string_is_not_looked_into():
    why = explain({"a": {"b": [1]}}, body='{"a": "{\\"b\\": 1}"}')
    assert misses(why) == {
        "double-encoded": "/a is a string that holds the key as JSON text, and isn't looked into; "
        "send the object itself, not the JSON of it as a string"
    }
    assert only_key(why).problem == "the body has no key 'a.b': /a is a string, not an object"
    wrapped = explain({"b": [1]}, body='{"Type": "Notification", "Message": "{\\"b\\": 1}"}')
    assert misses(wrapped)["double-encoded"].startswith("/Message is a string")
    assert misses(explain({"b": [1]}, body='{"Message": "{\\"c\\": 1}", "n": "{oops"}')) == {}


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("null", "the body has no key 'a.b': /a is null, not an object"),
        ("1", "the body has no key 'a.b': /a is a number, not an object"),
        ("[]", ""),
        ("[[], {}]", ""),
    ],
)
def test_where_the_way_ends(value, problem):
    key = only_key(explain({"a": {"b": ["x"]}}, body=f'{{"a": {value}}}'))
    assert key.problem == problem


def test_an_object_is_no_value():
    why = explain({"a": [{"exists": True}]}, body='{"a": {"b": {"c": 1}}}')
    assert misses(why) == {
        "object-at-key": "/a is an object, and exists looks at strings, numbers, true, false and null only; "
        "ask for a key inside of it, such as 'b'"
    }
    assert only_key(why).seen[0].as_dict() == {"value": "{...}", "type": "object", "at": "/a"}
    assert only_key(why).patterns[0].why == "there is no value"
    other = misses(explain({"a": ["x"]}, body='{"a": {}}'))
    assert other["object-at-key"].startswith("/a is an object, and patterns look at strings")
    assert explain({"a": [{"exists": False}]}, body='{"a": {"b": 1}}').alternatives[0].keys[0].problem == (
        "there is no value: what is there is an object or an empty array"
    )


def test_an_empty_array_has_no_value():
    why = explain({"a": [{"exists": True}]}, body='{"a": []}')
    assert misses(why)["empty-array"] == (
        '/a is an empty array, which has no value, so even {"exists": true} doesn\'t match; '
        'send at least one element, or add {"exists": false} to the patterns'
    )
    assert only_key(why).seen[0].as_dict() == {"value": "[]", "type": "array", "at": "/a"}
    assert misses(explain({"a": ["x"]}, a=[]))["empty-array"].startswith("it is an empty array, which has no value; ")


# Arrays

ITEMS = {"items": {"sku": ["book"], "qty": [{"numeric": [">=", 10]}]}}


def test_elements_that_match_apart_but_not_together():
    body = {"items": [{"sku": "book", "qty": 1}, {"sku": "toy", "qty": 12}, {"sku": "book", "qty": 2}]}
    why = explain(ITEMS, body=json.dumps(body))
    (alternative,) = why.alternatives
    assert [key.matched for key in alternative.keys] == [True, True]
    assert not alternative.matched
    assert misses(why)["array-elements-apart"].startswith(
        "items.sku matches in element 0, 2, items.qty matches in element 1 of /items, but no element matches both; "
        "keys that lead through one array must match in the same element of it"
    )
    assert why.summary.startswith("no match: items.sku matches in element 0, 2, items.qty")


def test_the_summary_says_that_the_key_is_in_the_other_part():
    policy = {"store": ["north"]}
    assert FilterPolicy.parse(policy).explain(Message(body='{"store": "north"}')).summary == (
        "no match: the message has no attributes; 'store' is a key of the body, but the scope is MessageAttributes"
    )
    plain = Message(attributes={"store": "north"}, body="plain")
    assert (
        FilterPolicy.parse(policy, scope="MessageBody")
        .explain(plain)
        .summary.endswith("; 'store' is an attribute, but the scope is MessageBody")
    )
    assert FilterPolicy.parse(policy).explain(Message()).summary == "no match: the message has no attributes"


def test_keys_that_match_apart_beside_one_that_fails():
    body = {"items": [{"sku": "book", "qty": 1}, {"sku": "toy", "qty": 12}]}
    why = explain({**ITEMS, "store": ["north"]}, body=json.dumps(body))
    assert misses(why)["array-elements-apart"].startswith("items.sku matches in element 0, items.qty matches in")
    assert why.summary.endswith("; store: the body has no key 'store'")
    (alternative,) = explain(
        {**ITEMS, "store": ["north"]}, body=json.dumps({"items": [{"sku": "book", "qty": 12}]})
    ).alternatives
    assert [each.matched for each in alternative.keys] == [True, True, False]
    assert alternative.near_misses == ()


def test_many_elements_are_counted():
    body = {"items": [{"sku": "book"} for _ in range(9)] + [{"qty": 12}]}
    assert (
        "items.sku matches in element 0, 1, 2 and 6 more, items.qty"
        in misses(explain(ITEMS, body=json.dumps(body)))["array-elements-apart"]
    )


def test_three_keys_of_which_each_two_match_together():
    keys = {"a": ["x"], "b": ["x"], "c": ["x"]}
    body = {"e": [{"a": "x", "b": "x"}, {"b": "x", "c": "x"}, {"a": "x", "c": "x"}]}
    assert misses(explain({"e": keys}, body=json.dumps(body)))["array-elements-apart"].startswith(
        "each key matches somewhere, but never all of them in the same elements"
    )


def test_of_many_elements_those_are_shown_that_match_together():
    body = {"items": [{"sku": "book", "qty": 1}, {"sku": "toy", "qty": 12}, {"sku": "book", "qty": 11}]}
    why = explain(ITEMS, body=json.dumps(body))
    assert [key.seen[0].at for key in why.alternatives[0].keys] == ["/items/2/sku", "/items/2/qty"]
    assert [key.more_seen for key in why.alternatives[0].keys] == [2, 2]


def test_absence_in_the_element_that_the_other_keys_match_in():
    why = explain({"e": {"f": ["A"], "z": [{"exists": False}]}}, body='{"e": [{"f": "A"}, {"z": 1}]}')
    assert why
    assert why.alternatives[0].keys[1].problem == (
        "there is no value in the array elements in which the keys before it match"
    )
    assert "e.z: absent by" in why.summary


def test_matching_together_is_found_by_going_back():
    """The first choice for a and b agrees, but leaves nothing to c."""
    body = {"e": [{"a": "x", "b": "x"}, {"a": "x", "b": "x", "c": "x"}]}
    why = explain({"e": {"a": ["x"], "b": ["x"], "c": ["x"]}}, body=json.dumps(body))
    assert [key.seen[0].at for key in why.alternatives[0].keys] == ["/e/1/a", "/e/1/b", "/e/1/c"]


def test_what_no_choice_agrees_on_is_told_by_the_first_of_each():
    """The matcher has the last word, also where the search for what to show finds nothing."""

    def found(at, name):
        return Found("x", (((None, "e"), at), name))

    apart = {"e.a": [found(0, "a"), found(1, "a")], "e.b": [found(2, "b")], "e.c": []}
    assert choose_together(apart) == {"e.a": found(0, "a"), "e.b": found(2, "b")}
    many = {f"e.{name}": [found(at * 10 + step, name) for at in range(100)] for step, name in enumerate("abc")}
    assert choose_together(many) == {key: founds[0] for key, founds in many.items()}


# Messages as a whole


def test_a_message_without_attributes():
    why = explain({"a": [{"exists": False}]})
    assert (why.reason, why.problem) == ("NoMessageAttributes", "the message has no attributes")
    assert misses(why)["no-attributes"].startswith(
        'a message without attributes matches no policy of scope MessageAttributes, not even {"exists": false}'
    )
    assert explain({"a": [{"exists": False}]}, b="x")
    assert explain({"a": [{"exists": False}]}, a=b"x")


def test_a_binary_attribute_is_not_seen():
    why = explain({"a": ["x"]}, a={"Type": "Binary", "Value": "AgME"})
    assert only_key(why).seen[0].as_dict() == {"value": "(bytes)", "type": "Binary", "at": ""}
    assert misses(why)["binary"].startswith("attribute 'a' is Binary, which a policy doesn't see; ")
    assert why.reason == "MessageAttributes"
    assert only_key(explain({"a": ["x"]}, a=b"x")).seen[0].type == "Binary"


MALFORMED = [
    (typed("String.Array", "['x']"), "its text isn't a JSON array (", "strings in double quotes"),
    (typed("String.Array", "x"), "at character 1)", 'send JSON such as ["a", "b"]; SNS'),
    (typed("String.Array", "[" + "1," * 150_000), "(of its 300,001 characters SNS takes", "send JSON such as"),
    (typed("Number.Array", '{"a": 1}'), "(it is a JSON object)", "send JSON such as"),
    (typed("String", 'say "hi"'), "(a quotation mark, at character 5)", 'write \\" for it'),
    (typed("String", "a\tb"), "(the control character U+0009, at character 2)", "write \\u0009 for it"),
    (typed("String", "a\\qb"), "(a backslash that begins no escape, at character 2)", "write \\\\ for it"),
    (typed("String", "a\\n\\"), "(a backslash that begins no escape, at character 4)", "escaped once more"),
    ("a\x00", "(the control character U+0000, at character 2)", "write \\u0000"),
    (typed("Number", "12,5"), '(found "12,5")', "send a decimal number such as 12.5"),
    (
        typed("string", "x"),
        'its data type is none of String, String.Array, Number and Binary (found "string")',
        "write S",
    ),
    (typed("Boolean", "x"), '(found "Boolean")', "as in String.json; SNS refuses to publish it"),
    (typed("String.", "x"), 'its data type ends in a dot (found "String.")', "write String;"),
    ({"DataType": "String"}, "it has no value: StringValue isn't a string", "give a DataType"),
    ({"Type": 5, "Value": "x"}, "it has no data type: Type isn't a string", "give a DataType"),
    ({}, "it has no data type: DataType isn't a string", "give a DataType"),
    (None, "it is neither a mapping nor a plain string, number, list or bytes", "give a DataType"),
    (True, "it is neither a mapping nor", "give a DataType"),
    ([object()], "it holds something that JSON doesn't have", "give a DataType"),
]


@pytest.mark.parametrize(("attribute", "problem", "remedy"), MALFORMED)
def test_a_malformed_attribute(attribute, problem, remedy):
    why = explain({"a": ["x"]}, a=attribute)
    assert why.reason == "InvalidAttributes"
    assert only_key(why).problem.startswith("attribute 'a' is malformed: ")
    assert problem in only_key(why).problem
    assert remedy in misses(why)["malformed-attribute"]
    assert "  remedy: " in str(why)


def test_what_can_not_be_published_is_not_said_to_be_filtered_out():
    for attribute in (None, {}, {"Type": 5, "Value": "x"}, typed("string", "x"), typed("Number", "12,5")):
        assert "SNS takes the message" not in misses(explain({"a": ["x"]}, a=attribute))["malformed-attribute"]
    taken = misses(explain({"a": ["x"]}, a=typed("String.Array", "x")))["malformed-attribute"]
    assert taken.endswith("; SNS takes the message, but filters it out")


def test_a_malformed_attribute_counts_whichever_alternative_names_it():
    assert explain({"$or": [{"a": ["x"]}, {"b": ["y"]}]}, b=True, a="x").reason == "InvalidAttributes"
    assert explain({"a": ["x"]}, b=True, a="y").reason == "MessageAttributes"
    assert explain({"a": ["x"]}, b=True, a="x")


BODIES = [
    (None, "the message has no body", None),
    (" ", "the body is empty", None),
    ("hello", "the body isn't JSON: 'hello' is not JSON (line 1, column 1)", "plain-text"),
    ("{'a': 'x'}", "single ones (line 1, column 2)", "python-repr"),
    ('{"a": None}', "(line 1, column 7)", "python-repr"),
    ('{"a":\n 1,}', "(line 2, column 4)", None),
    ("\ufeff{}", "(line 1, column 1)", "byte-order-mark"),
    ('"{\\"a\\": 1}"', 'the body is a JSON string, not an object: "{\\"a\\": 1}"', "double-encoded"),
    ('"a"', "the body is a JSON string, not an object: SNS matches", None),
    ("[1]", "the body is a JSON array, not an object", None),
    ("1", "the body is a JSON number, not an object", None),
    (b"\xff", "the body isn't UTF-8: byte 0 can't be decoded", None),
    ("[" + "1," * 150_000, "of its 300,001 characters SNS takes 262,144 at most", None),
    (bytearray(b"null"), "the body is a JSON null, not an object", None),
    ('{"a":' * 1_001 + "1" + "}" * 1_001, "nest deeper than 1000 levels", None),
    ({"a": "y", "b": object()}, "the decoded body isn't a JSON object: it holds something that JSON", None),
    ({1: "y"}, "it has a key that isn't a string", None),
]


@pytest.mark.parametrize(("body", "problem", "code"), BODIES)
def test_a_body_that_is_no_json_object(body, problem, code):
    why = checked(FilterPolicy.parse({"a": ["x"]}, scope=BODY), Message(body=body))
    assert (why.reason, why.alternatives, why.more_alternatives) == ("InvalidMessageBody", (), 1)
    assert problem in why.problem
    assert list(misses(why)) == ([code] if code else [])
    assert why.summary.startswith(f"no match: {why.problem[:60]}")


def test_a_decoded_body_of_types_of_its_own():
    why = checked(FilterPolicy.parse({"a": {"b": ["x"]}}, scope=BODY), Message(body=UserDict({"a": UserDict(b="y")})))
    assert only_key(why).seen[0].as_dict() == {"value": '"y"', "type": "string", "at": "/a/b"}
    unseen = checked(FilterPolicy.parse({"a": ["x"]}, scope=BODY), Message(body={"a": ["x", object()], "b": object()}))
    assert unseen.matched
    assert only_key(unseen).seen[0].at == "/a/0"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_numbers_that_json_does_not_have(value):
    for pattern in ({"exists": True}, {"anything-but": "x"}, {"numeric": [">", 1]}, 1):
        why = checked(FilterPolicy.parse({"a": [pattern]}, scope=BODY), Message(body={"a": value}))
        assert not why


# Never an exception


class Hostile(UserDict):
    """A mapping whose methods fail once it is in a message."""

    def get(self, *_ignored):
        raise ZeroDivisionError

    def items(self):
        raise ZeroDivisionError

    __contains__ = __getitem__ = get


class Liar(Message):
    """A message that fails when it is asked."""

    @property
    def attributes(self):
        raise ZeroDivisionError

    decoded_body = attributes


class Fickle(Message):
    """A message whose body is gone when it is looked at again."""

    def __init__(self, *bodies):
        super().__init__(body="{}")
        object.__setattr__(self, "bodies", list(bodies))

    @property
    def decoded_body(self):
        return self.bodies.pop(0) if self.bodies else None


def cyclic():
    body = {"a": []}
    body["a"].append(body["a"])
    return body


@pytest.mark.parametrize("scope", [ATTRIBUTES, BODY])
@pytest.mark.parametrize("garbage", [None, 1, "x", {"a": "x"}, object(), Message, Liar({"a": "x"}, '{"a": "x"}')])
def test_what_is_no_message(garbage, scope):
    policy = FilterPolicy.parse({"a": ["y"]}, scope=scope)
    why = policy.explain(garbage)
    assert why.matched is policy.matches(garbage) is False
    assert why.reason == ("InvalidAttributes" if scope == ATTRIBUTES else "InvalidMessageBody")
    text = "the message can't be read" if isinstance(garbage, Message) else "this is no Message, but of type"
    assert why.problem.startswith(text)
    assert FilterPolicy.parse({}).explain(garbage)


def test_a_message_that_changes_its_mind():
    policy = FilterPolicy.parse({"a": ["x"]}, scope=BODY)
    assert policy.explain(Fickle({"a": "x"})).as_dict()["alternatives"] == []
    assert (
        policy.explain(Fickle({"a": "x"}, {"a": "y"})).problem
        == "the message can't be read, or reads differently each time (RuntimeError)"
    )
    ors = FilterPolicy.parse({"$or": [{"a": ["x"]}, {"b": ["x"]}]}, scope=BODY)
    assert ors.explain(Fickle({"a": "x"}, {"a": "y"})).as_dict()["alternatives"] == []
    assert FilterPolicy.parse({"a": ["y"]}).explain(Liar({"a": "y"})).matched


@pytest.mark.parametrize("scope", [ATTRIBUTES, BODY])
@pytest.mark.parametrize(
    "value",
    [Hostile(a="x"), cyclic(), {"a": cyclic()}, [[[[]]]] * 9, {"a": {1: 2}}, object(), "x" * 1_000_000, range(3)],
)
def test_hostile_values(value, scope):
    policy = FilterPolicy.parse({"a": ["y"], "b.c": [{"exists": True}]}, scope=scope, limits=None)
    for message in (Message({"a": value, "b": value}, {"a": value, "b": value}), Message({"b.c": value})):
        assert not checked(policy, message)


def test_an_attribute_that_raises_is_told():
    why = explain({"a": ["x"]}, a=Hostile(Type="String"))
    assert only_key(why).problem.startswith("attribute 'a' is malformed: it can't be read: its methods raise Zero")


def test_cycles_beside_what_matches():
    body = cyclic() | {"b": "x"}
    assert checked(FilterPolicy.parse({"b": ["x"]}, scope=BODY), Message(body=body))
    for elements in (["x", cyclic()["a"]], [cyclic()["a"], "x"]):
        policy = FilterPolicy.parse({"a": ["x"]}, scope=BODY)
        assert bool(policy.explain(Message(body={"a": elements}))) is policy.matches(Message(body={"a": elements}))
    assert (
        FilterPolicy.parse({"a": [{"exists": False}], "b": ["x"]}, scope=BODY).explain(Message(body=body)) is not None
    )


def test_what_the_matcher_takes_for_no_message(monkeypatch):
    policy = FilterPolicy.parse({"a": ["x", {"exists": False}]}, scope=BODY)
    message = Message(body=json.dumps({"a": ["x", [["y"] * 90]]}))
    monkeypatch.setattr(arrays, "MAX_VISITS", 50)
    why = checked(policy, message)
    assert not why
    assert only_key(why).problem == "it would match, but the message is larger than any that SNS takes"
    assert only_key(why).patterns[0].matched


def test_a_walk_ends(monkeypatch):
    monkeypatch.setattr("snsfilter.filtering.explain.seeing.MAX_VISITS", 50)
    why = explain({"a": ["x"]}, body=json.dumps({"a": ["y"] * 100}))
    assert only_key(why).more_seen < 95


def test_the_reason_alone():
    """What a model of the topic asks, without the rest."""
    policy = FilterPolicy.parse({"a": ["x"]})
    assert reason(["a"], policy.scope, Message()) == "NoMessageAttributes"
    assert reason(["a"], policy.scope, Message({"a": "y"})) == "MessageAttributes"
    assert reason(["a"], policy.scope, Message({"a": True})) == "InvalidAttributes"
    assert reason(["a"], policy.scope, Liar()) == "InvalidAttributes"
    assert reason(["a"], policy.scope, "no message") == "InvalidAttributes"
    by_body = FilterPolicy.parse({"a": ["x"]}, scope=BODY)
    assert reason(["a"], by_body.scope, Message(body="{}")) == "MessageBody"
    assert reason(["a"], by_body.scope, Message(body={})) == "MessageBody"
    assert reason(["a"], by_body.scope, Message(body="x")) == "InvalidMessageBody"


# Where it is seen

FAILING = """
from snsfilter import FilterPolicy, Message
def test_it():
    policy = FilterPolicy.parse('{"store": ["north"]}')
    assert policy.explain(Message(attributes={"store": "North"}))
"""


def test_pytest_shows_the_gist(tmp_path):
    file = tmp_path / "test_it.py"
    file.write_text(FAILING)
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own test
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 1
    assert 'assert <Explanation: no match: store: "North" differs from "north" in letter case only>' in done.stdout, (
        done.stdout
    )


def test_the_text_is_imported_when_it_is_first_asked_for():
    code = (
        "import sys; from snsfilter import FilterPolicy, Message;"
        "FilterPolicy.parse('{\"a\": [1]}').explain(Message());"
        "assert 'snsfilter.filtering.explain.rendering' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # noqa: S603 - our own code


def test_anything_but_of_a_key_that_is_not_there():
    policy = {"a": [{"anything-but": ["x"]}]}
    for why in (explain(policy, b="y"), explain(policy, body='{"b": "y"}')):
        assert misses(why)["anything-but-absent"] == (
            "anything-but asks for a value, and there is none; "
            'add {"exists": false} to the patterns if messages without the key are meant'
        )
    assert explain({"a": [*policy["a"], {"exists": False}]}, b="y")
    assert "anything-but-absent" not in misses(explain(policy))
    assert misses(explain({"a": ["x"]}, b="y")) == {}
