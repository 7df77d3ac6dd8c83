"""What a number is worth: the one place that decides when two numbers are the same, and which can be ordered.

Event Ruler's rule: a number is *comparable* when it is finite as a double and equals the shortest decimal that
names that double.  Comparable numbers compare by value, whatever their spelling: ``300``, ``300.0`` and ``3e2``
are one.  Any other number (``9007199254740993``, ``1e400``) equals only its own spelling and satisfies no
``numeric`` condition.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TypeAlias

from snsfilter.jsontext import MAX_NUMBER, NumberLiteral

__all__ = ["NUMERALS", "SURE_LENGTH", "Identity", "Number", "identity", "is_comparable", "literal_of"]

Number: TypeAlias = int | float | Decimal | NumberLiteral
"""The types that a decoded number may have."""

Identity: TypeAlias = int | float | NumberLiteral
"""What a number is compared by: its value, or its spelling when it isn't comparable."""

_EXACT_INTEGER = 2**53
SURE_LENGTH = 15
"""How many characters a number without exponent may have and surely be comparable."""
NUMERALS = "0123456789.-"
"""The characters of a number without exponent."""
_MOST_BITS = 4 * MAX_NUMBER


def identity(number: Number) -> Identity | None:
    """Return what *number* is compared by; equal numbers have equal identities.

    ``None`` is for what no JSON message carries, and hence no pattern accepts: NaN, infinities, and numbers of more
    than :data:`~snsfilter.jsontext.MAX_NUMBER` characters.
    """
    if type(number) is int:
        return number if -_EXACT_INTEGER <= number <= _EXACT_INTEGER else _of_huge(number)
    if type(number) is float:
        return number if isfinite(number) else None
    if type(number) is NumberLiteral:
        # Up to 15 significant digits always round-trip; an exponent may leave the range of doubles.
        if len(number) <= SURE_LENGTH and not number.strip(NUMERALS):
            return float(number)
        return _of_spelling(number)
    return _of_spelling(NumberLiteral(number)) if Decimal(number).is_finite() else None


def is_comparable(literal: NumberLiteral) -> bool:
    """Tell whether the number spelt *literal* compares by value."""
    return isinstance(identity(literal), float)


def literal_of(double: float) -> NumberLiteral:
    """Return the spelling of a finite *double* that is comparable."""
    literal = NumberLiteral(double)
    return literal if is_comparable(literal) else NumberLiteral(_shortest(double))


def _of_huge(number: int) -> Identity | None:
    # Writing out an integer takes time, and the interpreter may refuse; its size in bits says when not to try.
    return _of_spelling(NumberLiteral(number)) if number.bit_length() < _MOST_BITS else None


def _of_spelling(literal: NumberLiteral) -> Identity | None:
    if len(literal) > MAX_NUMBER:
        return None
    double = float(literal)
    if not isfinite(double):
        return literal
    try:
        return double if Decimal(literal) == _shortest(double) else literal
    except InvalidOperation:  # an exponent beyond what Decimal holds
        return literal


def _shortest(double: float) -> Decimal:
    """Return the shortest decimal that names *double*, with at least two digits, as Java prints it.

    The second digit matters to the smallest doubles only: Java spells the least one ``4.9E-324``, not ``5e-324``.
    """
    shortest = Decimal(repr(double))
    return Decimal(f"{double:.1e}") if len(shortest.as_tuple().digits) == 1 else shortest
