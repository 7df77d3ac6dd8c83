"""Policies with something wrong in them, as JSON text: wrong types, misspelt names, too much, too little."""

import json
import random
import re
from functools import cache

from hypothesis import strategies as st

from tests.properties import strategies
from tests.properties.strategies import Text, array, branching, members, operator, scalars

OPERATORS = "exactly prefix suffix equals-ignore-case wildcard cidr numeric exists anything-but".split()
FORMS = ["prefix", "suffix", "equals-ignore-case", "wildcard", "prefx", "numeric", "exactly"]
ODD_NAMES = ["prefx", "Prefix", "", "é😀", "\x01\x7f", "\ud83d", "%s", "a\nb", "not-wildcard", "\x85\u2028"]
KEYS = ["a", "b", "a.b", "", "$or", "$or", "numeric", "=", "exists", *ODD_NAMES]
ODD_TEXTS = ["", "a**", "😀é**", "\\", "a\\b", "\ud83d\\x", "*", "10.0.0.0/8", "x/y/z", "\x85"]
TERMS = [
    '"="',
    '"<"',
    '"<="',
    '">"',
    '">="',
    '"=="',
    '"\\u003e"',
    "1",
    "2",
    "1.0",
    "5e-324",
    "1e400",
    "9007199254740993",
]
ODD_TERMS = ['""', '"1"', "null", "true", "[]", "{}", "[1]", '{"a":1}', "1e-323", "-0.0", "0"]
NETWORKS = [
    *strategies.CIDRS,
    *"/ // /8 10.0.0.0 10.0.0.0/ 10.0.0.0/32 10.0.0.0/-1 10.0.0.0/x 256.0.0.0/8 x/8 ::/128 :/8 ::1::/8 1.2.3/8".split(),
    *["::ffff:a00:0/32", "10.0.0.0/+", "10.0.0.0/2147483648", "10.0.0.0/٨", "10.0.0.0/\U0001d7d6", "10.0.0.0/ 8", ""],
    *["😀/8", "::%1/8", "0000000000010.0.0.0/8", "00010::/8", "1.2.3.4\n/8", "10.0.0.0/8\n"],
]
LONG = ["9" * 1001, "-" + "9" * 1001, "1." + "2" * 1001, "1e5" + "0" * 1000]
long_numbers: Text = st.sampled_from(LONG)


def brief(drawn: Text) -> Text:
    """Draw from *drawn*, and keep its description, which is long, to itself."""

    @st.composite
    def one(draw: st.DrawFn) -> str:
        return draw(drawn)

    return one()


words: Text = st.sampled_from([*strategies.STRINGS, *ODD_TEXTS]).map(json.dumps)
plain: Text = words | scalars | long_numbers
names: Text = st.sampled_from([*OPERATORS, *ODD_NAMES]).map(json.dumps)
anything: Text = st.recursive(
    brief(plain), lambda below: array(below, least=0) | members([*OPERATORS, *KEYS], below, least=0), max_leaves=4
)


def member(name: Text, value: Text) -> Text:
    """Draw one member of an object, without the braces."""
    return st.tuples(name, value).map(":".join)


def extended(wrapped: Text, more: Text) -> Text:
    """Add a member to an object, in most cases not."""
    return st.tuples(wrapped, st.none() | st.none() | more).map(
        lambda each: each[0] if each[1] is None else f"{each[0][:-1]},{each[1]}}}"
    )


def mostly(usual: Text, *others: Text) -> Text:
    """Draw from *usual* in most cases, else from one of the *others*."""
    return st.integers(0, 9).flatmap(lambda at: usual if at < 10 - len(others) else others[9 - at])


def operators(name: Text, operand: Text) -> Text:
    """Draw an object of one member."""
    return member(name.map(json.dumps), operand).map("{{{}}}".format)


