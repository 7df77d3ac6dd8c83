"""Jitter: delays drawn by chance, so that what failed together isn't tried again together.

The three kinds are those of AWS's article *Exponential Backoff And Jitter*.  All chance comes from one
``random.Random`` by its method ``random``, whose numbers Python promises to keep the same for the same seed.
"""

from __future__ import annotations

from itertools import chain
from math import ceil
from random import Random
from typing import TYPE_CHECKING

from snsfilter.delivery.checks import shown
from snsfilter.delivery.phases import TICKS, stretch
from snsfilter.errors import ScheduleError, describe_foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from snsfilter.delivery.phases import Stretch

__all__ = ["jittered"]


def jittered(stretches: tuple[Stretch, ...], rng: Random, kind: str) -> tuple[Stretch, ...]:
    """Draw every delay of a schedule anew; one of 0 stays so.

    Raises:
        ScheduleError: there is no such kind, or *rng* is no ``random.Random``.
    """
    if not isinstance(rng, Random):
        raise ScheduleError(f"jitter needs a random.Random to draw from, not {describe_foreign(rng)}")
    given: object = kind
    match str.__str__(given) if isinstance(given, str) else "":
        case "full":
            draw = _full(rng)
        case "equal":
            draw = _equal(rng)
        case "decorrelated":
            draw = _decorrelated(rng, chain.from_iterable(each.delays() for each in stretches))
        case _:
            raise ScheduleError(
                f"the kind of jitter must be 'full', 'equal' or 'decorrelated', not {describe_foreign(given)}"
            )
    return tuple(
        stretch(each.phase, [draw(delay) if delay else delay for delay in each.delays()]) for each in stretches
    )


def _between(rng: Random, least: float, most: float) -> float:
    """Draw a delay from all steps of time between the bounds, both included."""
    drawn = rng.random()
    if not 0 <= drawn < 1:  # a subclass may do anything
        raise ScheduleError(f"random() must return a number from 0 to below 1, not {shown(drawn)}")
    first, last = ceil(least * TICKS), int(most * TICKS)
    return (first + int(drawn * (last - first + 1))) / TICKS


def _full(rng: Random) -> Callable[[float], float]:
    return lambda delay: _between(rng, 0.0, delay)


def _equal(rng: Random) -> Callable[[float], float]:
    return lambda delay: _between(rng, delay / 2, delay)


def _decorrelated(rng: Random, delays: Iterable[float]) -> Callable[[float], float]:
    delayed = [delay for delay in delays if delay]
    least, most = min(delayed, default=0.0), max(delayed, default=0.0)
    before = least

    def draw(delay: float) -> float:
        nonlocal before
        del delay
        before = min(most, _between(rng, least, before * 3))
        return before

    return draw
