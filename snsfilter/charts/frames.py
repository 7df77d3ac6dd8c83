"""Where on the page a panel stands, and the axes around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snsfilter.charts.lettering import cells, fitted
from snsfilter.charts.markup import element, text_of

if TYPE_CHECKING:
    from snsfilter.charts.axes import Axis

__all__ = ["CELL", "LINE", "Frame", "write"]

CELL: Final = 7.6
"""Pixels that a character takes at most, on the average, in the fonts that `system-ui` may be."""
LINE: Final = 18
"""Pixels from one line of text to the next."""
_BETWEEN: Final = 14
"""Pixels between the labels of ticks."""


def write(text: str, x: float, y: float, class_: str | None = None, anchor: str | None = None) -> str:
    """Return a line of text whose base stands at *y*."""
    return element("text", text_of(text), x=x, y=y, class_=class_, text_anchor=anchor)


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle within the axes of a panel, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where its horizontal axis stands."""
        return self.top + self.height

    def x(self, axis: Axis, value: float) -> float:
        """Return where a value of the horizontal axis stands."""
        return self.left + axis.share(value) * self.width

    def grid_x(self, axis: Axis, *, labelled: bool) -> list[str]:
        """Return the ticks of the horizontal axis, and below it, if that is wanted, what they are."""
        parts: list[str] = []
        for tick in axis.ticks(self.width, lambda label: cells(label) * CELL + _BETWEEN):
            x = self.left + tick.share * self.width
            parts.append(element("line", class_="grid", x1=x, x2=x, y1=self.top, y2=self.bottom))
            if labelled:
                parts.append(write(tick.label, x, self.bottom + LINE, "quiet", "middle"))
        base = element("line", class_="base", x1=self.left, x2=self.right, y1=self.bottom, y2=self.bottom)
        if labelled and axis.title:
            parts.append(self._title_x(axis.title))
        return [*parts, base]

    def _title_x(self, title: str) -> str:
        """Return what the horizontal axis counts: below its middle, or below its end if it is longer than the axis."""
        y = self.bottom + 2.2 * LINE
        if cells(title) * CELL <= self.width:
            return write(title, self.left + self.width / 2, y, None, "middle")
        return write(fitted(title, int(self.right / CELL)), self.right, y, None, "end")

    def grid_y(self, axis: Axis) -> list[str]:
        """Return the ticks of the vertical axis, and to their left what they are."""
        parts: list[str] = []
        for tick in axis.ticks(self.height, lambda _: 2 * LINE):
            y = self.bottom - tick.share * self.height
            parts.append(element("line", class_="grid", x1=self.left, x2=self.right, y1=y, y2=y))
            parts.append(write(tick.label, self.left - 8, y + 4.5, "quiet", "end"))
        return parts
