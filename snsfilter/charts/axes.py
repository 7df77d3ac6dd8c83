"""Axes: where a value stands, and which values are worth a tick.

A ladder is a set of values that people count in: every 15 minutes, or the powers of ten.
An axis takes the finest ladder whose labels have room beside each other, in pixels or in the cells of a terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count, pairwise, takewhile
from math import ceil, floor, log, log1p, log10
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from snsfilter.charts.numbers import DAY, HOUR, MINUTE, MOST, UNITS, counted, duration, finite
from snsfilter.errors import SnsFilterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Axis", "Tick", "Unit"]

Unit: TypeAlias = Literal["number", "seconds"]
"""What an axis counts, which decides how it is divided and labelled."""

_OF_A_DAY: Final = (
    *(1, 2, 5, 10, 15, 20, 30),
    *(minutes * MINUTE for minutes in (1, 2, 5, 10, 15, 20, 30)),
    *(hours * HOUR for hours in (1, 2, 3, 6, 12)),
)
"""The steps of a linear axis of time between a second and a day."""
_RUNGS: Final[tuple[tuple[tuple[int, ...], int, tuple[int, ...]], ...]] = (
    ((1, 2, 5), 1, (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)),
    ((1,), 1, (1, 10, 60, 600, HOUR, 6 * HOUR)),
    ((1,), 2, (1, 10, 60, 600, HOUR)),
    ((1,), 3, (1, 60, HOUR)),
    ((1,), 12, (1, HOUR)),
    ((1,), 60, ()),
)
"""What a logarithmic axis has, from fine to coarse: multiples of which powers of ten; and of time, between a second and
a day, instead of them."""
_DECADE: Final = 10
"""A logarithmic axis that is shorter than this ratio is divided as a linear one is."""
_TICKS: Final = 200
"""No axis is divided finer than this."""
_FINEST: Final = 1e-50
"""Where the values begin that a logarithmic axis can tell from 0."""
_SHORTEST: Final = 1e-12
"""An axis that is shorter than this part of the values on it has no length: floats couldn't tell its ticks apart."""


class Tick(NamedTuple):
    """A value that an axis names, and how far from its start that stands, from 0 to 1."""

    value: float
    share: float
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """What one direction of a chart counts, from its lowest value to its highest.

    Attributes:
        title: what the numbers are, or ``""``.
        low: the value at its start.
        high: the value at its end; where that isn't above *low*, the axis is one unit long.
        unit: numbers, or seconds.
        log: whether equal ratios take equal room.
        least: what a logarithmic axis that starts at 0 begins to tell apart, at most its end; ignored by any other.
    """

    title: str
    low: float
    high: float
    unit: Unit = "number"
    log: bool = False
    least: float = 1

    def __post_init__(self) -> None:
        """Widen an axis that has no length, and refuse what has no place on one."""
        finite((self.low, self.high), "the end of an axis")
        if self.log and not ((self.low == 0 and self.least >= _FINEST) or self.low >= _FINEST):
            found = f"{self.low} and tells values apart from {self.least} on"
            raise SnsFilterError(
                f"a logarithmic axis must start at 0 or above, not below {_FINEST}; this starts at {found}"
            )
        largest = max(abs(self.low), abs(self.high), 1 / MOST)
        if self.high - self.low <= largest * _SHORTEST:
            object.__setattr__(self, "high", self.low + max(abs(self.low), 1))
        object.__setattr__(self, "least", min(self.least, self.high))

    def share(self, value: float) -> float:
        """Return how far from the start *value* stands: 0 at the start, 1 at the end, and nothing beyond."""
        value = min(max(value, self.low), self.high)
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        if self.low == 0:
            return log1p(value / self.least) / log1p(self.high / self.least)
        return log(value / self.low) / log(self.high / self.low)

    def ticks(self, room: float, needs: Callable[[str], float]) -> list[Tick]:
        """Return the ticks of an axis of the length *room*; *needs* says how much of that a label takes."""
        ticks: list[Tick] = []
        for values, label in self._ladders():
            ticks = [Tick(value, self.share(value), label(value) if value else "0") for value in values]
            while self.log and self.low == 0 and len(ticks) > 1 and not _fit(ticks[:2], room, needs):
                del ticks[1]  # the first steps away from 0 are short
            if _fit(ticks, room, needs):
                return ticks
        return ticks[:1]

    def _ladders(self) -> Iterator[tuple[Sequence[float], Callable[[float], str]]]:
        if self.log and (self.low == 0 or self.high / self.low >= _DECADE):
            yield from self._log_ladders()
            return
        span = self.high - self.low
        for step in takewhile(lambda step: step <= span, _steps(span / _TICKS, self.unit)):
            first, last = ceil(self.low / step), floor(self.high / step)
            yield [number * step for number in range(first, last + 1)], _labels(step, self.unit)

    def _log_ladders(self) -> Iterator[tuple[Sequence[float], Callable[[float], str]]]:
        low = self.low or self.least
        start = [] if self.low else [0.0]
        for factors, every, of_a_day in _RUNGS:
            if self.unit == "number":
                values = _powers(low, self.high, factors, every)
            else:
                values = [each for each in _powers(low, 1, factors, every) if each < 1]
                values += of_a_day
                values += [days * DAY for days in _powers(1, max(self.high / DAY, 1), factors, every)]
            label = duration if self.unit == "seconds" else _short
            yield [*start, *(each for each in values if low <= each <= self.high)], label


def _fit(ticks: Sequence[Tick], room: float, needs: Callable[[str], float]) -> bool:
    return all(
        (after.share - before.share) * room >= (needs(before.label) + needs(after.label)) / 2
        for before, after in pairwise(ticks)
    )


def _powers(low: float, high: float, factors: Sequence[int], every: int) -> list[float]:
    """Return the multiples of each so many-th power of ten, from below *low* to above *high*."""
    powers = (power for power in range(floor(log10(low)), ceil(log10(high)) + 1) if power % every == 0)
    return [factor * 10.0**power for power in powers for factor in factors]


def _steps(least: float, unit: Unit) -> Iterator[float]:
    """Return the distances that people count in, from *least* on, without end."""
    if unit == "number":
        return _decades(least)
    below = takewhile(lambda step: step < 1, _decades(least))
    within = (step for step in _OF_A_DAY if step >= least)
    return chain(below, within, (step * DAY for step in _decades(max(least / DAY, 1))))


def _decades(least: float) -> Iterator[float]:
    """Return 1, 2 and 5 times the powers of ten, from *least* on, without end."""
    powers = (10.0**power for power in count(floor(log10(least))))
    return (step * power for power in powers for step in (1, 2, 5) if step * power >= least)


def _labels(step: float, unit: Unit) -> Callable[[float], str]:
    """Return what labels the multiples of *step*: with one unit for all, so that they compare at a glance."""
    if unit == "number":
        return lambda value: counted(value, _places(step))
    if step < 1:
        return duration
    size, name = next((size, name) for size, name in UNITS if step % size == 0)
    return lambda value: f"{counted(value / size)} {name}"


def _places(step: float) -> int:
    """Return the decimals that tell the multiples of *step* apart."""
    return max(0, -floor(log10(step)))


def _short(value: float) -> str:
    """Return a number of a logarithmic axis with the decimals that it has."""
    return counted(value, _places(value)) if value > 0 else counted(value)
