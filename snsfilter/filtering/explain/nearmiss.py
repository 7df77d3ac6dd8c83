"""Near misses of values: what a key would have matched, had the value been spelt or typed a little differently.

Each is found by asking the predicates about the changed value, never by deciding anew what an operator means.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, assert_never

from snsfilter.filtering.explain.findings import NearMiss
from snsfilter.filtering.explain.seeing import takes
from snsfilter.filtering.explain.spelling import shown, spell
from snsfilter.filtering.nodes import (
    Address,
    AnythingBut,
    Cidr,
    EqualsIgnoreCase,
    Exact,
    Exists,
    Numeric,
    Prefix,
    Suffix,
    Wildcard,
)
from snsfilter.filtering.predicates import Accepts, accepts
from snsfilter.jsontext import MAX_NUMBER, NUMBER, NumberLiteral, a_type, load, type_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from snsfilter.filtering.nodes import Pattern

__all__ = ["Carrier", "Close"]

_MOST_PATTERNS = 1_000
_MOST_VALUES = 20
_MOST_ELEMENTS = 1_000
_MOST_MISSES = 3
_NUMBER = re.compile(rf"\s*+{NUMBER}\s*+")
_WORDS: dict[str, tuple[bool | None]] = {"true": (True,), "false": (False,), "null": (None,), "none": (None,)}


class Carrier(NamedTuple):
    """What carries the values: how a remedy speaks of it."""

    is_attribute: bool
    is_array: bool


class Close:
    """Patterns that a value may miss by little, merged, so that a value is close about once however many they are."""

    __slots__ = ("_folded", "accept", "patterns")

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        """Merge the patterns."""
        self.patterns = patterns
        self.accept = accepts(patterns)
        self._folded: Accepts | None = None

    @classmethod
    def of(cls, patterns: Sequence[Pattern]) -> Close:
        """Choose among the patterns of a key: almost anything changed would be accepted by what excludes."""
        return cls(tuple(each for each in patterns[:_MOST_PATTERNS] if not isinstance(each, AnythingBut | Exists)))

    @property
    def folded(self) -> Accepts:
        """What they accept in lower case."""
        if self._folded is None:
            self._folded = accepts(map(_lower, self.patterns))
        return self._folded

    def taking(self, value: object, change: Callable[[Pattern], Pattern] = lambda pattern: pattern) -> Pattern:
        """Return the first pattern that, changed, accepts *value*; there is one."""
        return next(each for each in self.patterns if takes(accepts([change(each)]), value))

    def misses(self, values: Sequence[object], carrier: Carrier) -> tuple[NearMiss, ...]:
        """Return the near misses of the values that a key sees, none of which its patterns accept."""
        found: dict[str, NearMiss] = {}
        for value in values[:_MOST_VALUES] if self.patterns else ():
            for miss in _misses(self, value, carrier):
                found.setdefault(miss.code, miss)
        return tuple(found.values())[:_MOST_MISSES]


def _lower(pattern: Pattern) -> Pattern:
    """Return a pattern with its text in lower case, if it has one."""
    match pattern:
        case Exact(value) if isinstance(value, str) and not isinstance(value, NumberLiteral):
            return Exact(value.lower())
        case Prefix(text, ignore_case):
            return Prefix(text.lower(), ignore_case)
        case Suffix(text, ignore_case):
            return Suffix(text.lower(), ignore_case)
        case EqualsIgnoreCase(text):
            return EqualsIgnoreCase(text.lower())
        case Wildcard(literals):
            return Wildcard(tuple(each.lower() for each in literals))
        case Exact() | Address() | Cidr() | Numeric() | AnythingBut() | Exists():
            return pattern
        case _:
            assert_never(pattern)


def _misses(close: Close, value: object, carrier: Carrier) -> Iterator[NearMiss]:
    if type(value) is str:
        yield from _of_string(close, value, carrier)
    elif type(value) is bool or value is None:
        text = shown(value)
        if takes(close.accept, text):
            yield NearMiss(
                "word-for-string",
                f"{text} is {a_type(type_name(value))}, and the policy has the string {shown(text)}",
                f"write {text} without quotes in the policy",
            )
    else:
        text = str(value) if type_name(value) == "number" and _is_short(value) else ""
        if text and takes(close.accept, text):
            yield _number_for_string(close, value, text, carrier)


def _is_short(value: object) -> bool:
    return type(value) is not int or value.bit_length() < MAX_NUMBER


def _number_for_string(close: Close, value: object, text: str, carrier: Carrier) -> NearMiss:
    remedies = ["send it with the data type String" if carrier == (True, False) else "send it in quotes"]
    if isinstance(close.taking(text), Exact):
        remedies.insert(0, f"write {shown(value)} without quotes in the policy")
    said = f"{shown(value)} is a number, and {spell(close.taking(text))} looks at strings only"
    return NearMiss("number-for-string", said, ", or ".join(remedies))


def _of_string(close: Close, text: str, carrier: Carrier) -> Iterator[NearMiss]:
    stripped = text.strip()
    if stripped != text and takes(close.accept, stripped):
        said = f"{shown(text)} has white space around what would match"
        yield NearMiss("white-space", said, f"send {shown(stripped)}")
    if len(text) <= MAX_NUMBER and _NUMBER.fullmatch(text):
        number = NumberLiteral(stripped)
        if takes(close.accept, number):
            yield _string_for_number(close, text, number, carrier)
    for word in _WORDS.get(stripped.lower(), ()):
        if takes(close.accept, word):
            yield _string_for_word(text, word, carrier)
    if not takes(close.accept, stripped) and takes(close.folded, stripped.lower()):
        yield _letter_case(close, text, stripped.lower())
    if stripped.startswith("["):
        yield from _array_in_string(close, text, carrier)


def _string_for_number(close: Close, text: str, number: NumberLiteral, carrier: Carrier) -> NearMiss:
    pattern = spell(close.taking(number))
    if carrier == (True, False):
        said = f"{shown(text)} is sent with the data type String, and {pattern} looks at the data type Number only"
        return NearMiss("string-for-number", said, "send it with the data type Number")
    said = f"{shown(text)} is a string, and {pattern} looks at numbers only"
    return NearMiss("string-for-number", said, f"send {shown(number)} without quotes")


def _string_for_word(text: str, word: bool | None, carrier: Carrier) -> NearMiss:  # noqa: FBT001 (it is a value)
    said = f"{shown(text)} is a string, and the policy has {shown(word)}, which is {a_type(type_name(word))}"
    if carrier == (True, False):
        return NearMiss("string-for-word", said, f"write {shown(text)} in quotes in the policy")
    return NearMiss("string-for-word", said, f"send {shown(word)} without quotes")


def _letter_case(close: Close, text: str, lower: str) -> NearMiss:
    pattern = close.taking(lower, _lower)
    only = "and white space only" if text != text.strip() else "only"
    said = f"{shown(text)} differs from {spell(pattern)} in letter case {only}"
    if not isinstance(pattern, Exact) or not isinstance(pattern.value, str):
        return NearMiss("letter-case", said, "send it in the letter case of the policy")
    remedy = f"send {spell(pattern)}"
    if takes(accepts([EqualsIgnoreCase(pattern.value)]), text):
        remedy += f', or write {{"equals-ignore-case": {spell(pattern)}}} in the policy'
    return NearMiss("letter-case", said, remedy)


def _array_in_string(close: Close, text: str, carrier: Carrier) -> Iterator[NearMiss]:
    elements = load(text, "[")
    if isinstance(elements, list) and any(takes(close.accept, each) for each in elements[:_MOST_ELEMENTS]):
        said = f"{shown(text)} is one string that holds a JSON array; an element of the array would match"
        if carrier == (True, False):
            yield NearMiss("array-in-string", said, "send it with the data type String.Array")
        else:
            yield NearMiss("array-in-string", said, "send the array itself, not the JSON of it as a string")
