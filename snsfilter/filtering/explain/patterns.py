"""Why a pattern matches none of the values that a key sees, in plain words.

What an operator means is asked of :mod:`~snsfilter.filtering.predicates`; here it is only put into words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from snsfilter.filtering.addresses import parse_address
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
from snsfilter.filtering.numbers import identity
from snsfilter.filtering.predicates import accepts
from snsfilter.jsontext import NumberLiteral, a_type, type_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.filtering.nodes import Pattern

__all__ = ["why_not"]

_Comparison: TypeAlias = tuple[Literal["=", "<", "<=", ">", ">="], NumberLiteral]
_OfStrings: TypeAlias = Address | Prefix | Suffix | EqualsIgnoreCase | Wildcard | Cidr


def _wanted(pattern: Pattern) -> str | None:
    """Return the JSON type that *pattern* looks at, or ``None`` if it looks at all."""
    match pattern:
        case Exact(value):
            return type_name(value)
        case Numeric():
            return "number"
        case AnythingBut() | Exists():
            return None
        case _:
            return "string"


def why_not(pattern: Pattern, found: Sequence[object]) -> str:
    """Say why none of the values *found* matches; without any, that there is none."""
    if not found:
        return "there is no value"
    kind = _wanted(pattern)
    of_kind = [each for each in found if kind in {None, type_name(each)}]
    if not of_kind:
        others = " and ".join(dict.fromkeys(a_type(type_name(each)) for each in found))
        return f"it looks for {a_type(str(kind))}, and found {others}"
    one = of_kind[0] if len(of_kind) == 1 else None
    match pattern:
        case Exact(value):
            if isinstance(value, bool):
                return f"it is {shown(not value)}"
            what = "number" if isinstance(value, NumberLiteral) else "string"
            return f"it is another {what}" if len(of_kind) == 1 else f"all are other {what}s"
        case AnythingBut(excluded):
            return _excluded(excluded, of_kind[0])
        case Exists(present):
            return "what is there isn't JSON" if present else "there is a value"
        case Numeric(comparisons):
            return _compared(comparisons, of_kind[0]) if len(of_kind) == 1 else "no number satisfies it"
        case _:
            return _of_strings(pattern, one) if isinstance(one, str) else _of_many_strings(pattern)


def _excluded(excluded: Sequence[Pattern], value: object) -> str:
    """Name what excludes the value (of several, the first: each is excluded)."""
    for each in excluded:
        if takes(accepts([each]), value):
            return f"{shown(value)} is excluded" + ("" if isinstance(each, Exact) else f" by {spell(each)}")
    return f"{shown(value)} isn't JSON"


def _compared(comparisons: Sequence[_Comparison], value: object) -> str:
    number = identity(value)  # type: ignore[arg-type]  # a number, or nobody compares
    if number is None:
        return f"{shown(value)} is no number that JSON could carry to SNS"
    if isinstance(number, NumberLiteral):
        return f"{shown(value)} has more digits than a double tells apart, so it can't be compared"
    operator, bound = next(each for each in comparisons if not takes(accepts([Numeric((each,))]), value))
    return f"{shown(value)} isn't {operator} {shown(bound)}"


def _of_strings(pattern: _OfStrings, value: str) -> str:
    match pattern:
        case Prefix():
            return "it begins otherwise"
        case Suffix():
            return "it ends otherwise"
        case EqualsIgnoreCase():
            return "it is another string, letter case aside"
        case Wildcard():
            return "it has another form"
        case Address():
            return "it is another address" if parse_address(value) else "it isn't that address"
        case Cidr(version):
            address = parse_address(value)
            if address is None:
                return "it isn't an IP address"
            if address[0] != version:
                return f"it is an IPv{address[0]} address"
            return "it is an address outside of it"
        case _:
            assert_never(pattern)


def _of_many_strings(pattern: _OfStrings) -> str:
    match pattern:
        case Prefix():
            return "all begin otherwise"
        case Suffix():
            return "all end otherwise"
        case EqualsIgnoreCase():
            return "all are other strings, letter case aside"
        case Wildcard():
            return "all have other forms"
        case Address():
            return "none is that address"
        case Cidr():
            return "none is an address in it"
        case _:
            assert_never(pattern)
