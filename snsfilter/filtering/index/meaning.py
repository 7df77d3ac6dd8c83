"""What the patterns of one key accept, in the terms of the index: single values, ranges of numbers, and the rest.

How numbers are spelt, and what is said twice, makes no difference here.  The parts are plain tuples, mostly of texts
and numbers, for there are tens of thousands: Python's garbage collector passes over such, but not over nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from snsfilter.filtering.index.tokens import ABSENT, FALSE, NULL, NUMBERS, TRUE, UNKNOWN, token_of
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
from snsfilter.filtering.predicates import accepts, bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from snsfilter.filtering.index.tokens import Token
    from snsfilter.filtering.nodes import Pattern

__all__ = ["Meaning", "Other", "Range", "meaning_of", "named_by", "takes_of"]

Range: TypeAlias = tuple[float, float]
"""The least and the greatest number of a range."""
Other: TypeAlias = Address | Prefix | Suffix | EqualsIgnoreCase | Wildcard | AnythingBut | Cidr | Exists
"""A pattern that is neither a value nor a range, nor ``exists: false``."""
Meaning: TypeAlias = tuple[tuple["Token", ...], tuple[Range, ...], tuple[Other, ...], bool]
"""The values; the ranges, apart and in order; the other patterns; and whether absence is accepted too."""
_WORDS: dict[object, bool | None] = {TRUE: True, FALSE: False, NULL: None}


def meaning_of(patterns: Iterable[Pattern]) -> Meaning:
    """Return what patterns accept."""
    values: dict[Token, None] = {}
    ranges: list[Range] = []
    others: dict[Other, None] = {}
    absence = False
    for pattern in patterns:
        match pattern:
            case Exact(value):
                values[token_of(value)] = None
            case Numeric():
                ranges.append(bounds(pattern))
            case Exists(present=False):
                absence = True
            case Address() | Prefix() | Suffix() | EqualsIgnoreCase() | Wildcard() | AnythingBut() | Cidr() | Exists():
                others[pattern] = None
            case _:
                assert_never(pattern)
    return tuple(values), _merged(ranges), tuple(others), absence


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for lowest, highest in sorted(ranges):
        if merged and lowest <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(highest, merged[-1][1]))
        elif lowest <= highest:
            merged.append((lowest, highest))
    return tuple(merged)


def named_by(pattern: Other) -> list[Token] | None:
    """Return the tokens that a pattern tells apart from the others of their type, if these are all there is to it."""
    tokens: list[Token] = []
    for each in pattern.excluded if isinstance(pattern, AnythingBut) else (pattern,):
        if isinstance(each, Exact):
            tokens.append(token_of(each.value))
        elif not isinstance(each, Exists):
            return None
    return tokens


def takes_of(meaning: Meaning) -> Callable[[Token], bool]:
    """Return the test of one value, or of absence.

    What takes a set or two comparisons is asked here; operators mean what :mod:`~snsfilter.filtering.predicates` says.
    """
    values, ranges, others, absence = meaning
    # Equal tokens are equal values.
    exact = frozenset([*values, *([ABSENT] if absence else [])])
    if not (ranges or others):
        return exact.__contains__
    known = accepts(others)
    strings, all_others, text, number, *_ = known

    def takes(token: Token) -> bool:
        if token in exact:
            return True
        kind = type(token)
        if kind is str:
            listed = (token in strings) is not all_others
            return listed or (text is not None and text(token))  # type: ignore[arg-type]  # a string, as its type says
        if kind is float or kind is int:
            for lowest, highest in ranges:
                if lowest <= token <= highest:  # type: ignore[operator]  # a number, likewise
                    return True
        if kind in NUMBERS:
            return number is not None and number(token)  # type: ignore[arg-type]  # likewise
        return token is not ABSENT and token is not UNKNOWN and _WORDS[token] in known.words

    return takes