@cache
def near_patterns() -> Text:
    """Draw what stands in a key's array: patterns, and objects that come near one."""
    extra = member(names, anything)
    form = extended(
        operators(st.sampled_from(FORMS), brief(words) | array(words, least=0) | array(plain) | anything), extra
    )
    numeric = array(mostly(st.sampled_from(TERMS), st.sampled_from(ODD_TERMS), plain), most=6) | st.just("[]")
    number = st.sampled_from(TERMS[7:]) | strategies.numbers
    ranges = st.tuples(st.sampled_from(TERMS[3:5]), number, st.sampled_from(TERMS[:4]), number).map(",".join)
    ignoring_case = extended(
        operators(st.sampled_from(["equals-ignore-case", "equals-ignore-case", *FORMS]), plain), extra
    )
    known = [
        operator("anything-but", form),
        operator("anything-but", form),
        operator("anything-but", array(plain) | array(strategies.numbers) | array(words)),
        operator("numeric", numeric),
        operator("numeric", ranges.map("[{}]".format)),
        operator("cidr", st.sampled_from(NETWORKS).map(json.dumps)),
        operator("prefix", ignoring_case),
        operator("suffix", ignoring_case),
        operator("wildcard", words),
        operators(st.sampled_from(OPERATORS), brief(plain) | anything),
        operators(st.sampled_from(ODD_NAMES), words),
    ]
    near = brief(extended(st.one_of(known), extra))
    return mostly(near, brief(strategies.patterns("ruler")), brief(strategies.patterns("ruler")), anything)


@cache
def near_policies() -> Text:
    """Draw a policy that has something wrong with it, most often."""
    leaf = mostly(array(brief(near_patterns())), array(brief(strategies.patterns("ruler"))), anything, st.just("[]"))
    return st.recursive(
        brief(leaf),
        lambda below: mostly(
            brief(branching(KEYS, below)),
            brief(members(KEYS, below, least=0)),
            brief(or_of(array(brief(members(KEYS, below)), least=0))),
            brief(or_of(array(below))),
        ),
        max_leaves=4,
    ).map(lambda text: text if text.startswith("{") else f'{{"a":{text}}}')


def or_of(branches: Text) -> Text:
    """Draw an object with ``$or``."""
    return branches.map('{{"$or":{}}}'.format)


STRING = re.compile(r'("(?:[^"\\]|\\.)*")|([\[\]{}:,])')
SPACES = ["", "", "", " ", "\n", "\r", "\r\n", "\t", "\r\n\n "]
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def respelt(text: str, seed: int) -> str:
    """Spell JSON in one of the other ways: white space where it may stand, escapes and bare characters in strings."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    bare = chance.random()

    def string(token: str) -> str:
        return "".join(character(each) for each in json.loads(token))

    def character(each: str) -> str:
        if each in SHORT_ESCAPES and (each in '"\\' or chance.random() < bare):
            return SHORT_ESCAPES[each]
        if each >= " " and chance.random() < bare and not "\ud800" <= each <= "\udfff":
            return each
        return json.dumps(each)[1:-1] if each > "~" else f"\\u{ord(each):04X}"

    def token(found: re.Match[str]) -> str:
        if found[1]:
            return f'"{string(found[1])}"'
        return f"{chance.choice(SPACES)}{found[2]}{chance.choice(SPACES)}"

    return STRING.sub(token, text)


def padded(text: str, length: int) -> str:
    """Put a good key of some *length* in front."""
    if not length:
        return text
    rest = text.lstrip()[1:]
    comma = "" if rest.strip() == "}" else ","
    return f'{{"{"é😀"[length % 2] * (length // 2)}{"x" * (length // 2)}":["v"]{comma}{rest}'


# Where Jackson cuts a source, and where it shows none; most policies are short.
lengths = st.just(0) | st.integers(440, 520) | st.sampled_from([33_000])

policies: Text = st.builds(
    lambda text, seed, length: padded(text if seed % 3 == 0 else respelt(text, seed), length),
    near_policies(),
    st.integers(0, 2**16),
    lengths,
)


def numerals(text: str) -> list[str]:
    """Return what may be numbers in a JSON text, and nothing if there is none."""
    return ["", *re.findall("[-+.0-9eE]+", re.sub(r'"(?:[^"\\]|\\.)*"', '""', text))]
