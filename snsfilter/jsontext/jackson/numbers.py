"""How Jackson reads a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from snsfilter.jsontext.jackson.tokens import stop, too_long
from snsfilter.jsontext.values import MAX_NUMBER

if TYPE_CHECKING:
    from snsfilter.jsontext.jackson.tokens import Source

__all__ = ["read_number"]

_ORDINARY = re.compile(r"-?(?:0|[1-9][0-9]{0,99}+)(?:\.[0-9]{1,99}+)?(?=[,\]}])")
"""A number in which nothing can be at fault: far below the bound, and with a mark behind it."""

_DIGITS = re.compile(r"[0-9]*+")
_NO_FRACTION = " in numeric value: Decimal point not followed by a digit"
_NO_EXPONENT = " in numeric value: Exponent indicator not followed by a digit"


def read_number(source: Source, start: int, *, root: bool) -> int:
    """Read the number that starts at *start* with a digit or a minus sign, and return where it ends.

    Jackson has two ways to read a number, which name different places for the same fault and count differently.
    The quick one is for numbers that don't start with a zero and have text behind them.
    (Of a text beyond 32,768 units Jackson has a piece at a time, and the text behind a number must be in the same one.
    How long the pieces are depends on what else the process has read, so here all is in one.)

    Args:
        source: the text.
        start: where the number starts.
        root: whether it is the whole document, and so needs white space behind it.

    Raises:
        Stop: the number is malformed or longer than :data:`~snsfilter.jsontext.MAX_NUMBER` allows.
    """
    units = source.units
    if not root and (ordinary := _ORDINARY.match(units, start)):
        return ordinary.end()
    first = start + (units[start] == "-")
    point = _read_whole(source, start, first)
    slow_from = 0 if units[first] == "0" else len(units)
    mark = _read_fraction(source, point, slow_from)
    end = _read_exponent(source, point, mark, slow_from)
    if root and end < len(units) and units[end] not in " \t\n\r":
        raise source.unexpected(end, ": Expected space separating root-level values")
    digits = sum(map(str.isdigit, units[start:end]))
    if end > point and end >= slow_from:
        # The slow way counts a missing fraction or exponent of a fractional number as minus one digit.
        digits -= (mark == point) + (end == mark)
    if digits > MAX_NUMBER:
        raise too_long("Number value length", digits, MAX_NUMBER, "getMaxNumberLength", end)
    return end


def _digits(source: Source, at: int) -> int:
    return _DIGITS.match(source.units, at).end()  # type: ignore[union-attr]  # it matches nothing, too


def _read_whole(source: Source, start: int, first: int) -> int:
    units = source.units
    if first == len(units):
        raise stop("Unexpected end-of-inputNo digit following sign", first)
    end = _digits(source, first)
    if end == first:
        raise source.odd(first) if units[first] == "." else source.signed(start, first + 1)
    if units[first] == "0" and end > first + 1:
        raise stop("Invalid numeric value: Leading zeroes not allowed", first + 1)
    return end


def _read_fraction(source: Source, point: int, slow_from: int) -> int:
    if source.units[point : point + 1] != ".":
        return point
    end = _digits(source, point + 1)
    if end > point + 1:
        return end
    found = min(end, len(source.units) - 1)
    raise source.unexpected(found, _NO_FRACTION, point if end < slow_from else found)


def _read_exponent(source: Source, point: int, mark: int, slow_from: int) -> int:
    units = source.units
    if units[mark : mark + 1] not in {"e", "E"}:
        return mark
    at = mark + 1 + (units[mark + 1 : mark + 2] in {"+", "-"})
    if at == len(units):
        raise stop("Unexpected end-of-inputexpected a digit for number exponent", at)
    end = _digits(source, at)
    if end == at:
        raise source.unexpected(at, _NO_EXPONENT, point if at < slow_from else at)
    return end
