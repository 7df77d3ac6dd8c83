"""Pictures of numbers, by hand: described once, drawn as SVG for light and dark, or as text for a terminal."""

from snsfilter.charts.axes import Axis
from snsfilter.charts.numbers import counted, duration
from snsfilter.charts.pictures import Bar, Line, Mark, Panel, Picture, Plot, Row, Sign, Timeline
from snsfilter.charts.svg import to_svg
from snsfilter.charts.terminal import to_text

__all__ = [
    "Axis",
    "Bar",
    "Line",
    "Mark",
    "Panel",
    "Picture",
    "Plot",
    "Row",
    "Sign",
    "Timeline",
    "counted",
    "duration",
    "to_svg",
    "to_text",
]
