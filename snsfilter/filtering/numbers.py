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

__all__ = ["Identity", "Number", "identity", "is_comparable"]

Number: TypeAlias = int | float | Decimal | NumberLiteral
"""The types that a decoded number may have."""

Identity: TypeAlias = int | float | NumberLiteral
"""What a number is compared by: its value, or its spelling when it isn't comparable."""

_EXACT_INTEGER = 2**53
_PLAIN = frozenset("0123456789.-")
_SURE_LENGTH = 15


def identity(number: Number) -> Identity:
    """Return what *number* is compared by; equal numbers have equal identities.

    Raises:
        ValueError: *number* is NaN or infinite, or has more than :data:`~snsfilter.jsontext.MAX_NUMBER` characters:
            no JSON message carries it.
    """
    if type(number) is int:
        return number if -_EXACT_INTEGER <= number <= _EXACT_INTEGER else _of_spelling(_spell(number))
    if type(number) is float:
        if isfinite(number):
            return number
        raise ValueError(number)
    if type(number) is NumberLiteral:
        # Up to 15 significant digits always round-trip; an exponent may leave the range of doubles.
        if len(number) <= _SURE_LENGTH and _PLAIN.issuperset(number):
            return float(number)
        return _of_spelling(number)
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(number)
    return _of_spelling(NumberLiteral(number))


def is_comparable(literal: NumberLiteral) -> bool:
    """Tell whether the number spelt *literal* compares by value."""
    return type(identity(literal)) is not NumberLiteral


def _spell(number: int) -> NumberLiteral:
    # Writing out a huge integer is slow, and refused by the interpreter; its size in bits tells enough.
    if number.bit_length() > MAX_NUMBER * 4:
        problem = "a number is too long"
        raise ValueError(problem)
    return NumberLiteral(number)


def _of_spelling(literal: NumberLiteral) -> Identity:
    if len(literal) > MAX_NUMBER:
        problem = "a number is too long"
        raise ValueError(problem)
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
