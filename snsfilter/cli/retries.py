"""What schedules and simulations look like to a person: tables, in which retries that are alike share a row."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from rich.table import Table
from rich.text import Text

from snsfilter import RetrySchedule
from snsfilter.charts import counted, duration
from snsfilter.cli.table import narrow_table, print_rich
from snsfilter.cli.writing import one_line, print_text
from snsfilter.delivery.attempts import Attempt, Fate
from snsfilter.delivery.outcome import Timeline
from snsfilter.delivery.phases import Retry
from snsfilter.delivery.simulated import said

__all__ = ["Run", "print_attempts", "print_comparison", "print_retries", "runs"]

_FIRST: Final = 30
_LAST: Final = 5
"""The attempts at the beginning and at the end that are shown of very many."""
_STYLES: Final = {Fate.DELIVERED: "green", Fate.REDRIVEN: "yellow", Fate.LOST: "red"}


class Run(NamedTuple):
    """Retries of one phase that have the same delay, from the first to the last."""

    first: Retry
    last: Retry


def runs(schedule: RetrySchedule) -> Iterator[Run]:
    """Yield the retries of a schedule, those that are alike together: few, however many retries there are."""
    for phase in schedule.phases:
        if not phase.count:
            continue
        end = phase.start + phase.count
        if phase.first_delay == phase.last_delay:  # delays don't decrease within a phase
            yield Run(schedule[phase.start], schedule[end - 1])
            continue
        for _, alike in groupby(schedule[phase.start : end], key=lambda retry: retry.delay):
            retries = list(alike)
            yield Run(retries[0], retries[-1])


def print_retries(schedule: RetrySchedule) -> None:
    """Print each retry with its delay and how long after the first failure it comes."""
    table = narrow_table()
    table.add_column("Retry", justify="right")
    table.add_column("Phase")
    table.add_column("Delay", justify="right")
    table.add_column("Since the first failure")
    for first, last in runs(schedule):
        numbers = _span(counted(first.number), counted(last.number))
        since = _span(duration(first.since_first_failure), duration(last.since_first_failure))
        table.add_row(numbers, first.phase, duration(first.delay), since)
    if table.row_count:
        print_text("\n")
        print_rich(table)


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first} to {last}"


def print_attempts(timeline: Timeline) -> None:
    """Print the attempts of a simulation: when each is sent, what comes back, and what SNS does then."""
    table = narrow_table()
    table.add_column("Attempt", justify="right")
    table.add_column("Sent at", justify="right")
    table.add_column("Answer")
    table.add_column("Then")
    attempts = timeline.attempts
    hidden = len(attempts) - _FIRST - _LAST
    for attempt in attempts[:_FIRST] if hidden > 1 else attempts:
        _add_attempt(table, attempt, timeline)
    if hidden > 1:
        table.add_row("", "", "", f"{counted(hidden)} more")
        for attempt in attempts[-_LAST:]:
            _add_attempt(table, attempt, timeline)
    print_rich(table)


def _add_attempt(table: Table, attempt: Attempt, timeline: Timeline) -> None:
    if attempt.next_due is not None:
        delay = attempt.next_due - attempt.ended
        then = Text(f"retried after {duration(delay)}" if delay else "retried at once")
    else:
        then = Text(str(timeline.ending), style=_STYLES[timeline.fate])
    answer = str(attempt.response.outcome)
    if attempt.response.seconds:
        answer += f" after {duration(attempt.response.seconds)}"
    table.add_row(counted(attempt.retry + 1), duration(attempt.sent), answer, then)


def print_comparison(schedules: Mapping[str, RetrySchedule], simulated: Mapping[str, Timeline]) -> None:
    """Print a row for each schedule: how many retries, how far apart, how long; and what became of the message."""
    table = narrow_table()
    table.add_column("Schedule", overflow="fold")
    for title in ("Retries", "Over") if simulated else ("Retries", "Over", "First delay", "Longest"):
        table.add_column(title, justify="right")
    if simulated:
        table.add_column("Simulated", overflow="fold")
    for name, schedule in schedules.items():
        row: list[str | Text] = [Text(one_line(name)), counted(len(schedule)), duration(schedule.total_delay)]
        if simulated:
            row.append(Text(said(simulated[name]), style=_STYLES[simulated[name].fate]))
        else:
            row += _delays(schedule)
        table.add_row(*row)
    print_rich(table)


def _delays(schedule: RetrySchedule) -> Sequence[str]:
    """Return the first delay and the longest one."""
    phases = [phase for phase in schedule.phases if phase.count]
    if not phases:
        return ["-", "-"]
    return [duration(phases[0].first_delay), duration(max(phase.last_delay for phase in phases))]
