"""Random policies and messages, as JSON text: so that the spelling of numbers and the order of keys are part of them.

The vocabularies are small, so that policy and message meet: what is drawn is mostly a hit or a near miss.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from hypothesis import settings
from hypothesis import strategies as st

Text: TypeAlias = st.SearchStrategy[str]

few = settings(max_examples=settings.default.max_examples // 5)
"""For a law that costs much, or of which any example shows as much as another."""

NAMES = ["a", "b", "c", "a.b", "b.c", "a-", "", "😀", "ｚ", "$or"]
FEW_NAMES = ["a", "b", "c", "a.b"]
NUMBERS = (
    "0 -0.0 0e9 1 1.0 10e-1 2 -1 0.1 1e-1 300 3e2 9007199254740992 9007199254740993 1e400 1E400 5e-324 4.9e-324 "
    "1.7976931348623157e308 0.10000000000000001"
).split()
STRINGS = (
    "|a|A|ab|aB|abc|b|ba|bab|*|a*b|\\|\"|'|1|true|null|ß|SS|ss|ẞ|σ|ς|Σ|\u212a|k|ﬁ|FI|İ|i|ı|I|ǅ|ǆ|é|e\u0301|😀|\U00010400|\U00010428"
    "|10.0.0.1|010.0.0.1|10.0.0.2|::ffff:a00:1|::1|0:0:0:0:0:0:0:1|::|256.0.0.1|1:2|a\nb|\x00|\ud83d"
).split("|")
WILDCARDS = ["", "*", "a*", "*b", "*a*", "a*b", "a*b*", "\\*", "\\\\*", "a\\*b", "ab", "*😀", "*ß*"]
CIDRS = ["10.0.0.0/24", "10.0.0.1/31", "0.0.0.0/0", "::/0", "::/127", "::ffff:a00:0/30", "010.0.0.0/+8", "10.0.0.0/8/"]
DIALECTS = ["sns", "ruler"]

quoted: Text = st.sampled_from(STRINGS).map(json.dumps)
numbers: Text = st.sampled_from(NUMBERS)
scalars: Text = quoted | numbers | st.sampled_from(["true", "false", "null"])
few_scalars: Text = st.sampled_from(['"x"', '"y"', "1", "null"])


def members(names: list[str], values: Text, *, least: int = 1, most: int = 3) -> Text:
    """Draw an object that repeats no key."""
    pairs = st.lists(
        st.tuples(st.sampled_from(names), values), min_size=least, max_size=most, unique_by=lambda each: each[0]
    )
    return pairs.map(lambda each: "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in each) + "}")


def repeating_members(names: list[str], values: Text) -> Text:
    """Draw an object that may repeat a key, as a policy may."""
    pairs = st.lists(st.tuples(st.sampled_from(names), values), min_size=1, max_size=3)
    return pairs.map(lambda each: "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in each) + "}")


def array(values: Text, *, least: int = 1, most: int = 3) -> Text:
    """Draw an array."""
    return st.lists(values, min_size=least, max_size=most).map(lambda each: f"[{','.join(each)}]")


# Policies


def operator(name: str, value: Text) -> Text:
    """Draw an operator object."""
    return value.map(lambda text: f'{{"{name}":{text}}}')


@cache
def comparisons() -> Text:
    """Draw the value of ``numeric``: mostly legal, sometimes a range that is none."""
    lower, upper = st.sampled_from(['">"', '">="']), st.sampled_from(['"<"', '"<="'])
    one = st.tuples(st.sampled_from(['"="']) | lower | upper, numbers)
    return one.map(",".join).map("[{}]".format) | st.tuples(lower, numbers, upper, numbers).map(",".join).map(
        "[{}]".format
    )


@cache
def patterns(dialect: str) -> Text:
    """Draw one element of a key's array: any operator of the dialect, and now and then one that it refuses."""
    wildcard = st.sampled_from(WILDCARDS).map(json.dumps)
    nested = [operator(name, quoted) for name in ("prefix", "suffix", "equals-ignore-case")]
    nested.append(operator("wildcard", wildcard))
    known = [*nested, operator("cidr", st.sampled_from(CIDRS).map(json.dumps)), operator("numeric", comparisons())]
    known += [operator("exists", st.sampled_from(["true", "false"]))]
    if dialect == "ruler":
        nested += [operator(name, array(quoted)) for name in ("prefix", "suffix", "equals-ignore-case")]
        nested.append(operator("wildcard", array(wildcard)))
        ignoring_case = operator("equals-ignore-case", quoted)
        known += [operator("exactly", quoted), operator("prefix", ignoring_case), operator("suffix", ignoring_case)]
    excluded = quoted | numbers | array(quoted) | array(numbers) | st.one_of(nested)
    return st.one_of(scalars, operator("anything-but", excluded), *known)


