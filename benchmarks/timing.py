"""Interleaved timing: the ratio of two tasks is measured in pairs, and the median pair counts.

On a shared machine a single time says little: load moves it by whole factors. Two tasks timed one right after the other
suffer the same load, so that their ratio stays put. The order within the pair alternates. What runs in this process is
measured in its own processor time, which doesn't count while others run; other processes are measured by the clock.
"""

import gc
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, Final, TypeAlias

Task: TypeAlias = Callable[[], object]
Clock: TypeAlias = Callable[[], float]

SAMPLE_SECONDS: Final = 0.002
"""How long one sample should take: far above the clock's grain, and below a scheduler's time slice."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median ratio over all pairs, and between which values the middle half of them lies."""

    median: float
    low: float
    high: float
    pairs: int

    @classmethod
    def of(cls, ratios: list[float]) -> "Ratio":
        """Sum up the pairs."""
        low, _, high = quantiles(ratios, n=4)
        return cls(median(ratios), low, high, len(ratios))


def over(function: Callable[..., object], *columns: Sequence[Any]) -> Task:
    """A task that calls the function once per row; `map` and `deque` loop in C and add next to nothing."""
    return lambda: deque(map(function, *columns), maxlen=0)


def ratio(ours: Task, theirs: Task, *, pairs: int, clock: Clock = process_time) -> Ratio:
    """How long one call of `ours` takes, in calls of `theirs`."""
    ours_calls, theirs_calls = _calls(ours, clock), _calls(theirs, clock)
    # The collector stays on, as in real use, but needn't look at what other measurements left behind.
    gc.collect()
    gc.freeze()
    ratios: list[float] = []
    for number in range(pairs):
        if number % 2:
            second = _seconds(theirs, theirs_calls, clock)
            first = _seconds(ours, ours_calls, clock)
        else:
            first = _seconds(ours, ours_calls, clock)
            second = _seconds(theirs, theirs_calls, clock)
        ratios.append(first / second)
    gc.unfreeze()
    return Ratio.of(ratios)


def difference(ours: Task, theirs: Task, *, pairs: int) -> tuple[float, float]:
    """By how many seconds `ours` takes longer by the clock, and how long `theirs` takes: to report, not to assert."""
    times = [(_seconds(ours, 1, perf_counter), _seconds(theirs, 1, perf_counter)) for _ in range(pairs)]
    return median(first - second for first, second in times), median(second for _, second in times)


def _calls(task: Task, clock: Clock) -> int:
    """How many calls fill a sample; the task is warm afterwards."""
    calls = 1
    while (taken := _seconds(task, calls, clock) * calls) < SAMPLE_SECONDS / 2:
        calls = max(calls * 2, int(calls * SAMPLE_SECONDS / max(taken, 1e-7) / 2))
    return max(1, round(calls * SAMPLE_SECONDS / taken))


def _seconds(task: Task, calls: int, clock: Clock) -> float:
    started = clock()
    for _ in repeat(None, calls):
        task()
    return (clock() - started) / calls
