"""Numbers that callers give, checked: each is our own error if it is none."""

from __future__ import annotations

from math import inf
from sys import float_info

from snsfilter.errors import ScheduleError, describe_foreign

__all__ = ["number_of_seconds", "shown", "whole_number"]


def number_of_seconds(what: str, given: object, *, signed: bool = False, endless: bool = False) -> float:
    """Return a number of seconds as a plain float: finite unless *endless*, and not negative unless *signed*.

    Raises:
        ScheduleError: it isn't one.
    """
    least = -float_info.max if signed else 0.0
    most = inf if endless else float_info.max
    if isinstance(given, int | float) and not isinstance(given, bool) and least <= given <= most:
        return inf if given > float_info.max else float(given)
    expected = "finite" if signed else "0 or more" if endless else "0 or more and finite"
    raise ScheduleError(f"{what} must be a number of seconds, {expected}, not {shown(given)}")


def whole_number(what: str, given: object, *, least: int) -> int:
    """Return a whole number as a plain int.

    Raises:
        ScheduleError: it isn't one, or is too small.
    """
    if isinstance(given, int) and not isinstance(given, bool) and given >= least:
        return int(given)
    raise ScheduleError(f"{what} must be a whole number, {least} or more, not {shown(given)}")


def shown(value: object) -> str:
    """Name a value for an error; a number is written out unless it is long."""
    plain = type(value) is float or (type(value) is int and value.bit_length() <= 64)  # noqa: PLR2004
    return str(value) if plain else describe_foreign(value)
