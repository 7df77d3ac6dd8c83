"""A timeline as SVG: rows of bars that say what they are, and of marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from snsfilter.charts.frames import CELL, Frame, write
from snsfilter.charts.lettering import cells, fitted, widest
from snsfilter.charts.markup import element, text_of
from snsfilter.charts.style import SIGNS, colour, pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from snsfilter.charts.pictures import Bar, Mark, Row, Sign, Timeline

__all__ = ["draw_timeline", "room_for_names", "timeline_height"]

_ROW: Final = 34
_BAR: Final = 22
_GAP: Final = 14
"""Pixels between the name of a row and the first mark that there can be."""
_THINNEST: Final = 3
"""Pixels of a bar without length."""
_NEAREST: Final[dict[Sign, float]] = {"tick": 1, "cross": 4, "dot": 4, "ring": 4}
"""Pixels from a mark to the next of its kind: those that are nearer look like one."""


def timeline_height(timeline: Timeline) -> float:
    """Return the height of the frame."""
    return _ROW * max(len(timeline.rows), 1)


def room_for_names(timeline: Timeline) -> float:
    """Return the pixels that the names of the rows need."""
    return _GAP + CELL * max((cells(row.name) for row in timeline.rows), default=0)


def draw_timeline(timeline: Timeline, frame: Frame, *, labelled: bool) -> list[str]:
    """Return a timeline, each of its rows with its name to the left."""
    parts = frame.grid_x(timeline.x, labelled=labelled)
    for number, row in enumerate(timeline.rows):
        middle = frame.top + _ROW * (number + 0.5)
        name = fitted(row.name, int((frame.left - _GAP - 4) / CELL))
        parts += [write(name, frame.left - _GAP, middle + 4.5, None, "end"), *_row(row, timeline, frame, middle)]
    return parts


def _row(row: Row, timeline: Timeline, frame: Frame, middle: float) -> Iterator[str]:
    spans = [_span(bar, timeline, frame) for bar in row.bars]
    for bar, (start, end) in zip(row.bars, spans, strict=True):
        box = element(
            "rect",
            element("title", text_of(bar.label)),
            class_=f"bar {colour(bar.style)}",
            style=f"fill: {pattern(bar.style)}",
            x=start,
            y=middle - _BAR / 2,
            width=end - start,
            height=_BAR,
        )
        yield box
    last: Mark | None = None
    for mark in row.marks:
        x = frame.x(timeline.x, mark.at)
        if last is None or mark.sign != last.sign or x - frame.x(timeline.x, last.at) >= _NEAREST[mark.sign]:
            yield _mark(mark, x, middle)
            last = mark
    marks = [frame.x(timeline.x, mark.at) for mark in row.marks]
    for number, bar in enumerate(row.bars):
        after = spans[number + 1][0] if number + 1 < len(spans) else frame.right
        before = spans[number - 1][1] if number else frame.left
        yield from _label(bar, spans[number], (before, after), marks, middle)


def _span(bar: Bar, timeline: Timeline, frame: Frame) -> tuple[float, float]:
    start, end = frame.x(timeline.x, bar.start), frame.x(timeline.x, bar.end)
    return min(start, frame.right - _THINNEST), max(end, start + _THINNEST)


def _mark(mark: Mark, x: float, y: float) -> str:
    title = [element("title", text_of(mark.label))] if mark.label else []
    return element(
        "path", *title, class_=f"sign {mark.sign}", d=SIGNS[mark.sign], transform=f"translate({x:.1f} {y:.1f})"
    )


def _label(
    bar: Bar, span: tuple[float, float], free: tuple[float, float], marks: Sequence[float], middle: float
) -> list[str]:
    """Return what a bar is: after it, before it or in it, where there is room; else it is in the title only."""
    needs = CELL * cells(bar.label) + 8
    start, end = span
    y = middle + 4.5
    if free[1] - end >= needs:
        return [write(bar.label, end + 7, y, "halo")]
    if start - free[0] >= needs:
        return [write(bar.label, start - 7, y, "halo", "end")]
    low, high = widest([start, *sorted(mark for mark in marks if start < mark < end), end])
    if high - low < needs:
        low, high = span  # then it covers marks
    return [write(bar.label, (low + high) / 2, y, "halo", "middle")] if high - low >= needs else []
