"""The primitives of pictures: axes, numbers, lettering, and that what they draw can be read by whoever looks at it."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from snsfilter import SnsFilterError
from snsfilter.charts import Axis, Bar, Line, Mark, Picture, Plot, Row, Timeline, counted, duration, to_svg, to_text
from snsfilter.charts.lettering import cells, fitted, spread
from snsfilter.charts.style import MARKS, SIGNS, colour, dashes, mark, patterns
from snsfilter.charts.tracing import column_tops, stepped, thinned

SVG = "{http://www.w3.org/2000/svg}"


def labels(axis, room=500):
    return [tick.label for tick in axis.ticks(room, lambda label: 7 * len(label) + 20)]


def plot(*lines, x=None, y=None, title=""):
    return Plot(x or Axis("x", 0, 10), y or Axis("y", 0, 10), lines, title)


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own text


def texts(svg):
    return [element.text for element in read(svg).iter(f"{SVG}text")]


# ------------------------------------------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (1.5e-9, "0.0015 µs"),
        (0.000_002, "2 µs"),
        (0.999_999_9, "1 s"),
        (0.000_999_999_9, "1 ms"),
        (0.1234, "123 ms"),
        (1, "1 s"),
        (59.994, "59.99 s"),
        (59.996, "1 min"),
        (61.4, "1 min 1 s"),
        (3600, "1 h"),
        (3605, "1 h"),
        (86_399, "23 h 59 min"),
        (86_400 * 1234, "1,234 d"),
        (1e13, "115,740,741 d"),
        (-90, "-1 min 30 s"),
    ],
)
def test_durations_have_two_units_at_most(seconds, said):
    assert duration(seconds) == said


def test_numbers_have_commas():
    assert [counted(each) for each in (0, 1234, -5)] == ["0", "1,234", "-5"]


# --------------------------------------------------------------------------------------------------------------- axes


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        (Axis("", 0, 10), "0 1 2 3 4 5 6 7 8 9 10"),
        (Axis("", 0, 100_015), "0 20,000 40,000 60,000 80,000 100,000"),
        (Axis("", 0, 0.01), "0.000 0.002 0.004 0.006 0.008 0.010"),
        (Axis("", -1, 1), "-1.0 -0.8 -0.6 -0.4 -0.2 0 0.2 0.4 0.6 0.8 1.0"),
        (Axis("", 0, 45, "seconds"), "0 5 s 10 s 15 s 20 s 25 s 30 s 35 s 40 s 45 s"),
        (Axis("", 0, 260, "seconds"), "0 30 s 60 s 90 s 120 s 150 s 180 s 210 s 240 s"),
        (Axis("", 0, 3600, "seconds"), "0 10 min 20 min 30 min 40 min 50 min 60 min"),
        (Axis("", 0, 86_400, "seconds"), "0 3 h 6 h 9 h 12 h 15 h 18 h 21 h 24 h"),
        (Axis("", 0, 2_000_133, "seconds"), "0 5 d 10 d 15 d 20 d"),
        (Axis("", 0, 0.004, "seconds"), "0 500 µs 1 ms 1.5 ms 2 ms 2.5 ms 3 ms 3.5 ms 4 ms"),
        (Axis("", 1, 100_000, log=True), "1 10 100 1,000 10,000 100,000"),
        (Axis("", 0.01, 100, log=True), "0.01 0.1 1 10 100"),
        (Axis("", 10, 60, log=True), "10 20 30 40 50 60"),
        (Axis("", 1e-6, 1, "seconds", log=True), "1 µs 10 µs 100 µs 1 ms 10 ms 100 ms 1 s"),
        (Axis("", 0, 2_000_133, "seconds", log=True), "0 10 s 1 min 10 min 1 h 6 h 1 d 10 d"),
        (Axis("", 0, 23_000, "seconds", log=True, least=10), "0 10 s 1 min 10 min 1 h 6 h"),
    ],
)
def test_ticks_are_what_people_count_in(axis, said):
    assert " ".join(labels(axis)) == said.replace("0.000 ", "0 ")


def test_ticks_get_fewer_where_there_is_less_room():
    axis = Axis("", 0, 2_000_133, "seconds", log=True)
    assert [len(labels(axis, room)) for room in (900, 500, 300, 100, 40)] == [9, 8, 4, 2, 2]
    linear = Axis("", 0, 3600, "seconds")
    assert [len(labels(linear, room)) for room in (900, 300, 100, 30)] == [13, 5, 2, 1]


@pytest.mark.parametrize("axis", [Axis("", 0, 9), Axis("", 1, 1e9, log=True), Axis("", 0, 9, "seconds", log=True)])
def test_there_is_one_tick_where_there_is_no_room_at_all(axis):
    assert labels(axis, 1) == ["1" if axis.low else "0"]


def test_an_axis_that_is_far_too_long_has_one_tick():
    assert len(labels(Axis("", 1e-45, 1e200, "seconds", log=True), 1)) == 1


@pytest.mark.parametrize("given", [{"low": -1}, {"low": 1e-60}, {"low": 0, "least": 0}, {"low": 0, "least": -1}])
def test_a_logarithmic_axis_starts_at_0_or_above(given):
    with pytest.raises(SnsFilterError, match="must start at 0 or above"):
        Axis("", high=5, log=True, **given)


@pytest.mark.parametrize("low", [0, -3, 7, 1e100, -1e240])
def test_an_axis_without_length_gets_one(low):
    axis = Axis("", low, low)
    assert axis.high > low
    assert axis.share(low) == 0
    assert labels(axis)


def test_values_beyond_an_axis_stand_at_its_ends():
    axis = Axis("", 10, 20)
    assert [axis.share(each) for each in (-5, 10, 15, 20, 99)] == [0, 0, 0.5, 1, 1]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300, pytest.param(10**5000, id="huge")])
def test_what_has_no_place_is_refused(value):
    for make in (
        lambda: Axis("", 0, value),
        lambda: Line("a", [(0, value)]),
        lambda: Line("a", [(value, 0)]),
        lambda: Bar(0, value, "a"),
        lambda: Mark(value),
    ):
        with pytest.raises(SnsFilterError, match=r"must be a number between -1e\+250 and 1e\+250$"):
            make()


# ---------------------------------------------------------------------------------------------------------- lettering


def test_text_is_measured_in_cells():
    assert cells("e\u0301") == 1
    assert fitted("料金表", 4) == "料…"
    assert fitted("a\nb\x1b[1m", 40) == "a\\nb\\u001b[1m"
    assert fitted("abc", 1) == "…"
    assert fitted("abc", 0) == ""


def test_labels_are_kept_apart():
    assert spread([], 10, 50) == []
    assert spread([5, 5, 5], 10, 100) == [5, 15, 25]
    assert spread([99, 99, 99], 10, 100) == [80, 90, 100]
    placed = spread([30, 0, 31, 29], 10, 100)
    assert [b - a for a, b in pairwise(sorted(placed))] == [29, 10, 10]


def test_many_points_are_thinned_and_keep_their_extremes():
    points = [(number / 10_000, (number % 97) / 97) for number in range(10_000)]
    kept = thinned(points, 50)
    assert len(kept) <= 4 * 51
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert {min(kept, key=lambda p: p[1])[1], max(kept, key=lambda p: p[1])[1]} == {0, 96 / 97}
    assert kept == sorted(kept)
    assert thinned(points[:50], 50) == points[:50]


def test_steps_have_corners():
    assert stepped([(0, 1), (2, 3)]) == [(0, 1), (2, 1), (2, 3)]
    assert stepped([]) == []


def test_columns_are_as_high_as_the_line():
    assert column_tops([(0, 0), (1, 1)], "line", 4) == [0.125, 0.375, 0.625, 1]
    assert column_tops([(0, 0), (0.5, 1)], "steps", 4) == [0, 0, 1, None]
    assert column_tops([(0.3, 0.5)], "line", 4) == [None, 0.5, None, None]
    assert column_tops([(0.1, 0.5), (0.375, 0.5), (0.375, 0.9)], "line", 4) == [0.5, 0.9, None, None]
    assert column_tops([], "line", 2) == [None, None]


# ---------------------------------------------------------------------------------------------------------------- SVG


def test_a_picture_says_what_it_is():
    root = read(to_svg(Picture("A title", "What there is to see.", [])))
    assert root.attrib["role"] == "img"
    assert [(each.tag, each.text) for each in list(root)[:2]] == [
        (f"{SVG}title", "A title"),
        (f"{SVG}desc", "What there is to see."),
    ]


def test_it_is_for_light_and_dark_and_touches_nothing_else_on_a_page():
    style = read(to_svg(Picture("t", "d", []))).find(f"{SVG}style").text
    assert style.count("@media (prefers-color-scheme: dark)") == 1
    rules = re.findall(r"^(?!@|\})(.+?) \{", style, re.MULTILINE)
    assert rules
    assert all(rule.startswith(".snsfilter") for rule in rules)


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return sum(
        weight * (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


def test_every_colour_stands_out_from_the_ground():
    style = read(to_svg(Picture("t", "d", []))).find(f"{SVG}style").text
    light, _, dark = style.partition("@media")
    for rules in (light, dark):
        ground = luminance(re.search(r"\.ground \{ fill: (#\w+)", rules)[1])
        found = re.findall(r"\.(?:c\d|quiet|dot) \{.*?fill: (#\w+)", rules) + re.findall(r"text \{ fill: (#\w+)", rules)
        assert len(found) == 9
        for each in found:
            low, high = sorted([ground, luminance(each)])
            assert (high + 0.05) / (low + 0.05) >= 4.5, each


def test_thirty_lines_are_told_apart_without_colour():
    looks = {(dashes(number), mark(number, 0, 0).replace(colour(number), "")) for number in range(30)}
    assert len(looks) == 30
    assert len({patterns({number}).replace(colour(number), "") for number in range(6)}) == 6
    assert len(set(MARKS)) == len(MARKS)
    assert len({(sign, d) for sign, d in SIGNS.items()}) == 4


def test_names_stand_beside_the_lines_in_their_order():
    rising = [(0, 0), (5, 2), (10, 10)]
    steep = [(0, 0), (5, 8), (10, 10)]
    level = [(0, 1), (10, 1)]
    svg = to_svg(Picture("t", "d", [plot(Line("rising", rising), Line("steep", steep), Line("level", level))]))
    named = {
        e.text: float(e.attrib["y"]) for e in read(svg).iter(f"{SVG}text") if e.text in {"rising", "steep", "level"}
    }
    assert sorted(named, key=named.get) == ["steep", "rising", "level"]
    assert named["rising"] - named["steep"] >= 18


def test_names_stand_above_where_there_is_no_room_beside():
    name = "a name that needs a lot of room"
    wide = to_svg(Picture("t", "d", [plot(Line(name, [(0, 1), (9, 9)]))]), 1200)
    narrow = to_svg(Picture("t", "d", [plot(Line(name, [(0, 1), (9, 9)]), Line("b", [(1, 1)]))]), 400)
    for svg in (wide, narrow):
        assert name in texts(svg)
    (beside,) = (e for e in read(wide).iter(f"{SVG}text") if e.text == name)
    (above,) = (e for e in read(narrow).iter(f"{SVG}text") if e.text == name)
    assert float(beside.attrib["x"]) > 800
    assert float(above.attrib["x"]) < 100


def test_a_line_of_one_point_is_seen_and_one_of_none_is_none():
    svg = to_svg(Picture("t", "d", [plot(Line("one", [(5, 5)]), Line("none", []))]))
    assert svg.count("translate(") == 2  # the point, and the piece of the line beside the name
    assert 'd=""' in svg


def test_lines_of_all_shapes():
    points = [(0, 1), (5, 3)]
    svg = to_svg(
        Picture("t", "d", [plot(Line("a", points), Line("b", points, "steps"), Line("c", points, "area", strong=True))])
    )
    assert svg.count('class="area') == 1
    assert svg.count("strong") > 2


def test_marks_that_are_too_near_are_left_out():
    near = [(number / 1000, 1) for number in range(1000)]
    svg = to_svg(Picture("t", "d", [plot(Line("", near, marked=True))]))
    assert 5 <= svg.count("translate(") <= 10


def test_bars_say_what_they_are_wherever_there_is_room():
    axis = Axis("", 0, 100)
    bars = [Bar(0, 1, "after"), Bar(60, 99, "in the bar itself"), Bar(99, 100, "nowhere for all of this text")]
    svg = to_svg(Picture("t", "d", [Timeline(axis, [Row("r", bars), Row("s", [Bar(98, 100, "before")])])]))
    anchors = {e.text: e.attrib.get("text-anchor") for e in read(svg).iter(f"{SVG}text")}
    assert anchors["after"] is None
    assert anchors["before"] == "end"
    assert "nowhere for all of this text" not in anchors
    titles = [e.text for e in read(svg).iter(f"{SVG}title")]
    assert titles[1:] == ["after", "in the bar itself", "nowhere for all of this text", "before"]
    full = to_svg(Picture("t", "d", [Timeline(axis, [Row("r", [Bar(0, 100, "in")])])]))
    assert {e.text: e.attrib.get("text-anchor") for e in read(full).iter(f"{SVG}text")}["in"] == "middle"


def test_marks_of_a_row():
    axis = Axis("", 0, 100)
    marks = [Mark(0), Mark(0.01), Mark(50, "cross", "503"), Mark(50.1, "cross"), Mark(50.2, "dot"), Mark(100, "ring")]
    svg = to_svg(Picture("t", "d", [Timeline(axis, [Row("r", marks=marks)])]))
    assert re.findall(r'class="sign (\w+)"', svg) == ["tick", "cross", "dot", "ring"]
    assert "<title>503</title>" in svg


def test_panels_with_one_axis_share_its_labels():
    axis = Axis("shared", 0, 100)
    once = to_svg(Picture("t", "d", [Timeline(axis, [Row("r")]), plot(x=axis, title="Second")]))
    assert texts(once).count("shared") == 1
    twice = to_svg(Picture("t", "d", [Timeline(axis, [Row("r")]), plot(x=Axis("shared", 0, 50))]))
    assert texts(twice).count("shared") == 2


def test_a_long_title_takes_several_lines():
    svg = to_svg(Picture("word " * 30, "d", []), 300)
    assert svg.count('class="title"') > 3


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (239, "from 240 to 10000 pixels, not 239"),
        (1e9, "not 1e+09"),
        pytest.param(10**5000, "not a huge number", id="huge"),
        (float("nan"), "not nan"),
        (True, "a number of pixels, not bool"),
        ("760", "not '760'"),
    ],
)
def test_a_width_that_is_none_is_refused(width, said):
    with pytest.raises(SnsFilterError, match=re.escape(said)):
        to_svg(Picture("t", "d", []), width)


def test_a_title_that_is_none_is_refused():
    with pytest.raises(SnsFilterError, match="must be a string, not int"):
        to_svg(Picture(5, "d", []))


# ----------------------------------------------------------------------------------------------------------- terminal


PHASES = Picture(
    "Title",
    "d",
    [
        Timeline(
            Axis("seconds", 0, 30), [Row("one", [Bar(0, 6, "a", 0)]), Row("two", [Bar(6, 30, "b", 1)], [Mark(18)])]
        ),
        plot(Line("up", [(0, 0), (30, 8)]), x=Axis("seconds", 0, 30), y=Axis("level", 0, 8)),
    ],
)


def test_a_terminal_gets_blocks():
    assert (
        to_text(PHASES, 40)
        == """\
