"""Numbers that callers give, checked: each is our own error if it is none."""

from __future__ import annotations

from math import inf
from sys import float_info

from snsfilter.errors import ScheduleError, describe_foreign

__all__ = ["number_of_seconds", "plain_number", "shown", "whole_number"]

_LONGEST = 64
"""How many bits a whole number may have to be written out."""


def plain_number(given: object) -> int | float | None:
    """Return a number in the very type that it is of, for the methods of a subclass may do anything; else ``None``."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        return int.__int__(given)
    return float.__float__(given) if isinstance(given, float) else None


def number_of_seconds(what: str, given: object, *, signed: bool = False, endless: bool = False) -> float:
    """Return a number of seconds as a plain float: finite unless *endless*, and not negative unless *signed*.

    Raises:
        ScheduleError: it isn't one.
    """
    least = -float_info.max if signed else 0.0
    most = inf if endless else float_info.max
    number = plain_number(given)
    if number is not None and least <= number <= most:
        return inf if number > float_info.max else number + 0.0  # which makes 0.0 of -0.0
    expected = "finite" if signed else "0 or more" if endless else "0 or more and finite"
    raise ScheduleError(f"{what} must be a number of seconds, {expected}, not {shown(given)}")


def whole_number(what: str, given: object, *, least: int) -> int:
    """Return a whole number as a plain int.

    Raises:
        ScheduleError: it isn't one, or is too small.
    """
    number = plain_number(given)
    if isinstance(number, int) and number >= least:
        return number
    raise ScheduleError(f"{what} must be a whole number, {least} or more, not {shown(given)}")


def shown(value: object) -> str:
    """Name a value for an error where its type isn't all that may be wrong: a number or constant is written out."""
    if value is None or isinstance(value, bool):
        return str(value)
    number = plain_number(value)
    if isinstance(number, int) and number.bit_length() > _LONGEST:
        return f"a whole number of {number.bit_length():,} bits"
    return describe_foreign(value) if number is None else str(number)
