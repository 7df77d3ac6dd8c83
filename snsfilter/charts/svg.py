"""A picture as SVG: one file for light and dark, with its text alternative, without scripts and without fetches."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from snsfilter.charts.frames import CELL, LINE, Frame, write
from snsfilter.charts.lettering import fitted
from snsfilter.charts.markup import element, text_of
from snsfilter.charts.numbers import rounded
from snsfilter.charts.pictures import Plot, Timeline
from snsfilter.charts.style import patterns, stylesheet
from snsfilter.charts.svgplot import draw_plot, legend_height, plot_height, room_beside, room_for_ticks
from snsfilter.charts.svgtimeline import draw_timeline, room_for_names, timeline_height
from snsfilter.errors import SnsFilterError, describe_foreign
from snsfilter.plaintext import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.charts.pictures import Panel, Picture

__all__ = ["WIDTH", "to_svg"]

WIDTH: Final = 760
"""Pixels of a picture, unless it is asked for in another width."""
_NARROWEST: Final = 240
_WIDEST: Final = 10_000
_SHORT: Final = 64
"""The bits of a whole number that an error shows."""
_EDGE: Final = 16
_TITLE: Final = 20
"""Pixels of a line of the title."""
_MOST_BESIDE: Final = 0.3
"""The part of the width that names may take to the left or the right of the panels."""


def to_svg(picture: Picture, width: float = WIDTH) -> str:
    """Return a picture as the text of an SVG file.

    Args:
        picture: what it shows.
        width: its natural width in pixels, at least 240; text keeps its size, and the height is what it takes.

    Raises:
        SnsFilterError: there is no such width, or the title is no string.
    """
    _check(picture.title, width)
    parts = _title(picture.title, int((width - 2 * _EDGE) / (CELL * 1.15)))
    drawn, bottom = _panels(picture.panels, width, _EDGE + _TITLE * len(parts))
    root = {"width": rounded(width), "height": rounded(bottom + _EDGE)}
    head = [
        element("title", text_of(picture.title)),
        element("desc", text_of(picture.description)),
        element("style", stylesheet()),
        element("rect", class_="ground", **root),
        patterns(_styles(picture.panels)),
    ]
    root |= {"viewBox": f"0 0 {root['width']} {root['height']}", "role": "img", "class_": "snsfilter"}
    content = "\n".join(["", *filter(None, head), *parts, *drawn, ""])
    return element("svg", content, xmlns="http://www.w3.org/2000/svg", **root) + "\n"


def _title(title: str, room: int) -> list[str]:
    lines = (fitted(line, room) for line in wrap(printable(title), room))
    return [write(line, _EDGE, _EDGE + 14 + _TITLE * number, "title") for number, line in enumerate(lines)]


def _styles(panels: Sequence[Panel]) -> set[int]:
    """Return the styles of all bars there are."""
    return {bar.style for panel in panels if isinstance(panel, Timeline) for row in panel.rows for bar in row.bars}


def _check(title: object, width: object) -> None:
    """Refuse what only a caller's argument can be: these two come straight from there."""
    if not isinstance(title, str):
        raise SnsFilterError(f"the title of a picture must be a string, not {describe_foreign(title)}")
    if isinstance(width, bool) or not isinstance(width, int | float):
        raise SnsFilterError(f"the width of a picture must be a number of pixels, not {describe_foreign(width)}")
    if not _NARROWEST <= width <= _WIDEST:
        found = f"{width:g}" if isinstance(width, float) or width.bit_length() < _SHORT else "a huge number"
        raise SnsFilterError(f"the width of a picture must be from {_NARROWEST} to {_WIDEST} pixels, not {found}")


def _panels(panels: Sequence[Panel], width: float, top: float) -> tuple[list[str], float]:
    """Return the parts of all panels, and where the last one ends; all have one left edge and one right edge."""
    left = _EDGE + min(max(map(_room_left, panels), default=0), width * _MOST_BESIDE)
    beside = max((room_beside(panel) for panel in panels if isinstance(panel, Plot)), default=0)
    if beside > width * _MOST_BESIDE:
        beside = 0
    inner = width - left - max(beside, _EDGE) - _EDGE
    room = width - 2 * _EDGE
    parts: list[str] = []
    for number, panel in enumerate(panels):
        top += 10
        if panel.title:
            top += LINE
            parts.append(write(fitted(panel.title, int(room / (CELL * 1.08))), _EDGE, top, "strong"))
        labelled = number + 1 == len(panels) or panels[number + 1].x != panel.x
        frame, drawn = _panel(panel, Frame(left, top + 10, inner, 0), labelled=labelled, beside=beside)
        parts += drawn
        top = frame.bottom + (LINE * (2.5 if panel.x.title else 1.3) if labelled else 0)
    return parts, top


def _room_left(panel: Panel) -> float:
    return room_for_ticks(panel) if isinstance(panel, Plot) else room_for_names(panel)


def _panel(panel: Panel, frame: Frame, *, labelled: bool, beside: float) -> tuple[Frame, list[str]]:
    """Return a panel that begins where *frame* does, and the frame that it has."""
    if isinstance(panel, Timeline):
        frame = Frame(frame.left, frame.top, frame.width, timeline_height(panel))
        return frame, draw_timeline(panel, frame, labelled=labelled)
    parts: list[str] = []
    top = frame.top
    if panel.y.title:
        top += LINE + 6
        parts.append(write(fitted(panel.y.title, int((frame.right - _EDGE) / CELL)), _EDGE, top - 16, "quiet"))
    top += 0 if beside or not room_beside(panel) else legend_height(panel, frame.width)
    frame = Frame(frame.left, top, frame.width, plot_height(panel))
    return frame, [*parts, *draw_plot(panel, frame, labelled=labelled, beside=beside)]
