"""A retry, the four phases of a schedule, and the delays of one phase: all alike, or each its own.

A delay is held as a whole number of ``2**-30`` seconds, about a nanosecond.  So the sum of any delays of a schedule
is exact, in whatever order they are added, and the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["TICKS", "Phase", "Retry", "SchedulePhase", "Steady", "Stretch", "Varying", "stretch"]

TICKS: Final = 2**30
"""How many of the smallest steps of time there are in a second.

``2**53`` of them, what a float counts exactly, are 97 days; SNS's longest schedule takes 23.
"""


class Phase(StrEnum):
    """A phase of a schedule, in SNS's words and order (*sns-message-delivery-retries*)."""

    IMMEDIATE = "immediate"
    PRE_BACKOFF = "pre-backoff"
    BACKOFF = "backoff"
    POST_BACKOFF = "post-backoff"


@dataclass(frozen=True, slots=True)
class Retry:
    """One more attempt at delivery, after the initial attempt has failed.

    Retries are equal if their number, phase and delay are.

    Attributes:
        number: which retry it is, from 1; the initial attempt is no retry.
        phase: the phase that it belongs to.
        delay: how long SNS waits before it once the attempt before has failed, in seconds.
        since_first_failure: how long after the failure of the initial attempt it comes if every attempt fails at once:
            all delays up to its own, in seconds.  What the attempts themselves take comes on top.
    """

    number: int
    phase: Phase
    delay: float
    since_first_failure: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class SchedulePhase:
    """A phase of a schedule, in sum.

    Attributes:
        phase: which of the four it is.
        count: how many retries it has.
        start: how many retries come before it, so that ``schedule[start : start + count]`` are its retries.
        first_delay: the delay before its first retry, in seconds; 0 if it has none.
        last_delay: the delay before its last retry, in seconds; 0 if it has none.
        total_delay: all its delays together, in seconds.
    """

    phase: Phase
    count: int
    start: int
    first_delay: float
    last_delay: float
    total_delay: float


@dataclass(frozen=True, slots=True)
class Steady:
    """The delays of a phase that are all alike."""

    phase: Phase
    count: int
    delay: float

    def delays(self) -> Iterable[float]:
        """Give the delays one after the other."""
        return repeat(self.delay, self.count)

    def delay_before(self, position: int) -> float:
        """Return the delay before the retry at *position* from 0."""
        del position
        return self.delay

    def elapsed(self, retries: int) -> float:
        """Return the sum of the delays of the first retries."""
        return self.delay * retries


@dataclass(frozen=True, slots=True)
class Varying:
    """The delays of a phase that are not all alike."""

    phase: Phase
    each: tuple[float, ...]
    sums: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Add up, so that every later question about sums takes constant time."""
        object.__setattr__(self, "sums", (0.0, *accumulate(self.each)))

    @property
    def count(self) -> int:
        """How many retries there are."""
        return len(self.each)

    def delays(self) -> Iterable[float]:
        """Give the delays one after the other."""
        return self.each

    def delay_before(self, position: int) -> float:
        """Return the delay before the retry at *position* from 0."""
        return self.each[position]

    def elapsed(self, retries: int) -> float:
        """Return the sum of the delays of the first retries."""
        return self.sums[retries]


Stretch: TypeAlias = Steady | Varying
"""A phase with all its delays."""


def stretch(phase: Phase, delays: Iterable[float]) -> Stretch:
    """Hold delays in seconds, to the nearest step of time, in the one form that there is for them."""
    each = tuple(round(delay * TICKS) / TICKS for delay in delays)
    if len(set(each)) <= 1:
        return Steady(phase, len(each), each[0] if each else 0.0)
    return Varying(phase, each)
