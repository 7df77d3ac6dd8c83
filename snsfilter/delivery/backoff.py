"""The four backoff functions: how the delays of the backoff phase grow from the minimum to the maximum.

AWS publishes the names, the two ends, and an example of ``linear`` (*sns-message-delivery-retries*; the 2018 guide's
*DeliveryPolicies*: three retries from 20 to 40 s come after 20, 30 and 40 s).  The other three curves are **inferred**:
they are the ones of Comcast's cmb, the copy of SNS that is closest in time to the launch of delivery policies.  All are
convex, so none lies above ``linear``.  cmb cuts delays to whole seconds; nothing says that SNS does, so we don't.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, expm1, log1p
from typing import TypeAlias, assert_never

from snsfilter.delivery.checks import plain_number, shown
from snsfilter.delivery.healthy import BackoffFunction
from snsfilter.errors import ScheduleError

__all__ = ["Backoff", "arithmetic", "bounded", "exponential", "geometric", "linear", "named"]

Backoff: TypeAlias = Callable[[int, int, float, float], float]
"""A backoff function: the retry's number in the phase from 1, how many retries the phase has, and the smallest and
largest delay in seconds, to the delay in seconds.

That a single retry comes after the smallest delay is **inferred**: the first retry does whatever the number of retries,
and AWS doesn't say what holds when the first is the last as well.
"""


def linear(number: int, count: int, least: float, most: float) -> float:
    """Return a delay that grows by the same number of seconds at each retry; documented.

    >>> [linear(number, 3, 20, 40) for number in (1, 2, 3)]
    [20.0, 30.0, 40.0]
    """
    return least + (most - least) * (number - 1) / _last(count)


def arithmetic(number: int, count: int, least: float, most: float) -> float:
    """Return a delay that grows by ever more seconds, along a parabola; inferred from cmb.

    >>> [round(arithmetic(number, 10, 5, 260), 1) for number in range(1, 11)]
    [5.0, 8.1, 17.6, 33.3, 55.4, 83.7, 118.3, 159.3, 206.5, 260.0]
    """
    return least + (most - least) * ((number - 1) / _last(count)) ** 2


def geometric(number: int, count: int, least: float, most: float) -> float:
    """Return a delay whose excess over the smallest, plus one second, is multiplied at each retry; inferred from cmb.

    >>> [round(geometric(number, 10, 5, 260), 1) for number in range(1, 11)]
    [5.0, 5.9, 7.4, 10.3, 15.8, 25.8, 44.3, 78.7, 142.2, 260.0]
    """
    return least + expm1(log1p(most - least) * (number - 1) / _last(count))


def exponential(number: int, count: int, least: float, most: float) -> float:
    """Return a delay that grows along the curve of e to the number of the retry; inferred from cmb.

    >>> [round(exponential(number, 10, 5, 260), 1) for number in range(1, 11)]
    [5.0, 5.1, 5.2, 5.6, 6.7, 9.6, 17.7, 39.5, 98.8, 260.0]
    """
    past, last = number - 1, _last(count)
    # (e^past - 1) / (e^last - 1), written with negative powers only, so that no number of retries overflows.
    return least + (most - least) * exp(past - last) * expm1(-past) / expm1(-last)


def _last(count: int) -> int:
    """Return the steps from the first retry to the last; one for a single retry, which so gets the smallest delay."""
    return max(1, count - 1)


def named(function: BackoffFunction) -> Backoff:
    """Return the backoff function that a delivery policy names."""
    match function:
        case BackoffFunction.LINEAR:
            return linear
        case BackoffFunction.ARITHMETIC:
            return arithmetic
        case BackoffFunction.GEOMETRIC:
            return geometric
        case BackoffFunction.EXPONENTIAL:
            return exponential
        case _:
            assert_never(function)


def bounded(function: Backoff, number: int, count: int, least: float, most: float) -> float:
    """Return what a backoff function says, held between the bounds, for it may be the caller's own.

    Raises:
        ScheduleError: it raised something, or what it returned is no number.
    """
    where = f"the backoff function, called with ({number}, {count}, {least}, {most}),"
    try:
        given: object = function(number, count, least, most)
    except Exception as error:
        raise ScheduleError(f"{where} must return a delay in seconds, but raised {type(error).__name__}") from error
    delay = plain_number(given)
    if delay is None or delay != delay:  # noqa: PLR0124 (math.isnan fails on a long integer)
        raise ScheduleError(f"{where} must return a delay in seconds, an int or a float, not {shown(given)}")
    return float(min(max(delay, least), most))
