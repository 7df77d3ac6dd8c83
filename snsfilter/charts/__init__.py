"""Pictures of numbers, by hand: described once, drawn as SVG for light and dark, or as text for a terminal.

>>> minutes = Axis("", 0, 300, "seconds")
>>> counts = [("published", [(0, 4), (60, 8), (120, 8)]), ("delivered", [(0, 4), (60, 6), (120, 8)])]
>>> lines = [Line(name, points, "area") for name, points in counts]
>>> picture = Picture("Car-Sales", "Messages a minute.", [Plot(minutes, Axis("messages", 0, 8), lines)])
>>> to_svg(picture).startswith('<svg xmlns="http://www.w3.org/2000/svg" width="760"')
True
>>> print(to_text(picture, width=40).splitlines()[-1])
   0    1 min  2 min   3 min  4 min
"""

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
