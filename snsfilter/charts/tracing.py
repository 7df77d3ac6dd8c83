"""Points made ready for drawing: no more of them than can be told apart, and a line's value between them."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.charts.pictures import Point, Shape

__all__ = ["column_tops", "stepped", "thinned"]


def thinned(points: Sequence[Point], columns: int) -> list[Point]:
    """Return points that look the same on a picture: of each column the first, lowest, highest and last one.

    Args:
        points: shares of the picture's width and height, from 0 to 1.
        columns: the width of the picture, in what can be told apart.
    """
    if len(points) <= columns:
        return list(points)
    kept: list[Point] = []
    for _, group in groupby(points, key=lambda point: int(point[0] * columns)):
        column = list(group)
        inner = sorted(range(len(column)), key=lambda at: column[at][1])
        chosen = sorted({0, inner[0], inner[-1], len(column) - 1})
        kept += [column[at] for at in chosen]
    return kept


def stepped(points: Sequence[Point]) -> list[Point]:
    """Return the corners of a line that stays level until the next point."""
    corners: list[Point] = list(points[:1])
    for (_, level), (x, y) in pairwise(points):
        corners += [(x, level), (x, y)]
    return corners


def column_tops(points: Sequence[Point], shape: Shape, columns: int) -> list[float | None]:
    """Return how high each column stands, so that none is lower than a point in it; ``None`` beyond the line's ends.

    Args:
        points: shares of the picture's width and height, from 0 to 1.
        shape: how the line goes from point to point.
        columns: their number.
    """
    tops: list[float | None] = [_between(points, shape, (column + 0.5) / columns) for column in range(columns)]
    for x, y in points:
        column = min(int(x * columns), columns - 1)
        there = tops[column]
        tops[column] = y if there is None else max(y, there)
    return tops


def _between(points: Sequence[Point], shape: Shape, x: float) -> float | None:
    after = bisect_right(points, x, key=lambda point: point[0])
    if after == 0 or (after == len(points) and points[-1][0] < x):
        return None
    left, low = points[after - 1]
    if shape != "line" or after == len(points):
        return low
    right, high = points[after]
    return low + (high - low) * (x - left) / (right - left)
