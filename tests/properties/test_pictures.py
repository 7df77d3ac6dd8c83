"""Laws of pictures: whatever they show, they can be parsed and read, are bounded, and always the same."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from snsfilter import HealthyRetryPolicy, RetrySchedule
from snsfilter.charts import Axis, Bar, Line, Mark, Picture, Plot, Row, Timeline, to_svg, to_text
from snsfilter.charts.lettering import cells, spread
from snsfilter.charts.tracing import column_tops, thinned
from snsfilter.delivery.pictures import comparison, picture
from tests.properties.strategies import few

NAMES = st.text(max_size=60) | st.sampled_from(
    ["<b>", "&amp;", "]]>", "\x00\x1b[2J", "\ud800", "\ufffe", "ab\u202ecd", "料"]
)
NUMBERS = st.floats(-1e250, 1e250) | st.floats(-100, 100) | st.integers(-1000, 10**9) | st.just(0)
LINEAR = st.builds(Axis, NAMES, NUMBERS, NUMBERS, st.sampled_from(["number", "seconds"]))
LOGARITHMIC = st.builds(
    Axis,
    NAMES,
    st.just(0) | st.floats(1e-50, 1e250) | st.integers(1, 1000),
    NUMBERS,
    st.sampled_from(["number", "seconds"]),
    st.just(True),  # noqa: FBT003 - it is logarithmic
    st.floats(1e-50, 1e250) | st.floats(0.001, 1000),
)
AXES = LINEAR | LOGARITHMIC
LINES = st.builds(
    Line,
    NAMES,
    st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12).map(sorted),
    st.sampled_from(["line", "steps", "area"]),
    st.booleans(),
    st.booleans(),
)
BARS = st.builds(Bar, NUMBERS, NUMBERS, NAMES, st.integers(0, 99))
MARKS = st.builds(Mark, NUMBERS, st.sampled_from(["tick", "cross", "dot", "ring"]), NAMES)
ROWS = st.builds(Row, NAMES, st.lists(BARS, max_size=3), st.lists(MARKS, max_size=3))
PANELS = st.builds(Plot, AXES, AXES, st.lists(LINES, max_size=4), NAMES) | st.builds(
    Timeline, AXES, st.lists(ROWS, max_size=4), NAMES
)
PICTURES = st.builds(Picture, NAMES, NAMES, st.lists(PANELS, max_size=3))


@st.composite
def schedules(draw):
    least, most = sorted([draw(st.integers(1, 3600)), draw(st.integers(1, 3600))])
    phases = draw(st.lists(st.integers(0, 25), min_size=4, max_size=4))
    function = draw(st.sampled_from(["linear", "arithmetic", "geometric", "exponential"]))
    return RetrySchedule.of(HealthyRetryPolicy(least, most, sum(phases), *phases[:3], function))


@few
@given(PICTURES, st.integers(240, 1500))
def test_a_picture_is_well_formed_and_has_no_number_that_is_none(shown, width):
    svg = to_svg(shown, width)
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in {"x", "y", "x1", "x2", "y1", "y2", "width", "height", "d", "transform", "points", "viewBox"}:
                assert "nan" not in value
                assert "inf" not in value
                assert not re.search(r"\.\d{3}", value)
                assert all(abs(float(number)) < 1e6 for number in re.findall(r"-?\d+(?:\.\d+)?", value))
    assert svg == to_svg(shown, width)


@few
@given(PICTURES)
def test_a_picture_draws_nothing_beside_itself(shown):
    root = ET.fromstring(to_svg(shown))  # noqa: S314 - our own text
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for element in root.iter("{http://www.w3.org/2000/svg}rect"):
        if "x" in element.attrib:
            assert float(element.attrib["x"]) >= 0
            assert float(element.attrib["x"]) + float(element.attrib["width"]) <= width + 0.02
            assert 0 <= float(element.attrib["y"]) <= height


@few
@given(PICTURES, st.integers(40, 200))
def test_text_keeps_to_the_width_of_the_terminal(shown, width):
    text = to_text(shown, width)
    assert all(line.isprintable() for line in text.splitlines())
    assert max(map(cells, text.split("\n"))) <= width
    assert to_text(shown, width, unicode=False).count("\n") == text.count("\n")


@few
@given(schedules())
def test_every_legal_policy_has_a_picture(schedule):
    for svg in (schedule.to_svg(), to_svg(comparison({"a": schedule, "b": schedule}))):
        ET.fromstring(svg)  # noqa: S314 - our own text
        assert len(svg) < 80_000
    assert to_text(picture(schedule))


@given(AXES, st.floats(1, 2000))
def test_ticks_are_in_order_and_apart(axis, room):
    ticks = axis.ticks(room, lambda label: 7 * len(label) + 10)
    assert all(before.share < after.share for before, after in pairwise(ticks))
    assert all(0 <= tick.share <= 1 for tick in ticks)
    for before, after in pairwise(ticks):
        assert (after.share - before.share) * room >= 7 * (len(before.label) + len(after.label)) / 2 + 10 - 1e-6


@given(AXES, NUMBERS, NUMBERS)
def test_a_larger_value_never_stands_lower(axis, first, second):
    low, high = sorted([first, second])
    assert 0 <= axis.share(low) <= axis.share(high) <= 1


@given(st.lists(st.floats(0, 100), max_size=8))
def test_labels_keep_their_order_and_their_distance(places):
    placed = spread(places, 10, 100)
    order = sorted(range(len(places)), key=places.__getitem__)
    assert all(placed[after] - placed[before] >= 10 - 1e-9 for before, after in pairwise(order))
    assert max(placed, default=0) <= 100


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=200).map(sorted), st.integers(1, 40))
def test_thinning_keeps_what_is_seen(points, columns):
    kept = thinned(points, columns)
    assert len(kept) <= max(4 * (columns + 1), len(points[:columns]))
    assert [point for point in points if point in kept] == kept or len(set(points)) < len(points)
    for shape in ("line", "steps"):
        if points:
            tops = [top for top in column_tops(points, shape, columns) if top is not None]
            assert max(tops) == max(y for _, y in points)
