"""What routing looks like to a person: a row for each message, and what the whole comes to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from snsfilter import Explanation, FilterReason
from snsfilter.cli.writing import one_line, print_text
from snsfilter.plaintext import numbered
from snsfilter.topic.counts import DELIVERED, PUBLISHED
from snsfilter.topic.reasons import FILTERED_OUT

__all__ = ["Routed", "narrow_table", "print_rich", "print_summary", "print_table", "print_why_not"]

_NOBODY: Final = "(nobody)"
_MARGINS: Final = 6  # between three columns
_PIECE: Final = 200  # rows that are laid out at a time
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Routed:
    """Which subscriptions receive a message; with the line that it stood on, and what to call it.

    *why_not* says of the others, by name, why they don't, and *reasons* as what SNS counts that, if it was asked.
    """

    line: int
    label: str
    subject: str | None
    received_by: tuple[str, ...]
    why_not: Mapping[str, Explanation] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Widths:
    """How wide each column is; fixed beforehand, so that a long table is printed piece by piece."""

    line: int
    label: int
    receivers: int


def print_table(rows: Sequence[Routed]) -> None:
    """Print who receives what, as wide as the terminal.

    The names of the receivers are the answer: they have at least half the width before they wrap, and a message's label
    is cut to what they leave.
    """
    console = Console(highlight=False)
    widths = _widths(rows, console.width)
    for start in range(0, len(rows), _PIECE):
        table = _table(rows[start : start + _PIECE], widths, header=start == 0)
        print_rich(table, console)
    if rows:
        print_text("\n")


def print_rich(table: Table, console: Console | None = None) -> None:
    """Print a table as wide as the terminal, without spaces at the ends of its lines."""
    console = console or Console(highlight=False)
    with console.capture() as printed:
        console.print(table)
    print_text("".join(f"{line.rstrip()}\n" for line in printed.get().splitlines()))


def narrow_table(*, header: bool = True) -> Table:
    """Return a table in the one style that the commands have."""
    return Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, show_header=header)


def print_why_not(rows: Sequence[Routed]) -> None:
    """Print, a line for each message and subscription, why it isn't received."""
    lines = [
        f"Line {row.line}, {one_line(name)}: {explained.summary}\n"
        for row in rows
        for name, explained in row.why_not.items()
    ]
    if lines:
        print_text("".join([*lines, "\n"]))


def print_outcomes(rows: Sequence[Routed], pending: Sequence[str]) -> None:
    """Print, a line for each message and subscription, for what reason it is filtered out; and who is *pending*."""
    lines = [
        f"Line {row.line}, {one_line(name)}: filtered out, {reason}\n"
        for row in rows
        for name, reason in row.reasons.items()
    ] + [f"{one_line(name)}: receives nothing before it is confirmed\n" for name in pending]
    if lines:
        print_text("".join([*lines, "\n"]))


def count(counts: Counter[str], row: Routed) -> None:
    """Count what SNS would count of a message, if every endpoint takes what it is sent."""
    counts[PUBLISHED] += 1
    counts[DELIVERED] += len(row.received_by)
    counts[FILTERED_OUT] += len(row.reasons)
    for reason in row.reasons.values():
        counts[FilterReason(reason).metric] += 1


def print_metrics(rows: Sequence[Routed]) -> None:
    """Print what SNS would count of all messages, a metric on each line."""
    counts: Counter[str] = Counter()
    for row in rows:
        count(counts, row)
    width = max(map(len, counts), default=0)
    lines = [f"{name:{width}} {number:12,}\n" for name, number in counts.items()]
    if lines:
        print_text("".join(["\n", *lines]))


def _widths(rows: Sequence[Routed], available: int) -> _Widths:
    line = _widest(["Line", *(str(row.line) for row in rows)])
    label = _widest(["Message", *(row.label for row in rows)])
    receivers = _widest(["Received by", *map(_receivers, rows)])
    room = max(available - line - _MARGINS, 2)
    receivers = min(receivers, room - min(room * 2 // 5, label))
    return _Widths(line, min(label, room - receivers), receivers)


def _widest(texts: Sequence[str]) -> int:
    return max(map(cell_len, texts))


def _receivers(row: Routed) -> str:
    return ", ".join(map(one_line, row.received_by)) or _NOBODY


def _table(rows: Sequence[Routed], widths: _Widths, *, header: bool) -> Table:
    table = narrow_table(header=header)
    table.add_column("Line", justify="right", width=widths.line)
    table.add_column("Message", width=widths.label, no_wrap=True, overflow="ellipsis")
    table.add_column("Received by", width=widths.receivers, overflow="fold")
    for row in rows:
        receivers = Text(_receivers(row), style="green" if row.received_by else "yellow")
        table.add_row(str(row.line), Text(row.label), receivers)
    return table


def print_summary(rows: Sequence[Routed], names: Sequence[str]) -> None:
    """Print the counts, and on lines of their own the messages and the subscriptions that were left out."""
    received = Counter(name for row in rows for name in row.received_by)
    counts = (
        f"{numbered(len(rows), 'message')}, {numbered(len(names), 'subscription')}: "
        f"{numbered(received.total(), 'delivery', 'deliveries')}{_each(rows)}\n"
    )
    lost = [f"line {row.line}" for row in rows if not row.received_by]
    idle = [one_line(name) for name in names if not received[name]] if rows else []
    print_text(counts + _left_out("Received by nobody", lost) + _left_out("Received nothing", idle))


def _each(rows: Sequence[Routed]) -> str:
    return ", each message to exactly one" if len(rows) > 1 and all(len(row.received_by) == 1 for row in rows) else ""


def _left_out(what: str, which: Sequence[str]) -> str:
    if not which:
        return ""
    rest = f" and {len(which) - _NAMED} more" if len(which) > _NAMED else ""
    return f"{what}: {', '.join(which[:_NAMED])}{rest}\n"
