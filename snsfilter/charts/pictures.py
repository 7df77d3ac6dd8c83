"""What a picture shows, said once: it is drawn as SVG or, for a terminal, as text.

A picture is a stack of panels. A plot has lines over two axes; a timeline has rows of bars and marks over one.
Neighbours that have the same horizontal axis share its labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from snsfilter.charts.numbers import finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.charts.axes import Axis

__all__ = ["Bar", "Line", "Mark", "Panel", "Picture", "Plot", "Point", "Row", "Shape", "Sign", "Timeline"]

Point: TypeAlias = tuple[float, float]
Shape: TypeAlias = Literal["line", "steps", "area"]
"""How a line goes from point to point: straight; level, then up; or level with everything below it filled."""
Sign: TypeAlias = Literal["tick", "cross", "dot", "ring"]
"""What a mark looks like."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values over a horizontal axis.

    Attributes:
        name: what stands beside it.
        points: x and y of each point; x doesn't decrease.
        shape: how it goes from point to point.
        marked: whether each point has a mark on it, for lines of few points.
        strong: whether it is the one that the picture is about.
    """

    name: str
    points: Sequence[Point]
    shape: Shape = "line"
    marked: bool = False
    strong: bool = False

    def __post_init__(self) -> None:
        """Refuse what has no place on an axis."""
        finite((value for point in self.points for value in point), f"a value of {self.name!r}")


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines over two axes."""

    x: Axis
    y: Axis
    lines: Sequence[Line]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of a row, with what is written into it or beside it.

    Attributes:
        start: where it begins.
        end: where it ends; a bar without length is still seen.
        label: what it is.
        style: the number of its colour and pattern; bars of one number look the same.
    """

    start: float
    end: float
    label: str
    style: int = 0

    def __post_init__(self) -> None:
        """Refuse what has no place on an axis."""
        finite((self.start, self.end), f"an end of {self.label!r}")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens at one moment of a row."""

    at: float
    sign: Sign = "tick"
    label: str = ""

    def __post_init__(self) -> None:
        """Refuse what has no place on an axis."""
        finite((self.at,), f"the place of {self.label!r}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a timeline."""

    name: str
    bars: Sequence[Bar] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows of bars and marks over one axis."""

    x: Axis
    rows: Sequence[Row]
    title: str = ""


Panel: TypeAlias = Plot | Timeline


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels one below the other.

    Attributes:
        title: what it shows, in one line; above the panels, and what a screen reader says first.
        description: what there is to see, in words, for who can't see it.
        panels: from top to bottom.
    """

    title: str
    description: str
    panels: Sequence[Panel]