@cache
def few_patterns() -> Text:
    """Draw a pattern of which little depends on the value: for policies that are about structure."""
    return few_scalars | st.sampled_from(['{"exists":false}', '{"exists":true}', '{"anything-but":"x"}'])


def branching(names: list[str], below: Text, build: Callable[[list[str], Text], Text] = members) -> Text:
    """Draw an object some of whose members are ``$or``."""
    branches = array(build(names, below), least=2).map('"$or":{}'.format)
    plain = build(names, below)
    both = st.tuples(plain, branches, st.booleans())
    return plain | both.map(
        lambda each: f"{{{each[1]},{each[0][1:]}" if each[2] else f"{each[0][:-1]},{each[1]}}}",
    )


@cache
def structures() -> Text:
    """Draw a policy that is about nesting, dots, ``$or`` and ``exists``; keys may repeat."""
    return st.recursive(
        array(few_patterns()),
        lambda below: branching(FEW_NAMES, below, repeating_members),
        max_leaves=6,
    ).map(lambda text: text if text.startswith("{") else f'{{"a":{text}}}')


@cache
def flat_policies(dialect: str) -> Text:
    """Draw a policy without nested keys, for message attributes."""
    return branching(["a", "b", "c", "a.b"], array(patterns(dialect)))


@cache
def policies(dialect: str) -> Text:
    """Draw a policy for bodies: any operator at any depth."""
    return st.recursive(
        array(patterns(dialect)),
        lambda below: branching(NAMES, below, repeating_members),
        max_leaves=5,
    ).map(lambda text: text if text.startswith("{") else f'{{"a":{text}}}')


# Messages


def values(names: list[str], scalar: Text) -> Text:
    """Draw a JSON value with arrays of scalars, of objects, and of arrays."""
    return st.recursive(
        scalar,
        lambda below: array(below, least=0) | members(names, below, least=0) | array(members(names, below)),
        max_leaves=12,
    )


def bodies(names: list[str] = NAMES, scalar: Text = scalars) -> Text:
    """Draw a body."""
    return members(names, values(names, scalar), least=0, most=4)


@cache
def structured_bodies() -> Text:
    """Draw a body that is about structure."""
    return bodies(FEW_NAMES, few_scalars)


WIRE_TEXTS = [*STRINGS, 'say \\"hi\\"', "a\\nb", "\\u0041", "a\\qb", '["a"]']
NUMBER_TEXTS = [
    *NUMBERS,
    "007",
    "+1",
    "-01.0",
    "",
    "x",
    "NaN",
    "Infinity",
    " 1",
    "1 ",
    "1_0",
    "0x1",
    "٣",
    "1e",
    "9" * 1001,
]
ARRAY_TEXTS = [
    "[]",
    "[1,2.0]",
    '["a",null]',
    "[true,false]",
    '[["ab"],[[1]]]',
    "[",
    "{}",
    "null",
    '["a"] x',
    "",
    "[NaN]",
]
KINDS = ["Boolean", "string", "String.", "", "Stringx"]


@cache
def attributes() -> st.SearchStrategy[dict[str, dict[str, str]]]:
    """Draw message attributes, well-formed and malformed, as a notification spells them."""
    one = st.one_of(
        st.tuples(st.sampled_from(["String", "String.json"]), st.sampled_from(WIRE_TEXTS)),
        st.tuples(st.sampled_from(["Number", "Number.int"]), st.sampled_from(NUMBER_TEXTS)),
        st.tuples(st.sampled_from(["String.Array", "Number.Array"]), st.sampled_from(ARRAY_TEXTS) | array(scalars)),
        st.tuples(st.just("Binary"), st.just("AgME")),
        st.tuples(st.sampled_from(KINDS), st.sampled_from(STRINGS)),
    )
    wire = one.map(lambda each: {"Type": each[0], "Value": each[1]})
    return st.dictionaries(st.sampled_from(["a", "b", "c", "a.b", "z"]), wire, max_size=4)
