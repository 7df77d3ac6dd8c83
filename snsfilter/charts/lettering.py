"""Text in a picture: how much room it takes, and how labels keep out of each other's way."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

from snsfilter.plaintext import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["cells", "fitted", "spread", "widest"]


def cells(text: str) -> int:
    """Return the width of *text* in the cells of a terminal.

    >>> cells("naïve"), cells("料金")
    (5, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def fitted(text: str, room: int, ellipsis: str = "…") -> str:
    """Return *text* on one line, in at most *room* cells: of a longer one its beginning.

    >>> fitted("approval-asia-pacific", 12)
    'approval-as…'
    """
    text = printable(text)
    if cells(text) <= room:
        return text
    ends = accumulate(map(cells, text), initial=len(ellipsis) - room)
    return text[: sum(end <= 0 for end in ends) - 1] + ellipsis if room > 0 else ""


def widest(edges: Sequence[float]) -> tuple[float, float]:
    """Return the widest gap between neighbours, of values in order.

    >>> widest([0, 3, 9, 10])
    (3, 9)
    """
    return max(pairwise(edges), key=lambda gap: gap[1] - gap[0])


def spread(places: Sequence[float], gap: float, most: float) -> list[float]:
    """Move labels apart that would overlap, keeping their order and, where there is room, none beyond *most*.

    >>> spread([10, 12, 50], 16, 60)
    [10, 26, 50]
    >>> spread([50, 58], 16, 60)
    [44, 60]
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    placed = list(places)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + gap)
    for after in reversed(order):
        placed[after] = min(placed[after], most)
        most = placed[after] - gap
    return placed
