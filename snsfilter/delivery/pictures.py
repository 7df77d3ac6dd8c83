"""What schedules look like: the phases over time, and how the delays grow.

A schedule of 100,015 retries is drawn as fast as one of 10: a phase whose delays are alike is its two ends, and of any
other long phase only so many retries are looked at as a picture can show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, overload

from snsfilter.charts import Axis, Bar, Line, Mark, Panel, Picture, Plot, Row, Timeline, counted, duration
from snsfilter.plaintext import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from snsfilter.delivery.phases import Retry, SchedulePhase

__all__ = ["Retries", "comparison", "picture", "retries_over", "spaced", "time_axis"]

_LOOKED_AT: Final = 200
"""The retries of a phase of different delays that a picture shows at most."""
_MARKED: Final = 100
"""The retries of a phase that have marks of their own: as many as a delivery policy can have."""
_LONG: Final = 1000
"""From this ratio of the longest to the shortest on, an axis is logarithmic."""
_APART: Final = 10
"""From this ratio of the longest delays of two schedules on, their axis is logarithmic."""


class Retries(Protocol):
    """What a picture needs of a schedule."""

    @property
    def phases(self) -> Sequence[SchedulePhase]:
        """The phases in order."""
        ...

    @property
    def total_delay(self) -> float:
        """All delays together, in seconds."""
        ...

    def __len__(self) -> int:
        """Return how many retries there are."""
        ...

    @overload
    def __getitem__(self, index: int, /) -> Retry: ...
    @overload
    def __getitem__(self, index: slice, /) -> Sequence[Retry]: ...


def retries_over(schedule: Retries) -> str:
    """Say how many retries there are and how long they take: ``10 retries over 4 min``."""
    if not schedule:
        return "no retry"
    return f"{numbered(len(schedule), 'retry', 'retries')} over {duration(schedule.total_delay)}"


def spaced(phase: SchedulePhase) -> str:
    """Say how many retries a phase has, and how far apart: ``7 × 30 s``, ``10 from 1 s to 20 s``."""
    first, last = duration(phase.first_delay), duration(phase.last_delay)
    if not phase.total_delay:
        return f"{counted(phase.count)} at once"
    return f"{counted(phase.count)} × {first}" if first == last else f"{counted(phase.count)} from {first} to {last}"


def picture(schedule: Retries, title: str = "") -> Picture:
    """Describe one schedule: its phases as a timeline, and below it the delay that SNS waits for at each time."""
    axis = _time_axis([schedule])
    phases = [phase for phase in schedule.phases if phase.count]
    rows: list[Row] = []
    elapsed = 0.0
    for number, phase in enumerate(phases):
        bar = Bar(elapsed, elapsed + phase.total_delay, spaced(phase), number)
        rows.append(Row(phase.phase, [bar], list(_marks(schedule, phase))))
        elapsed += phase.total_delay
    said = [f"{phase.phase}: {spaced(phase)}" for phase in phases]
    what = _capital(retries_over(schedule))
    panels: list[Panel] = [Timeline(axis, rows or [Row("no retry")])]
    if schedule.total_delay:
        delays = Line("", list(_waits(schedule)), "area")
        panels.append(Plot(axis, Axis("delay before the next attempt", 0, _greatest([delays]), "seconds"), [delays]))
    return Picture(title or what, f"{'; '.join([what, *said])}.", panels)


def comparison(schedules: Mapping[str, Retries], title: str = "") -> Picture:
    """Describe several schedules: the delay before each retry, and below it when each retry is sent."""
    lines = [
        Line(name, [(retry.number, retry.delay) for retry in _seen(schedule)], marked=len(schedule) <= _MARKED)
        for name, schedule in schedules.items()
    ]
    most = max(map(len, schedules.values()))
    rows = [
        Row(
            name,
            [Bar(0, schedule.total_delay, "" if schedule else "no retry", number)],
            [mark for phase in schedule.phases for mark in _marks(schedule, phase)],
        )
        for number, (name, schedule) in enumerate(schedules.items())
    ]
    said = "; ".join(f"{name}: {retries_over(schedule)}" for name, schedule in schedules.items())
    return Picture(
        title or f"When SNS tries again: {', '.join(schedules)}",
        f"{_capital(said)}.",
        [
            Plot(
                Axis("number of the retry", 1, max(most, 2), log=most > _LONG),
                _delay_axis(lines),
                lines,
            ),
            Timeline(_time_axis(schedules.values()), rows, "When each retry is sent"),
        ],
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _time_axis(schedules: Iterable[Retries]) -> Axis:
    schedules = list(schedules)
    ends = (delay for each in schedules for phase in each.phases for delay in (phase.first_delay, phase.last_delay))
    return time_axis(max(schedule.total_delay for schedule in schedules), ends)


def time_axis(longest: float, gaps: Iterable[float], title: str = "time since the first failure") -> Axis:
    """Return an axis of seconds on which the shortest of the gaps between retries is seen as well as the longest time.

    Less than a second, the shortest delay of SNS but none, isn't told apart: only jitter makes it so short.
    """
    least = max(min(filter(None, gaps), default=1), 1)
    return Axis(title, 0, longest, "seconds", log=longest > _LONG * least, least=least)


def _delay_axis(lines: Sequence[Line]) -> Axis:
    """Return an axis of delays on which short ones are seen beside those of another schedule."""
    greatest = [_greatest([line]) for line in lines]
    least = min((delay for line in lines for _, delay in line.points if delay), default=1)
    apart = max(greatest) > _APART * min(filter(None, greatest), default=1)
    return Axis("delay before the retry", 0, max(greatest), "seconds", log=apart, least=least)


def _greatest(lines: Iterable[Line]) -> float:
    return max((delay for line in lines for _, delay in line.points), default=0)


def _marks(schedule: Retries, phase: SchedulePhase) -> Iterator[Mark]:
    """Yield a mark for each retry of a phase, unless they are so many that its bar says it better."""
    if phase.count <= _MARKED:
        for retry in schedule[phase.start : phase.start + phase.count]:
            yield Mark(retry.since_first_failure)


def _seen(schedule: Retries) -> Iterator[Retry]:
    """Yield the retries that a picture shows, in order: of a short phase all, of a long one some, with both ends."""
    for phase in schedule.phases:
        last = phase.count - 1
        for step in range(min(phase.count, _LOOKED_AT)):
            yield schedule[phase.start + (step if last < _LOOKED_AT else last * step // (_LOOKED_AT - 1))]


def _waits(schedule: Retries) -> Iterator[tuple[float, float]]:
    """Yield when SNS begins to wait for a delay, and the delay, in seconds; at the end, when the last one is over."""
    for retry in _seen(schedule):
        yield retry.since_first_failure - retry.delay, retry.delay
    yield schedule.total_delay, schedule[-1].delay
