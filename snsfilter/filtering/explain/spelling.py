"""Values and patterns as JSON text that is short and safe to print: no control of a terminal, no lone surrogate."""

from __future__ import annotations

from decimal import Decimal
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, assert_never

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
from snsfilter.jsontext import NumberLiteral, pointer
from snsfilter.plaintext import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from snsfilter.filtering.nodes import Pattern

__all__ = ["place", "printable", "shown", "shown_name", "spell"]

_LONGEST = 60
"""How many characters of a value are shown."""
_LONGEST_PLACE = 120
_MOST_BITS = 200
_MOST_EXCLUDED = 5


def shown_name(name: str, longest: int = _LONGEST_PLACE) -> str:
    """Return a name or path as it is, unless it is too long or can't be printed."""
    return printable(shortened(name, longest))


def place(steps: Iterable[str | int]) -> str:
    """Return the JSON Pointer of a place, shortened."""
    return shown_name(pointer(steps))


def shown(value: object) -> str:
    """Return a value as JSON text, shortened."""
    kind = type(value)
    if kind is str:
        return _string(value)  # type: ignore[arg-type]  # as its type says
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if kind is int and value.bit_length() > _MOST_BITS:  # type: ignore[attr-defined]  # as its type says
        return f"an integer of {value.bit_length():,} bits"  # type: ignore[attr-defined]  # as its type says
    if kind is int or kind is float or kind is NumberLiteral or kind is Decimal:
        return shown_name(str(value), _LONGEST)
    if kind is dict:
        return "{...}" if value else "{}"
    return "[]" if kind is list else "(not JSON)"


def _string(text: str) -> str:
    if len(text) <= _LONGEST:
        return printable(encode_basestring(text))
    return f'{printable(encode_basestring(text[: _LONGEST - 3])[:-1])}..." ({len(text):,} characters)'


def spell(pattern: Pattern) -> str:
    """Return a pattern as the policy writes it, shortened."""
    match pattern:
        case Exact(value):
            exactly = type(value) is str and parse_address(value) is not None
            return f'{{"exactly": {shown(value)}}}' if exactly else shown(value)
        case Address(text):
            return shown(text)
        case AnythingBut(excluded):
            return f'{{"anything-but": {_excluded(excluded)}}}'
        case Numeric(comparisons):
            inside = ", ".join(f'"{operator}", {shown(number)}' for operator, number in comparisons)
            return f'{{"numeric": [{inside}]}}'
        case Exists(present):
            return f'{{"exists": {shown(present)}}}'
        case Cidr():
            return f'{{"cidr": "{_network(pattern)}"}}'
        case _:
            name, value = _operator(pattern)
            return f'{{"{name}": {value}}}'


def _operator(pattern: Prefix | Suffix | EqualsIgnoreCase | Wildcard) -> tuple[str, str]:
    """Return the name and the value of an operator that may stand in ``anything-but`` as well."""
    match pattern:
        case Prefix(text, ignore_case):
            return "prefix", _cased(text, ignore_case=ignore_case)
        case Suffix(text, ignore_case):
            return "suffix", _cased(text, ignore_case=ignore_case)
        case EqualsIgnoreCase(text):
            return "equals-ignore-case", shown(text)
        case Wildcard(literals):
            return "wildcard", shown("*".join(each.replace("\\", "\\\\").replace("*", "\\*") for each in literals))
        case _:
            assert_never(pattern)


def _cased(text: str, *, ignore_case: bool) -> str:
    return f'{{"equals-ignore-case": {shown(text)}}}' if ignore_case else shown(text)


def _excluded(excluded: Sequence[Exact | Prefix | Suffix | EqualsIgnoreCase | Wildcard]) -> str:
    some = excluded[:_MOST_EXCLUDED]
    name, values = "", [shown(each.value) for each in some if isinstance(each, Exact)]
    for each in some:
        if not isinstance(each, Exact):
            name, value = _operator(each)
            values.append(value)
    rest = f", ... {len(excluded) - len(some):,} more" if len(excluded) > len(some) else ""
    inside = values[0] if len(excluded) == 1 else f"[{', '.join(values)}{rest}]"
    return f'{{"{name}": {inside}}}' if name else inside


def _network(pattern: Cidr) -> str:
    from ipaddress import IPv4Address, IPv6Address  # noqa: PLC0415 (costs more to load than all of this)

    address = IPv4Address(pattern.first) if pattern.version == 4 else IPv6Address(pattern.first)  # noqa: PLR2004 (IPv4)
    return f"{address}/{address.max_prefixlen - (pattern.last - pattern.first).bit_length()}"