Title

one │████████ a
two │     b ▓▓▓▓▓▓▓▓▓▓▓▓▓│▓▓▓▓▓▓▓▓▓▓▓▓▓▓

level
  8 ┤                               ▁▃▅█
    │                           ▁▃▅▇████
  6 ┤                        ▂▄▇████████
    │                    ▂▄▆████████████
  4 ┤                ▂▄▆████████████████
    │            ▂▄▆████████████████████
  2 ┤        ▁▄▆████████████████████████
    │    ▁▃▅▇███████████████████████████
  0 ┤▁▃▅▇███████████████████████████████
    └┬─────┬────┬─────┬─────┬────┬─────┬
     0     5   10    15    20   25    30
                   seconds
"""
    )


def test_ascii_is_ascii():
    text = to_text(PHASES, 40, unicode=False)
    assert text.isascii()
    assert len(text.splitlines()) == len(to_text(PHASES, 40).splitlines())


def test_several_lines_of_a_terminal_have_a_plot_each():
    text = to_text(Picture("", "d", [plot(Line("first", [(0, 1), (10, 2)]), Line("second", [(0, 3), (10, 9)]))]), 40)
    assert text.index("first") < text.index("second")
    assert text.count("└") == 1
    assert text.startswith("\ny\n")


def test_a_terminal_shows_what_bars_are_wherever_there_is_room():
    axis = Axis("", 0, 100)
    rows = [
        Row("", [Bar(0, 100, "in")]),
        Row("", [Bar(0, 50, "x" * 60)]),
        Row("", [Bar(40, 50, "")]),
        Row("", [Bar(10, 20, "料金")]),
        Row("", [Bar(0, 0, "")], [Mark(100, "ring")]),
    ]
    lines = to_text(Picture("", "d", [Timeline(axis, rows, "Title")]), 44).splitlines()
    assert lines[1] == "Title"
    assert lines[2].strip("│ ") == "█" * 19 + " in " + "█" * 19
    assert "x" not in lines[3]
    assert lines[4] == " │" + " " * 16 + "█" * 5
    assert "█ 料金" in lines[5]
    assert lines[6] == " │█" + " " * 40 + "○"


def test_names_of_a_terminal_are_cut_and_escaped():
    name = "a\x1b[31m name " * 9
    text = to_text(
        Picture(name, "d", [Timeline(Axis("", 0, 1), [Row(name)]), plot(Line(name, [(0, 1)]), Line("", []))]), 60
    )
    assert "\x1b" not in text
    assert max(map(cells, text.splitlines())) <= 60


def test_labels_at_the_edge_of_a_terminal_do_not_run_into_each_other():
    for high in (9_999, 10_000):
        for width in range(12, 60):
            text = to_text(Picture("", "d", [Timeline(Axis("", 0, high), [Row("")])]), width)
            shown = text.splitlines()[-1].split()
            assert all(label == "0" or re.fullmatch(r"\d{1,2}(,000|00)|\d{3}", label) for label in shown), shown


def test_axes_need_no_titles():
    bare = Picture("t", "d", [plot(Line("a", [(0, 1)]), x=Axis("", 0, 1), y=Axis("", 0, 1))])
    assert len(to_text(bare, 40).splitlines()) == 13
    assert "y" not in texts(to_svg(bare))


def test_a_picture_of_nothing():
    assert to_text(Picture("", "d", [])) == ""
    assert to_text(Picture("t", "d", [plot()])) == "t\n\ny\n"
