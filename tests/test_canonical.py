"""Policies that are the same, and policies that only look so."""

import sys
from decimal import Decimal

import pytest

from snsfilter import (
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    FilterPolicySyntaxError,
    equivalent,
)
from snsfilter.jsontext import compact, load_policy

ATTRIBUTES, BODY = FilterPolicyScope

SAME = {
    "nothing": ("{}", " { } "),
    "white space": ('{"a":["x"],"b":[1]}', '\n{ "a" : [ "x" ] ,\t"b" : [ 1 ] }\r\n'),
    "escapes": ('{"aé":["x/😀"]}', r'{"\u0061\u00e9":["\u0078\/\ud83d\ude00"]}'),
    "keys in another order": ('{"a":["x"],"b":[1]}', '{"b":[1],"a":["x"]}'),
    "nested keys in another order": ('{"e":{"a":["x"],"b":[1]}}', '{"e":{"b":[1],"a":["x"]}}'),
    "values in another order": ('{"a":["x",1,null,{"exists":false}]}', '{"a":[{"exists":false},null,1,"x"]}'),
    "values that repeat": ('{"a":["x",1]}', '{"a":["x","x",1.0,"x",1]}'),
    "branches in another order": ('{"$or":[{"a":[1]},{"b":[2]}]}', '{"$or":[{"b":[2]},{"a":[1]}]}'),
    "branches that repeat": ('{"$or":[{"a":[1]},{"b":[2]},{"a":[1]}]}', '{"$or":[{"a":[1]},{"b":[2]}]}'),
    "a branch and itself": ('{"$or":[{"a":[1]},{"a":[1]}]}', '{"a":[1]}'),
    "branches written out": (
        '{"a":[1],"$or":[{"b":[1]},{"c":[1]}]}',
        '{"$or":[{"a":[1],"b":[1]},{"c":[1],"a":[1]}]}',
    ),
    "branches inside nested keys": ('{"e":{"$or":[{"a":[1]},{"b":[1]}]}}', '{"$or":[{"e":{"a":[1]}},{"e.b":[1]}]}'),
    "anything-but in another order": ('{"a":[{"anything-but":["x","y"]}]}', '{"a":[{"anything-but":["y","x","y"]}]}'),
    "anything-but one": ('{"a":[{"anything-but":300}]}', '{"a":[{"anything-but":[3e2,300.0]}]}'),
    "integers": ('{"a":[300]}', '{"a":[300.0]}'),
    "exponents": ('{"a":[300]}', '{"a":[3E+2]}'),
    "zeros": ('{"a":[0]}', '{"a":[-0.0]}'),
    "numbers of comparisons": ('{"a":[{"numeric":[">",300,"<=",1e3]}]}', '{"a":[{"numeric":[">",3e2,"<=",1000.0]}]}'),
    "a number compared with =": ('{"a":[{"numeric":["=",5]}]}', '{"a":[5.0]}'),
    "dots": ('{"a.b":[1]}', '{"a":{"b":[1]}}'),
    "dots deeper down": ('{"a":{"b.c":[1]}}', '{"a.b":{"c":[1]}}'),
    "parents that merge": ('{"a":{"b":[1],"c":[2]}}', '{"a":{"b":[1]},"a":{"c":[2]}}'),
    "a key that is overridden": ('{"a":[1]}', '{"a":["x"],"a":[1]}'),
    "a path that is overridden": ('{"a":{"b":[1]}}', '{"a.b":["x"],"a":{"b":[1]}}'),
    "a branch that overrides": (
        '{"a":[1],"$or":[{"a":[2]},{"b":[1]}]}',
        '{"$or":[{"a":[2]},{"a":[1],"b":[1]}]}',
    ),
    "addresses": ('{"a":["10.0.0.1","::1"]}', '{"a":["0:0:0:0:0:0:0:1","010.0.0.01"]}'),
    "an address as IPv6": ('{"a":["10.0.0.1"]}', '{"a":["::ffff:a00:1"]}'),
    "networks": ('{"a":[{"cidr":"10.0.0.7/24"}]}', '{"a":[{"cidr":"010.0.0.0/+24/"}]}'),
    "case that is ignored": ('{"a":[{"equals-ignore-case":"Lab"}]}', '{"a":[{"equals-ignore-case":"lAB"}]}'),
    "case that anything-but ignores": (
        '{"a":[{"anything-but":{"equals-ignore-case":"Lab"}}]}',
        '{"a":[{"anything-but":{"equals-ignore-case":"lab"}}]}',
    ),
    "$or as a key": ('{"$or":["x",1]}', '{"$or":[1,"x"]}'),
}

