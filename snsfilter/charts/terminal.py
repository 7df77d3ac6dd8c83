"""A picture as text for a terminal: columns of blocks and rows of bars, or the same in ASCII where there is no more.

Nothing depends on colours: several lines of one plot become several plots with the same axes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snsfilter.charts.lettering import cells, fitted, widest
from snsfilter.charts.pictures import Plot
from snsfilter.charts.tracing import column_tops
from snsfilter.plaintext import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from snsfilter.charts.axes import Axis
    from snsfilter.charts.pictures import Bar, Line, Panel, Picture, Row, Sign, Timeline

__all__ = ["ASCII", "BLOCKS", "Letters", "to_text"]

_TALL: Final = 9
_LOW: Final = 5
"""Rows of a plot of one line, and of each of several."""
_ROWS: Final = 1.5
"""Rows from one label to the next, at least: not every row has one."""
_FEWEST: Final = 12
"""Columns that a panel has at least."""


@dataclass(frozen=True, slots=True)
class Letters:
    """What a picture is made of."""

    levels: str
    """A column's last cell, from nearly empty to full."""
    bars: str
    """What the bars of each style are made of."""
    signs: Mapping[Sign, str]
    upright: str
    level: str
    corner: str
    tick_left: str
    tick_below: str
    ellipsis: str


BLOCKS: Final = Letters(
    "▁▂▃▄▅▆▇█", "█▓▒░▚▤", {"tick": "│", "cross": "×", "dot": "●", "ring": "○"}, "│", "─", "└", "┤", "┬", "…"
)
ASCII: Final = Letters(
    ".:#", "#=+-%o", {"tick": "|", "cross": "x", "dot": "*", "ring": "o"}, "|", "-", "+", "+", "+", "~"
)


