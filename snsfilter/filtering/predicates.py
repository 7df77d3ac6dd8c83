"""What each operator means: a pattern to a test of one value.  The only place that says so.

A value here is one scalar of a message: a string, a number, ``true``, ``false`` or ``null``.
Arrays and objects aren't values; :mod:`~snsfilter.filtering.arrays` finds the values that a key sees.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import inf, nextafter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar, assert_never, cast

from snsfilter.filtering.addresses import parse_address
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
from snsfilter.filtering.numbers import Identity, identity
from snsfilter.jsontext import NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Iterable

    from snsfilter.filtering.nodes import Pattern

__all__ = ["Accepts", "NumberTest", "TextTest", "accepts", "bounds", "spellings_of"]

TextTest: TypeAlias = Callable[[str], bool]
NumberTest: TypeAlias = Callable[[Identity], bool]
_Value = TypeVar("_Value")


class Accepts(NamedTuple):
    """What the patterns of one key accept, sorted by the type of the value; ``None`` accepts nothing.

    Attributes:
        strings: the exact strings, apart because a set answers for all of them at once.
        others: whether it is the other way round: all strings but these are accepted.
        text: any further test of a string.
        number: the test of a number, by its identity.
        span: the least and the greatest number, if ``number`` accepts what lies between and nothing else; apart because
            to compare costs less than to call.
        words: which of ``True``, ``False`` and ``None`` are accepted.
        absence: whether having no value at all is accepted.
    """

    strings: frozenset[str]
    others: bool
    text: TextTest | None
    number: NumberTest | None
    span: tuple[float, float] | None
    words: tuple[bool | None, ...]
    absence: bool

    def value(self, value: object) -> bool:
        """Tell whether one value is accepted.

        Raises:
            TypeError: *value* isn't a scalar of the plain types.
        """
        kind = type(value)
        if kind is str:
            listed = (value in self.strings) is not self.others
            return listed or (self.text is not None and self.text(value))  # type: ignore[arg-type]  # as its type says
        if kind is int or kind is float or kind is NumberLiteral or kind is Decimal:
            number = identity(value)  # type: ignore[arg-type]  # as its type says
            return number is not None and self.number is not None and self.number(number)
        if value is None or kind is bool:
            return any(value is word for word in self.words)
        raise TypeError(kind)


def accepts(patterns: Iterable[Pattern]) -> Accepts:
    """Merge the patterns of one key: some value is accepted if some pattern accepts it."""
    strings: set[str] = set()
    numbers: set[Identity] = set()
    words: list[bool | None] = []
    refused: frozenset[str] | None = None
    texts: list[TextTest] = []
    number_tests: list[NumberTest] = []
    span: tuple[float, float] | None = None
    absence = False
    for pattern in patterns:
        match pattern:
            case Exact(value):
                if isinstance(value, NumberLiteral):
                    numbers.add(cast("Identity", identity(value)))  # the parser bounds its length
                elif isinstance(value, str):
                    strings.add(value)
                else:
                    words.append(value)
            case Numeric():
                span = bounds(pattern)
                number_tests.append(_between(*span))
            case AnythingBut(excluded):
                hidden = accepts(excluded)
                if hidden.text is None:
                    refused = hidden.strings if refused is None else refused & hidden.strings
                else:
                    texts.append(_no_text_of(hidden.strings, hidden.text))
                number_tests.append(_no_number_of(hidden))
                words += (True, False, None)
            case Exists(present=True):
                refused = frozenset()
                number_tests.append(_always)
                words += (True, False, None)
            case Exists():
                absence = True
            case _:
                texts.append(text_test(pattern))
    if numbers:
        number_tests.insert(0, frozenset(numbers).__contains__)
    if len(number_tests) > 1:
        span = None
    listed, others = (frozenset(strings), False) if refused is None else (refused - strings, True)
    return Accepts(listed, others, _any_of(texts), _any_of(number_tests), span, tuple(words), absence)


def text_test(pattern: Address | Prefix | Suffix | EqualsIgnoreCase | Wildcard | Cidr) -> TextTest:
    """Return the test of one string that *pattern* stands for; it accepts strings only."""
    match pattern:
        case Address(text):
            return _equal_address(text)
        case Prefix(text, ignore_case=False):
            return lambda value: value.startswith(text)
        case Suffix(text, ignore_case=False):
            return lambda value: value.endswith(text)
        case Prefix(text):
            cases = spellings_of(text)
            return lambda value: _match_cases(cases, value) is not None
        case Suffix(text):
            cases = spellings_of(text)[::-1]
            return lambda value: _match_cases_backwards(cases, value)
        case EqualsIgnoreCase(text):
            return _equal_ignoring_case(text)
        case Wildcard(literals):
            return _like(literals)
        case Cidr():
            return _in_network(pattern)
        case _:
            assert_never(pattern)


def _always(_value: object) -> bool:
    return True


def _any_of(tests: list[Callable[[_Value], bool]]) -> Callable[[_Value], bool] | None:
    if len(tests) < 2:  # noqa: PLR2004 (none, or one)
        return tests[0] if tests else None
    fixed = tuple(tests)

    def some_test(value: _Value) -> bool:
        for test in fixed:  # noqa: SIM110 (a generator costs more than the tests)
            if test(value):
                return True
        return False

    return some_test


def _no_text_of(strings: frozenset[str], text: TextTest) -> TextTest:
    return lambda value: not (value in strings or text(value))


def _no_number_of(refused: Accepts) -> NumberTest:
    number = refused.number
    return _always if number is None else lambda value: not number(value)


def bounds(pattern: Numeric) -> tuple[float, float]:
    """Return the least and the greatest double that *pattern* accepts; none if the least is greater.

    ``=``, ``<``, ``<=``, ``>``, ``>=`` hold of comparable numbers only (Event Ruler).
    These are doubles, so the bounds can be too, both included: ``> 5`` is ``>=`` the double that follows 5.
    """
    lowest, highest = -inf, inf
    for comparison, literal in pattern.comparisons:
        bound = float(literal)
        if comparison not in {"<", "<="}:
            lowest = nextafter(bound, inf) if comparison == ">" else bound
        if comparison not in {">", ">="}:
            highest = nextafter(bound, -inf) if comparison == "<" else bound
    return lowest, highest


def _between(lowest: float, highest: float) -> NumberTest:
    def in_range(number: Identity) -> bool:
        return type(number) is not NumberLiteral and lowest <= number <= highest  # type: ignore[operator]  # a number

    return in_range


def _equal_address(text: str) -> TextTest:
    address = parse_address(text)
    return lambda value: parse_address(value) == address


def _in_network(pattern: Cidr) -> TextTest:
    version, first, last = pattern.version, pattern.first, pattern.last

    def in_network(value: str) -> bool:
        address = parse_address(value)
        return address is not None and address[0] == version and first <= address[1] <= last

    return in_network


def _like(literals: tuple[str, ...]) -> TextTest:
    """Match the literals in order, each as early as it fits: linear, and as good as any other choice."""
    if len(literals) == 1:
        return literals[0].__eq__
    start, *middle, end = literals
    least = len(start) + len(end)

    def like(value: str) -> bool:
        if len(value) < least or not value.startswith(start) or not value.endswith(end):
            return False
        position, limit = len(start), len(value) - len(end)
        for literal in middle:
            position = value.find(literal, position, limit)
            if position < 0:
                return False
            position += len(literal)
        return True

    return like


def spellings_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each character, the spellings that count as it: lower and upper case in full, nothing else.

    Event Ruler's rule, taken from the policy's character: ``ß`` accepts ``SS`` but ``SS`` doesn't accept ``ß``.
    """
    return tuple((character.lower(), character.upper()) for character in text)


def _match_cases(cases: tuple[tuple[str, ...], ...], value: str) -> int | None:
    """Return how much of *value* the spellings take from its start, or ``None``.

    The two spellings of a character never begin alike unless they are equal, so there is nothing to try twice.
    """
    position = 0
    for spellings in cases:
        for spelling in spellings:
            if value.startswith(spelling, position):
                position += len(spelling)
                break
        else:
            return None
    return position


def _match_cases_backwards(cases: tuple[tuple[str, ...], ...], value: str) -> bool:
    position = len(value)
    for spellings in cases:
        for spelling in spellings:
            if value.endswith(spelling, 0, position):
                position -= len(spelling)
                break
        else:
            return False
    return True


def _equal_ignoring_case(text: str) -> TextTest:
    if text.isascii():
        lower = text.lower()
        return lambda value: value.isascii() and value.lower() == lower
    cases = spellings_of(text)
    return lambda value: _match_cases(cases, value) == len(value)
