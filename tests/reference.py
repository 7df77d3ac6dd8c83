"""A slow, obviously right evaluator of filter policies: what every other engine is held against.

It is written from what is known about the language and shares nothing with the package: its own JSON reader (numbers
keep their spelling, repeated keys are kept), its own reading of every operator, the cross product of ``$or`` written
out, the message flattened into fields, and a backtracking search over them. It costs whatever it costs.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias


class Refused(Exception):
    """The text isn't a policy of the language, or the message is malformed."""


# --------------------------------------------------------------------------------------------------------------- JSON


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is spelt: ``1``, ``1.0`` and ``1e0`` are three numbers of one value."""

    text: str


@dataclass(slots=True)
class Object:
    """An object as it is written: every member in order, repeated keys too."""

    members: list[tuple[str, Json]] = field(default_factory=list)


Scalar: TypeAlias = str | Number | bool | None
Json: TypeAlias = "Object | list[Json] | Scalar"

MAX_DEPTH: Final = 1000
MAX_NUMBER: Final = 1000
MAX_KEYS: Final = 256
WORDS: Final = {"true": True, "false": False, "null": None}
TOKEN: Final = re.compile(
    r"""[ \t\n\r]*+(?:
      (?P<mark>[{}\[\]:,])
    | (?P<string>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+")
    | (?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)
    | (?P<word>true|false|null)
    )""",
    re.VERBOSE,
)


class Reader:
    """A recursive-descent reader of one JSON text."""

    def __init__(self, text: str) -> None:
        """Start at the beginning of ``text``."""
        self.text = text
        self.at = 0

    def token(self) -> tuple[str, str]:
        """Return the kind and the text of the next token."""
        match = TOKEN.match(self.text, self.at)
        if match is None or match.lastgroup is None:
            raise Refused(f"not JSON at {self.at}")
        self.at = match.end()
        return match.lastgroup, match[match.lastgroup]

    def value(self, kind: str, text: str, depth: int = 0) -> Json:
        """Return the value that begins with this token."""
        if text in ("{", "[") and depth == MAX_DEPTH:
            raise Refused("nested too deeply")
        if text == "{":
            return Object(self.members(depth + 1))
        if text == "[":
            return self.items(depth + 1)
        if kind == "string":
            return str(json.loads(text))
        if kind == "number":
            return Number(text)
        if kind == "word":
            return WORDS[text]
        raise Refused(f"{text} where a value should be")

    def members(self, depth: int) -> list[tuple[str, Json]]:
        """Read what follows ``{``."""
        found: list[tuple[str, Json]] = []
        kind, text = self.token()
        if text == "}":
            return found
        while True:
            if kind != "string" or self.token()[1] != ":":
                raise Refused("a member is a string, a colon and a value")
            name = str(json.loads(text))
            kind, text = self.token()
            found.append((name, self.value(kind, text, depth)))
            if self.more("}"):
                return found
            kind, text = self.token()

    def items(self, depth: int) -> list[Json]:
        """Read what follows ``[``."""
        found: list[Json] = []
        kind, text = self.token()
        if text == "]":
            return found
        while True:
            found.append(self.value(kind, text, depth))
            if self.more("]"):
                return found
            kind, text = self.token()

    def more(self, close: str) -> bool:
        """Read a comma (false) or the closing mark (true)."""
        _, text = self.token()
        if text not in (",", close):
            raise Refused(f"{text} where , or {close} should be")
        return text == close


@contextlib.contextmanager
def deep_recursion() -> Iterator[None]:
    """Let a reader of a thousand levels recurse."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 20 * MAX_DEPTH))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def read_json(text: str, *, trailing: bool = False) -> Json:
    """Read one JSON value; with ``trailing``, what follows it is never looked at."""
    reader = Reader(text)
    with deep_recursion():
        kind, first = reader.token()
        value = reader.value(kind, first)
    if not trailing and text[reader.at :].strip(" \t\n\r"):
        raise Refused("text after the value")
    return value


def loads_exactly(text: str) -> object:
    """Return the text decoded to plain Python objects, or None where that would lose something.

    Lost are repeated keys, and the spelling of numbers that are only ever compared by it.
    """

    def plain(value: Json) -> object:
        if isinstance(value, Object):
            members = {name: plain(member) for name, member in value.members}
            if len(members) < len(value.members):
                raise Refused("a key is repeated")
            return members
        if isinstance(value, list):
            return [plain(element) for element in value]
        if isinstance(value, Number):
            if by_value(value) is None:
                raise Refused("a number only has a spelling")
            return json.loads(value.text)
        return value

    try:
        with deep_recursion():
            return plain(read_json(text))
    except Refused:
        return None


# ------------------------------------------------------------------------------------------------------------ numbers


def by_value(number: Number) -> float | None:
    """Return the number's value, or None for a number that is only ever compared by its spelling.

    A number has a value if it is the shortest decimal of the double next to it.
    """
    double = float(number.text)
    if double == 0:
        mantissa = re.split("[eE]", number.text)[0]
        return None if re.search("[1-9]", mantissa) else 0.0
    if double in (float("inf"), float("-inf")):
        return None
    shortest = repr(double).replace("5e-324", "4.9e-324")  # as Java prints the smallest double
    return double if Decimal(shortest) == Decimal(number.text) else None


def same_number(one: Number, other: Number) -> bool:
    """Tell whether two numbers are equal: the same spelling, or the same value where both have one."""
    value = by_value(one)
    return one.text == other.text or (value is not None and value == by_value(other))


# ---------------------------------------------------------------------------------------------------------- addresses

Address: TypeAlias = tuple[Literal[4, 6], int]


def address_v4(text: str) -> int | None:
    """Return four decimal groups as one number; leading zeros mean nothing."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){3}", text):
        return None
    groups = [int(group) for group in text.split(".")]
    return sum(group << 24 - 8 * at for at, group in enumerate(groups)) if max(groups) <= 0xFF else None


def address_v6(text: str) -> int | None:
    """Return eight hexadecimal groups as one number; ``::`` stands for one or more groups of zero."""
    if not re.fullmatch(r"[0-9a-fA-F:]+", text) or ":" not in text:
        return None
    halves = [half.split(":") if half else [] for half in text.split("::")]
    groups = [group for half in halves for group in half]
    if len(halves) > 2 or not (len(groups) <= 7 if len(halves) == 2 else len(groups) == 8):
        return None
    if any(not group or int(group, 16) > 0xFFFF for group in groups):
        return None
    missing = ["0"] * (8 - len(groups))
    value = 0
    for group in itertools.chain(halves[0], missing, *halves[1:]):
        value = value << 16 | int(group, 16)
    return value


def address(text: str) -> Address | None:
    """Return the family and number of an address; a v4 address written as a v6 one counts as v4."""
    v4, v6 = address_v4(text), address_v6(text)
    if v4 is not None:
        return 4, v4
    if v6 is None:
        return None
    return (4, v6 & 0xFFFFFFFF) if v6 >> 32 == 0xFFFF else (6, v6)


# ---------------------------------------------------------------------------------------------------------- operators

Test: TypeAlias = Callable[[Scalar], bool]


@dataclass(frozen=True, slots=True)
class Absent:
    """The pattern that is satisfied by a key that isn't there."""


Pattern: TypeAlias = Test | Absent
Dialect: TypeAlias = Literal["sns", "ruler"]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Which of the languages: the dialect, and within it the compiler with ``$or`` or the older one without it."""

    dialect: Dialect
    older: bool = False
    flat: bool = False


def strings_only(test: Callable[[str], bool]) -> Test:
    """Return the test that no value but a string passes."""
    return lambda value: isinstance(value, str) and test(value)


def ignoring_case(start: Iterable[int], pattern: str, text: str) -> set[int]:
    """Return where in the text one can be after the pattern, begun at any of the starts.

    Each character of the pattern stands for its own lower case and its own upper case, whole, and for nothing else.
    """
    ends = set(start)
    for character in pattern:
        forms = {character.lower(), character.upper()}
        ends = {end + len(form) for end in ends for form in forms if text.startswith(form, end)}
    return ends


def wildcard_parts(pattern: str) -> list[str | None]:
    """Split a wildcard pattern into characters, and None for any run of them."""
    parts: list[str | None] = []
    characters = iter(pattern)
    for character in characters:
        if character == "*" and parts and parts[-1] is None:
            raise Refused("consecutive wildcard characters")
        if character == "\\":
            escaped = next(characters, "")
            if escaped not in ("*", "\\"):
                raise Refused("invalid escape character")
            parts.append(escaped)
        else:
            parts.append(None if character == "*" else character)
    return parts


def spans(parts: list[str | None], text: str) -> bool:
    """Tell whether the parts of a wildcard pattern span the whole text."""
    ends = {0}
    for part in parts:
        if part is None:
            ends = set(range(min(ends), len(text) + 1)) if ends else set()
        else:
            ends = {end + 1 for end in ends if text[end : end + 1] == part}
    return len(text) in ends


def string_operator(name: str, pattern: str) -> Test:
    """Return the test of ``exactly``, ``prefix``, ``suffix``, ``equals-ignore-case`` or ``wildcard``."""
    if name == "exactly":
        return strings_only(lambda text: text == pattern)
    if name == "prefix":
        return strings_only(lambda text: text.startswith(pattern))
    if name == "suffix":
        return strings_only(lambda text: text.endswith(pattern))
    if name == "equals-ignore-case":
        return strings_only(lambda text: len(text) in ignoring_case({0}, pattern, text))
    if name == "wildcard":
        parts = wildcard_parts(pattern)
        return strings_only(lambda text: spans(parts, text))
    raise Refused(f"unrecognized match type {name}")


def end_ignoring_case(name: str, pattern: str) -> Test:
    """Return the test of ``prefix`` or ``suffix`` with ``equals-ignore-case`` in it."""
    if name == "prefix":
        return strings_only(lambda text: bool(ignoring_case({0}, pattern, text)))
    return strings_only(lambda text: len(text) in ignoring_case(range(len(text) + 1), pattern, text))


def cidr(text: str) -> Test:
    """Return the test of an address block."""
    halves = re.sub("/+$", "", text).split("/")  # Java's split drops empty ends
    if len(halves) != 2:
        raise Refused("malformed CIDR, one '/' required")
    if not re.fullmatch("[+-]?(?:(?![\U00010000-\U0010ffff])\\d)+", halves[1]):
        raise Refused("malformed CIDR, mask bits must be an integer")
    network, bits = address(halves[0]), int(halves[1])
    if network is None:
        raise Refused("nonstandard IP address")
    family, number = network
    width = 32 if family == 4 else 128
    if not 0 <= bits < width:
        raise Refused("malformed CIDR, mask bits out of range")
    shift = width - bits

    def test(value: str) -> bool:
        other = address(value)
        return other is not None and other[0] == family and other[1] >> shift == number >> shift

    return strings_only(test)


def comparable(value: Json) -> float:
    """Return the value of a number that conditions may use."""
    number = by_value(value) if isinstance(value, Number) else None
    if number is None:
        raise Refused("cannot compare number")
    return number


COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": lambda value, bound: value == bound,
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
}


def numeric(terms: Json) -> Test:
    """Return the test of one comparison, or of a lower bound followed by an upper one."""
    if not isinstance(terms, list) or len(terms) not in (2, 4):
        raise Refused("numeric takes an operator and a number, once or twice")
    operators, bounds = terms[0::2], [comparable(term) for term in terms[1::2]]
    if not all(isinstance(operator, str) and operator in COMPARISONS for operator in operators):
        raise Refused("unrecognized numeric range operator")
    if len(operators) == 2 and not (
        operators[0] in (">", ">=") and operators[1] in ("<", "<=") and bounds[0] < bounds[1]
    ):
        raise Refused("a range is a lower bound and then a greater upper bound")
    conditions = [(COMPARISONS[str(operator)], bound) for operator, bound in zip(operators, bounds, strict=True)]

    def test(value: Scalar) -> bool:
        number = by_value(value) if isinstance(value, Number) else None
        return number is not None and all(holds(number, bound) for holds, bound in conditions)

    return test


def anything_but(excluded: Json, compiler: Compiler) -> Test:
    """Return the test that whatever is there isn't among the excluded."""
    if isinstance(excluded, Object):
        return anything_but_nested(excluded, compiler)
    values = excluded if isinstance(excluded, list) else [excluded]
    if values and all(isinstance(value, str) for value in values):
        return lambda value: value not in values
    if not values or not all(isinstance(value, Number) for value in values):
        raise Refused("anything-but takes strings or numbers")
    numbers = {comparable(value) for value in values}
    return lambda value: not (isinstance(value, Number) and by_value(value) in numbers)


def anything_but_nested(operator: Object, compiler: Compiler) -> Test:
    """Return the test of ``anything-but`` over ``prefix``, ``suffix``, ``equals-ignore-case`` or ``wildcard``."""
    if len(operator.members) != 1:
        raise Refused("too many or no elements in anything-but")
    [(name, value)] = operator.members
    if name not in ("prefix", "suffix", "equals-ignore-case", "wildcard") or (compiler.older and name == "wildcard"):
        raise Refused(f"unsupported anything-but pattern {name}")
    if isinstance(value, list) and (compiler.dialect == "sns" or (compiler.older and name != "equals-ignore-case")):
        raise Refused("no list here")
    tests: list[Test] = []
    for pattern in value if isinstance(value, list) else [value]:
        if not isinstance(pattern, str) or (not pattern and name in ("prefix", "suffix")):
            raise Refused("anything-but pattern must be a string, not an empty one")
        tests.append(string_operator(name, pattern))
    if not tests:
        raise Refused("an empty list")
    return lambda value: not any(test(value) for test in tests)


def operator_pattern(operator: Object, compiler: Compiler) -> Pattern:
    """Return the pattern of an operator object."""
    if len(operator.members) != 1:
        raise Refused("an operator object has one key")
    [(name, value)] = operator.members
    if name == "numeric":
        return numeric(value)
    if name == "anything-but":
        return anything_but(value, compiler)
    if name == "exists":
        if not isinstance(value, bool):
            raise Refused("exists match pattern must be either true or false")
        return (lambda _: True) if value else Absent()
    if name in ("prefix", "suffix") and isinstance(value, Object) and compiler.dialect == "ruler":
        [(inner, pattern)] = value.members if len(value.members) == 1 else [("", None)]
        if inner != "equals-ignore-case" or not isinstance(pattern, str):
            raise Refused(f"unsupported {name} pattern")
        return end_ignoring_case(name, pattern)
    if not isinstance(value, str) or (name == "exactly" and compiler.dialect == "sns"):
        raise Refused(f"{name} is no match type, or its pattern is no string")
    return cidr(value) if name == "cidr" else string_operator(name, value)


def read_pattern(value: Json, compiler: Compiler) -> Pattern:
    """Return the pattern that one element of a key's array is."""
    if isinstance(value, list):
        raise Refused("match value must be String, number, true, false, or null")
    if isinstance(value, Object):
        return operator_pattern(value, compiler)
    if isinstance(value, Number):
        return lambda other: isinstance(other, Number) and same_number(value, other)
    if isinstance(value, str):
        known = address(value)
        if known is not None:
            return strings_only(lambda text: address(text) == known)
        return string_operator("exactly", value)
    return lambda other: other is value


# ----------------------------------------------------------------------------------------------------------- policies

Alternative: TypeAlias = dict[str, list[Pattern]]
RESERVED: Final = frozenset(
    "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard"
    " not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range"
    " ip-address-in-range ip-address-not-in-range".split()
)


def or_branches(value: Json) -> list[Object]:
    """Return the branches of ``$or``: at least two objects in an array."""
    if not isinstance(value, list):
        raise Refused("it must be an Array followed with $or")
    branches = [branch for branch in value if isinstance(branch, Object)]
    if len(branches) != len(value) or len(branches) < 2:
        raise Refused("there must be at least two objects, and nothing else, in $or")
    return branches


def expand(
    body: Object, path: str | None, rules: list[Alternative], compiler: Compiler, *, in_or: bool = False
) -> list[Alternative]:
    """Return the alternatives so far, each with the keys of ``body`` added; the last of one path in one branch wins."""
    if not body.members:
        raise Refused("empty objects are not allowed")
    for name, value in body.members:
        below = name if path is None else f"{path}.{name}"
        if in_or and name in RESERVED:
            raise Refused(f"{name} is a reserved name in $or")
        if name == "$or" and not compiler.older:
            rules = [
                rule
                for branch in or_branches(value)
                for rule in expand(branch, path, [dict(rule) for rule in rules], compiler, in_or=True)
            ]
        elif isinstance(value, Object):
            if compiler.flat:
                raise Refused("the attributes of a message don't nest")
            rules = expand(value, below, rules, compiler, in_or=in_or)
        elif isinstance(value, list) and value:
            patterns = [read_pattern(element, compiler) for element in value]
            for rule in rules:
                rule[below] = patterns
                if len(rule) > MAX_KEYS:
                    raise Refused("too many keys in one alternative")
        else:
            raise Refused(f"{name!r} must be an object or a non-empty array")
    return rules


def long_number(value: Json) -> bool:
    """Tell whether any number in the value is too long to be read."""
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, Object):
            pending += [member for _, member in value.members]
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, Number) and len(value.text) > MAX_NUMBER:
            return True
    return False


def read_policy(text: str, dialect: Dialect, *, flat: bool = False) -> list[Alternative]:
    """Return the alternatives of a policy; the blank policy has one, without keys, and a flat one no nested keys.

    What the compiler refuses is given once more, whole, to the older one, to which ``$or`` is a key like any other.
    """
    root = read_json(text, trailing=dialect == "ruler")
    if not isinstance(root, Object):
        raise Refused("filter is not an object")
    if long_number(root):
        raise Refused("a number too long")
    if not root.members and dialect == "sns":
        return [{}]
    with deep_recursion():
        try:
            return expand(root, None, [{}], Compiler(dialect, flat=flat))
        except Refused:
            return expand(root, None, [{}], Compiler(dialect, older=True, flat=flat))


# ----------------------------------------------------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class Field:
    """A scalar of a message, the path to it, and of each array around it the index of the element that it is in."""

    path: str
    value: Scalar
    where: dict[int, int]


def flatten(members: Iterable[tuple[str, Json]]) -> list[Field]:
    """Return every scalar of a message; only elements that are objects or arrays put their index on what they hold."""
    fields: list[Field] = []
    arrays = itertools.count()
    waiting: list[tuple[str, Json, dict[int, int]]] = [(name, value, {}) for name, value in members]
    while waiting:
        path, value, where = waiting.pop()
        if isinstance(value, Object):
            waiting.extend((f"{path}.{name}", member, where) for name, member in value.members)
        elif isinstance(value, list):
            array = next(arrays)
            for index, element in enumerate(value):
                inside = {**where, array: index} if isinstance(element, Object | list) else where
                waiting.append((path, element, inside))
        else:
            fields.append(Field(path, value, where))
    return fields


def agree(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    """Tell whether two places aren't in different elements of any one array."""
    return all(other.get(array, index) == index for array, index in one.items())


def satisfied(alternative: Alternative, fields: list[Field]) -> bool:
    """Tell whether one value can be chosen for every key such that all of them agree.

    Keys are taken in the order of their full paths' UTF-16 units, and a key is absent if none of its values agrees with
    what was chosen for the keys before it.
    """
    paths = sorted(alternative, key=lambda path: path.encode("utf-16-be", "surrogatepass"))

    def search(at: int, chosen: dict[int, int]) -> bool:
        if at == len(paths):
            return True
        patterns = alternative[paths[at]]
        visible = [each for each in fields if each.path == paths[at] and agree(each.where, chosen)]
        for each in visible:
            if any(not isinstance(pattern, Absent) and pattern(each.value) for pattern in patterns) and search(
                at + 1, {**chosen, **each.where}
            ):
                return True
        absent = not visible and any(isinstance(pattern, Absent) for pattern in patterns)
        return absent and search(at + 1, chosen)

    return search(0, {})


def plain_value(attribute: object) -> Json:
    """Return what a plain Python value stands for: a String, a Number or a String.Array."""
    if isinstance(attribute, str):
        return attribute_value({"Type": "String", "Value": attribute})
    if isinstance(attribute, list):
        return read_json(json.dumps(attribute))
    return attribute_value({"Type": "Number", "Value": repr(attribute)})


def attribute_value(attribute: object) -> Json:
    """Return what a well-formed attribute is to a policy: a Binary one is nothing at all, as an empty array is."""
    if not isinstance(attribute, dict):
        return plain_value(attribute)
    kind = attribute.get("DataType", attribute.get("Type"))
    text = attribute.get("StringValue", attribute.get("Value"))
    if not isinstance(kind, str) or not re.fullmatch(r"(String|Number|Binary)(\..+)?", kind, re.DOTALL):
        raise Refused("unknown data type")
    if kind.startswith("Binary"):
        return []
    if not isinstance(text, str):
        raise Refused("no text")
    if kind in ("String.Array", "Number.Array"):
        elements = read_json(text)
        if not isinstance(elements, list):
            raise Refused("no array")
        return elements
    if kind.startswith("String"):
        return read_json(f'"{text}"') if re.search(r'["\\\x00-\x1f]', text) else text
    decimal = re.fullmatch(r"([+-]?)0*([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)", text, re.ASCII)
    if decimal is None:
        raise Refused("not a decimal number")
    return Number(decimal[1].replace("+", "") + decimal[2])


def attribute_fields(attributes: Mapping[str, object], names: set[str]) -> list[Field]:
    """Return the fields of the attributes that are named; one of them that is malformed refuses them all."""
    if not attributes:
        raise Refused("no attributes")
    return flatten((name, attribute_value(attributes[name])) for name in names if name in attributes)


def body_fields(body: str) -> list[Field]:
    """Return the fields of a body, which must be a well-formed JSON object."""
    root = read_json(body)
    if not isinstance(root, Object):
        raise Refused("the body isn't an object")
    return flatten(root.members)


def matches_alternatives(
    alternatives: list[Alternative], *, attributes: Mapping[str, object] | None = None, body: str | None = None
) -> bool:
    """Tell whether any alternative of a policy takes the attributes, or the body: whichever is given."""
    names = {path for alternative in alternatives for path in alternative}
    if not names:
        return True
    try:
        fields = attribute_fields(attributes or {}, names) if body is None else body_fields(body)
    except Refused:
        return False
    if any(long_number(each.value) for each in fields if each.path in names):
        return False
    return any(satisfied(alternative, fields) for alternative in alternatives)


def matches(
    policy: str,
    *,
    dialect: Dialect = "sns",
    attributes: Mapping[str, object] | None = None,
    body: str | None = None,
) -> bool:
    """Tell whether a policy's text takes a message: its attributes, or its body if that is given."""
    return matches_alternatives(read_policy(policy, dialect), attributes=attributes, body=body)