def to_text(picture: Picture, width: int = 80, *, unicode: bool = True) -> str:
    """Return a picture as lines of text, of at most *width* cells each where that is 40 or more.

    Args:
        picture: what it shows.
        width: the cells of a line.
        unicode: whether block elements can be shown; else the picture itself is ASCII.
    """
    letters = BLOCKS if unicode else ASCII
    left = min(max((_room_left(panel) for panel in picture.panels), default=0), width // 3)
    page = _Page(letters, left, max(width - left - 2, _FEWEST))
    lines = [fitted(picture.title, width, letters.ellipsis)] if picture.title else []
    for number, panel in enumerate(picture.panels):
        labelled = number + 1 == len(picture.panels) or picture.panels[number + 1].x != panel.x
        lines += ["", *([fitted(panel.title, width, letters.ellipsis)] if panel.title else [])]
        lines += _plot(panel, page) if isinstance(panel, Plot) else _timeline(panel, page, labelled=labelled)
    text = "".join(f"{line.rstrip()}\n" for line in lines)
    return text if unicode else text.replace("×", "x")


def _room_left(panel: Panel) -> int:
    if isinstance(panel, Plot):
        rows = _TALL if len(panel.lines) == 1 else _LOW
        return max((cells(tick.label) for tick in panel.y.ticks(rows - 1, lambda _: _ROWS)), default=0)
    return max((cells(row.name) for row in panel.rows), default=0)


@dataclass(frozen=True, slots=True)
class _Page:
    """The letters, and the cells to the left of the vertical axes and to their right."""

    letters: Letters
    left: int
    columns: int

    @property
    def width(self) -> int:
        """The cells of a line."""
        return self.left + 2 + self.columns

    def row(self, name: str, axis: str, content: str) -> str:
        """Return a row with what stands to its left."""
        name = fitted(name, self.left, self.letters.ellipsis)
        return f"{' ' * (self.left - cells(name))}{name} {axis}{content}"

    def x_axis(self, axis: Axis) -> Iterator[str]:
        """Yield the horizontal axis, its labels and what they are."""
        line = [self.letters.level] * self.columns
        labels = ""
        for tick in axis.ticks(self.columns - 1, lambda label: cells(label) + 2):
            column = round(tick.share * (self.columns - 1))
            line[column] = self.letters.tick_below
            size = cells(tick.label)
            # Labels stand below their ticks, and none beyond the edge of the page.
            start = max(min(self.left + 2 + column - size // 2, self.width - size), 0)
            if start >= cells(labels) + bool(labels):
                labels += " " * (start - cells(labels)) + tick.label
        yield self.row("", self.letters.corner, "".join(line))
        yield labels
        if axis.title:
            yield " " * (self.left + 2) + fitted(axis.title, self.columns, self.letters.ellipsis).center(self.columns)


# ------------------------------------------------------------------------------------------------------------- plots


def _plot(plot: Plot, page: _Page) -> Iterator[str]:
    rows = _TALL if len(plot.lines) == 1 else _LOW
    if plot.y.title:
        yield fitted(plot.y.title, page.width, page.letters.ellipsis)
    for line in plot.lines:
        if len(plot.lines) > 1:
            yield page.row("", " ", fitted(line.name, page.columns, page.letters.ellipsis))
        yield from _columns(line, plot, page, rows)
    if plot.lines:
        yield from page.x_axis(plot.x)


def _columns(line: Line, plot: Plot, page: _Page, rows: int) -> Iterator[str]:
    letters = page.letters
    shares = [(plot.x.share(x), plot.y.share(y)) for x, y in line.points]
    tops = column_tops(shares, line.shape, page.columns)
    levels = [None if top is None else max(round(top * rows * len(letters.levels)), 1) for top in tops]
    names = {min(int(tick.share * rows), rows - 1): tick.label for tick in plot.y.ticks(rows - 1, lambda _: _ROWS)}
    for row in reversed(range(rows)):
        content = "".join(_cell(level, row, letters.levels) for level in levels)
        yield page.row(names.get(row, ""), letters.tick_left if row in names else letters.upright, content)


def _cell(level: int | None, row: int, levels: str) -> str:
    """Return the cell in a row of a column that is *level* eighths high, or as many parts as there are levels."""
    filled = 0 if level is None else min(level - row * len(levels), len(levels))
    return levels[filled - 1] if filled > 0 else " "


# --------------------------------------------------------------------------------------------------------- timelines


def _timeline(timeline: Timeline, page: _Page, *, labelled: bool) -> Iterator[str]:
    for row in timeline.rows:
        yield page.row(row.name, page.letters.upright, "".join(_row(row, timeline.x, page)))
    if labelled:
        yield from page.x_axis(timeline.x)


def _row(row: Row, axis: Axis, page: _Page) -> list[str]:
    """Return the cells of a row: bars, the marks on them, and what the bars are wherever there is room."""
    found = [" "] * page.columns
    for bar in row.bars:
        letter = page.letters.bars[bar.style % len(page.letters.bars)]
        start, end = _span(bar, axis, page)
        found[start:end] = letter * (end - start)
    marks = sorted({_column(mark.at, axis, page) for mark in row.marks})
    for mark in row.marks:
        found[_column(mark.at, axis, page)] = page.letters.signs[mark.sign]
    free = [each == " " for each in found]
    for bar in row.bars:
        _write(found, free, bar, _span(bar, axis, page), marks)
    return found


def _column(value: float, axis: Axis, page: _Page) -> int:
    return round(axis.share(value) * (page.columns - 1))


def _span(bar: Bar, axis: Axis, page: _Page) -> tuple[int, int]:
    start = _column(bar.start, axis, page)
    return start, _column(bar.end, axis, page) + 1


def _write(found: list[str], free: list[bool], bar: Bar, span: tuple[int, int], marks: Sequence[int]) -> None:
    """Write what a bar is after it, before it or into it, where nothing else stands."""
    text = f" {printable(bar.label)} "
    size = cells(text)
    start, end = span
    if not bar.label:
        return
    if all(free[end : end + size]) and end + size <= len(free):
        at = end
    elif start >= size and all(free[start - size : start]):
        at = start - size
    elif end - start > size:
        low, high = widest([start - 1, *(mark for mark in marks if start <= mark < end), end])
        if high - low <= size:
            low, high = start - 1, end  # then it covers marks
        at = int(low + high + 1 - size) // 2
    else:
        return
    # A letter of two cells leaves nothing for the next one.
    written = [piece for each in text for piece in ([each, ""] if cells(each) == 2 else [each])]  # noqa: PLR2004 (the line above says it)
    found[at : at + size] = written
    free[at : at + size] = [False] * size