DIFFERENT = {
    "nothing": ("{}", '{"a":[{"exists":true},{"exists":false}]}'),
    "a string and a number": ('{"a":["1"]}', '{"a":[1]}'),
    "a word and a number": ('{"a":[true]}', '{"a":[1]}'),
    "words": ('{"a":[false]}', '{"a":[null]}'),
    "a word and its text": ('{"a":[null]}', '{"a":["null"]}'),
    "keys": ('{"a":[1]}', '{"A":[1]}'),
    "one key more": ('{"a":[1]}', '{"a":[1],"b":[1]}'),
    "one value more": ('{"a":[1]}', '{"a":[1,2]}'),
    "values and keys": ('{"a":[1],"b":[2]}', '{"a":[2],"b":[1]}'),
    "and and or": ('{"a":[1],"b":[2]}', '{"$or":[{"a":[1]},{"b":[2]}]}'),
    "what overrides": ('{"a":[1],"a":[2]}', '{"a":[2],"a":[1]}'),
    "what the branches override": ('{"a":[1],"$or":[{"a":[2]},{"b":[1]}]}', '{"$or":[{"a":[2]},{"b":[1]}],"a":[1]}'),
    "numbers by their spelling": ('{"a":[9007199254740993]}', '{"a":[9007199254740993.0]}'),
    "numbers next to each other": ('{"a":[9007199254740993]}', '{"a":[9007199254740992]}'),
    "numbers too large": ('{"a":[1e400]}', '{"a":[1E400]}'),
    "comparisons": ('{"a":[{"numeric":[">",5]}]}', '{"a":[{"numeric":[">=",5]}]}'),
    "a range and a number": ('{"a":[{"numeric":[">=",5]}]}', '{"a":[5]}'),
    "operators": ('{"a":[{"prefix":"x"}]}', '{"a":[{"suffix":"x"}]}'),
    "an operator and another for the same": ('{"a":[{"prefix":"x"}]}', '{"a":[{"wildcard":"x*"}]}'),
    "a string and its wildcard": ('{"a":["x"]}', '{"a":[{"wildcard":"x"}]}'),
    "stars": ('{"a":[{"wildcard":"x*"}]}', '{"a":[{"wildcard":"x\\\\*"}]}'),
    "case": ('{"a":["x"]}', '{"a":["X"]}'),
    "case that isn't the same for both": ('{"a":[{"equals-ignore-case":"ß"}]}', '{"a":[{"equals-ignore-case":"SS"}]}'),
    "the presence of a value": ('{"a":[{"exists":true}]}', '{"a":[{"exists":false}]}'),
    "a value and anything but it": ('{"a":["x"]}', '{"a":[{"anything-but":"x"}]}'),
    "what is excluded together and apart": (
        '{"a":[{"anything-but":["x","y"]}]}',
        '{"a":[{"anything-but":"x"},{"anything-but":"y"}]}',
    ),
    "an address and no address": ('{"a":[{"anything-but":"10.0.0.1"}]}', '{"a":[{"anything-but":"010.0.0.1"}]}'),
    "versions of addresses": ('{"a":["0.0.0.1"]}', '{"a":["::1"]}'),
    "networks": ('{"a":[{"cidr":"10.0.0.0/24"}]}', '{"a":[{"cidr":"10.0.0.0/25"}]}'),
    "an empty name": ('{"a":{"":[1]}}', '{"a":[1]}'),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_the_same(one, other):
    assert equivalent(one, other)
    assert equivalent(other, one)
    assert equivalent(one.encode(), FilterPolicy.parse(other, scope=BODY))


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_not_the_same(one, other):
    assert not equivalent(one, other)
    assert not equivalent(other, one)
    assert equivalent(other, other)


def test_what_the_ruler_dialect_has_besides():
    def same(one, other):
        return equivalent(f'{{"a":[{one}]}}', f'{{"a":[{other}]}}', dialect="ruler")

    assert same('{"exactly":"x"}', '"x"')
    assert not same('{"exactly":"10.0.0.1"}', '"10.0.0.1"')
    assert same('{"prefix":{"equals-ignore-case":"Ab"}}', '{"prefix":{"equals-ignore-case":"aB"}}')
    assert not same('{"prefix":{"equals-ignore-case":"a"}}', '{"suffix":{"equals-ignore-case":"a"}}')
    assert not same('{"prefix":{"equals-ignore-case":"a"}}', '{"equals-ignore-case":"a"}')
    assert not same('{"prefix":{"equals-ignore-case":"a"}}', '{"prefix":"a"}')
    assert same('{"anything-but":{"prefix":["a","b"]}}', '{"anything-but":{"prefix":["b","a"]}}')


def test_scope_and_dialect():
    text = '{"a":["x"]}'
    by_attributes, by_body = (FilterPolicy.parse(text, scope=scope) for scope in (ATTRIBUTES, BODY))
    of_ruler = FilterPolicy.parse(text, dialect="ruler")
    assert not equivalent(by_attributes, by_body)
    assert equivalent(by_attributes, of_ruler)
    assert by_attributes != of_ruler
    assert equivalent(by_body, text)
    assert equivalent({"a": ["x"]}, by_body)
    assert not equivalent(by_body, text, scope="MessageAttributes")
    assert equivalent(by_attributes, of_ruler, scope=BODY, dialect="ruler")
    assert equivalent(of_ruler, '{"a": [{"exactly": "x"}]}')
    assert equivalent('{"a": [{"exactly": "x"}]}', text, dialect="ruler")


def test_limits_are_no_part_of_it():
    assert equivalent('{"a": {"b": [1]}}', '{"a.b": [1]}', scope=ATTRIBUTES)
    assert equivalent({"a": ["x" * 300_000]}, {"a": ["x" * 300_000]})


@pytest.mark.parametrize(
    ("arguments", "options", "error"),
    [
        (("{}", "{"), {}, FilterPolicySyntaxError),
        (("", "{}"), {}, FilterPolicySyntaxError),
        (("{}", None), {}, FilterPolicySyntaxError),
        (({"a": 1}, "{}"), {}, FilterPolicySyntaxError),
        (("{}", '{"a": [{"exactly": "x"}]}'), {}, FilterPolicySyntaxError),
        (("{}", {f"k{number}": ["x"] for number in range(257)}), {}, FilterPolicyLimitError),
        (("{}", "{}"), {"scope": "Body"}, FilterPolicyError),
        (("{}", "{}"), {"dialect": "aws"}, FilterPolicyError),
    ],
)
def test_what_is_no_policy(arguments, options, error):
    with pytest.raises(error):
        equivalent(*arguments, **options)


def test_near_the_end_of_the_stack():
    deep = FilterPolicy.parse('{"a":' * 149 + "[1]" + "}" * 149, scope=BODY, limits=None)
    refused = 0

    def down(levels):
        return down(levels - 1) if levels else equivalent(deep, deep)

    for levels in range(0, sys.getrecursionlimit(), 20):
        try:
            assert down(levels)
        except FilterPolicySyntaxError:
            refused += 1
        except RecursionError:  # our own way down
            break
    assert refused


def test_the_text_of_a_policy():
    text = '{"b":[300.0,3e2,"\\"é\\\\\\n"],"a":[true,false,null],"b":[1],"c":{"d":[{"numeric":[">",1]}],"":["x"]}}'
    policy = FilterPolicy.parse(f" {text.replace(',', ' , ')} ", scope=BODY)
    assert policy.to_json() == text
    assert policy.to_json() is policy.to_json()
    assert FilterPolicy.parse(policy.to_json(), scope=BODY) == policy
    written = FilterPolicy.parse({"a": [3e2, 1, Decimal("1.50"), "\u2028"]}).to_json()
    assert written == '{"a":[300.0,1,1.50,"\u2028"]}'
    assert FilterPolicy.parse("{ }").to_json() == "{}"


def test_writing_takes_no_stack():
    text = '{"a":[' * 450 + "{}" + "]}" * 450
    assert compact(load_policy(text, trailing=False)) == text
