"""A plot as SVG: lines with their names beside them or, where that leaves too little room, above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from snsfilter.charts.frames import CELL, LINE, Frame, write
from snsfilter.charts.lettering import cells, fitted, spread
from snsfilter.charts.markup import element, path, text_of
from snsfilter.charts.style import colour, dashes, mark
from snsfilter.charts.tracing import stepped, thinned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from snsfilter.charts.pictures import Line, Plot, Point

__all__ = ["draw_plot", "legend_height", "plot_height", "room_beside", "room_for_ticks"]

_HEIGHT: Final = 240
_SWATCH: Final = 34
"""Pixels of a piece of the line before its name."""
_APART: Final = 9
"""Pixels from one mark of a line to the next, at least."""


def plot_height(plot: Plot) -> float:
    """Return the height of the frame, in which the names of all lines have room."""
    return max(_HEIGHT, LINE * (len(plot.lines) - 1))


def room_for_ticks(plot: Plot) -> float:
    """Return the pixels that the labels of the vertical axis need."""
    return 8 + CELL * max(
        (cells(tick.label) for tick in plot.y.ticks(plot_height(plot), lambda _: 2 * LINE)), default=0
    )


def room_beside(plot: Plot) -> float:
    """Return the pixels that the names of the lines need at their right."""
    return max((_needs(line) for line in plot.lines if line.name), default=0)


def _needs(line: Line) -> float:
    return _SWATCH + 20 + CELL * cells(line.name) * (1.08 if line.strong else 1)


def legend_height(plot: Plot, width: float) -> float:
    """Return the height of the names of the lines, above the plot."""
    return LINE * len(_rows(plot.lines, width)) + 4


def _rows(lines: Sequence[Line], width: float) -> list[list[int]]:
    """Return the numbers of the lines whose names go into each row of a legend."""
    rows: list[list[int]] = [[]]
    left = width
    for number, line in enumerate(lines):
        if rows[-1] and _needs(line) > left:
            rows.append([])
            left = width
        rows[-1].append(number)
        left -= _needs(line)
    return rows


def draw_plot(plot: Plot, frame: Frame, *, labelled: bool, beside: float) -> list[str]:
    """Return a plot; *beside* is the room for names at its right, or 0 where they stand above it."""
    parts = [*frame.grid_x(plot.x, labelled=labelled), *frame.grid_y(plot.y)]
    ends: list[float] = []
    for number, line in enumerate(plot.lines):
        shares = [(plot.x.share(x), plot.y.share(y)) for x, y in line.points]
        points = [_placed(each, frame) for each in thinned(shares, round(frame.width))]
        parts += _line(number, line, points, frame)
        ends.append(points[-1][1] if points else frame.bottom)
    if beside:
        places = spread(_in_order(plot, ends), LINE, max(frame.bottom, frame.top + LINE * (len(ends) - 1)))
        for number, (line, y) in enumerate(zip(plot.lines, places, strict=True)):
            parts += _name(number, line, frame.right + 16, y, beside - 16)
    else:
        parts += _legend(plot, frame)
    return parts


def _placed(share: Point, frame: Frame) -> Point:
    return frame.left + share[0] * frame.width, frame.bottom - share[1] * frame.height


def _in_order(plot: Plot, ends: Sequence[float]) -> list[float]:
    """Return the heights of the ends, those that coincide set apart by what leads to them: the lower, the lower."""
    before = [[round(plot.y.share(y), 4) for _, y in reversed(line.points)] for line in plot.lines]
    order = sorted(range(len(ends)), key=lambda number: before[number], reverse=True)
    return [end + order.index(number) / 1000 for number, end in enumerate(ends)]


def _line(number: int, line: Line, points: list[Point], frame: Frame) -> list[str]:
    corners = points if line.shape == "line" else stepped(points)
    kind = f"line {colour(number)}{' strong' if line.strong else ''}"
    parts = [element("title", text_of(line.name))] if line.name else []
    if line.shape == "area":
        parts.append(element("path", class_=f"area {colour(number)}", d=path(corners, to=frame.bottom)))
    parts.append(element("path", class_=kind, stroke_dasharray=dashes(number), d=path(corners)))
    if _has_marks(line):
        parts += [mark(number, *point) for point in _apart(points)]
    return [element("g", *parts)]


def _has_marks(line: Line) -> bool:
    return line.marked or len(line.points) == 1  # one point alone makes no line


def _apart(points: Sequence[Point]) -> Iterator[Point]:
    """Yield the points that are far enough from the one before for marks of their own."""
    x = y = -float(_APART)
    for point in points:
        if max(abs(point[0] - x), abs(point[1] - y)) >= _APART:
            yield point
            x, y = point


def _name(number: int, line: Line, x: float, y: float, room: float) -> list[str]:
    """Return the name of a line, after a piece of it; *y* is the middle of both."""
    if not line.name:
        return []
    kind = f"line {colour(number)}{' strong' if line.strong else ''}"
    piece = element("path", class_=kind, stroke_dasharray=dashes(number), d=path([(x, y), (x + _SWATCH - 8, y)]))
    marks = [mark(number, x + (_SWATCH - 8) / 2, y)] if _has_marks(line) else []
    text = fitted(line.name, int((room - _SWATCH) / CELL))
    return [piece, *marks, write(text, x + _SWATCH, y + 4.5, "strong" if line.strong else None)]


def _legend(plot: Plot, frame: Frame) -> list[str]:
    parts: list[str] = []
    rows = _rows(plot.lines, frame.width)
    y = frame.top - legend_height(plot, frame.width) + LINE / 2
    for row in rows:
        x = frame.left
        for number in row:
            parts += _name(number, plot.lines[number], x, y, frame.right - x)
            x += _needs(plot.lines[number])
        y += LINE
    return parts
