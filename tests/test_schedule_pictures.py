"""What schedules and simulations look like."""

import re
from itertools import pairwise
from random import Random
from xml.etree import ElementTree as ET

import pytest

from snsfilter import (
    HealthyRetryPolicy,
    Outage,
    Response,
    RetrySchedule,
    ScheduleError,
    SnsFilterError,
    compare_schedules,
    simulate,
)
from snsfilter.charts import to_svg, to_text
from snsfilter.delivery.pictures import comparison, picture
from snsfilter.delivery.simulated import said, simulation_picture

SVG = "{http://www.w3.org/2000/svg}"
SQS = RetrySchedule.for_protocol("sqs")
EMAIL = RetrySchedule.for_protocol("email")
HTTPS = RetrySchedule.for_protocol("https")
FUNCTIONS = ("linear", "arithmetic", "geometric", "exponential")


def schedule(*given, **more):
    return RetrySchedule.of(HealthyRetryPolicy(*given, **more))


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - our own text


def texts(svg):
    return [element.text for element in read(svg).iter(f"{SVG}text")]


def titled(svg):
    return texts(svg)[0]


# --------------------------------------------------------------------------------------------------------- one schedule


def test_the_phases_say_how_many_retries_they_have_and_how_far_apart():
    shown = texts(SQS.to_svg())
    assert {"3 at once", "2 × 1 s", "10 from 1 s to 20 s", "100,000 × 20 s"} <= set(shown)
    assert {"immediate", "pre-backoff", "backoff", "post-backoff"} <= set(shown)
    assert shown[0] == "100,015 retries over 23 d 3 h"


def test_the_description_says_the_same_in_words():
    (said_,) = (element.text for element in read(SQS.to_svg()).iter(f"{SVG}desc"))
    assert said_ == (
        "100,015 retries over 23 d 3 h; immediate: 3 at once; pre-backoff: 2 × 1 s; backoff: 10 from 1 s to 20 s; "
        "post-backoff: 100,000 × 20 s."
    )


def test_phases_without_retries_have_no_row():
    assert [row.name for row in picture(HTTPS).panels[0].rows] == ["backoff"]


def test_each_retry_has_a_mark_but_in_a_phase_of_too_many():
    rows = picture(SQS).panels[0].rows
    assert [len(row.marks) for row in rows] == [3, 2, 10, 0]
    assert [mark.at for mark in rows[1].marks] == [1, 2]
    assert [len(row.marks) for row in picture(schedule(1, 60, 100)).panels[0].rows] == [100]


def test_the_delays_are_as_wide_as_they_are_high():
    delays = picture(schedule(10, 30, 10, num_min_delay_retries=3, num_max_delay_retries=7)).panels[1].lines[0]
    assert delays.points[:4] == [(0, 10), (10, 10), (20, 10), (30, 30)]
    assert delays.points[-1] == (240, 30)
    assert all(after - before == delay for (before, delay), (after, _) in pairwise(delays.points))


@pytest.mark.parametrize(
    ("drawn", "log"),
    [
        (SQS, True),
        (EMAIL, True),
        (HTTPS, False),
        (schedule(5, 260, 10), False),
        (schedule(1, 1, 0), False),
        (schedule(1, 3600, 20, backoff_function="exponential"), True),
        (HTTPS.with_jitter(Random(1)), False),  # noqa: S311 - no secret
    ],
)
def test_time_is_logarithmic_where_the_first_retries_would_not_be_seen(drawn, log):
    assert picture(drawn).panels[0].x.log is log


@pytest.mark.parametrize(
    ("drawn", "title", "panels"),
    [
        (schedule(1, 60, 0), "No retry", 1),
        (schedule(7, 60, 1), "1 retry over 7 s", 2),
        (schedule(20, 20, 3), "3 retries over 1 min", 2),
        (schedule(1, 60, 5, num_no_delay_retries=5), "5 retries over 0 s", 1),
    ],
)
def test_few_retries(drawn, title, panels):
    assert titled(drawn.to_svg()) == title
    assert len(picture(drawn).panels) == panels
    assert "nan" not in drawn.to_svg().lower()
    assert to_text(picture(drawn))


def test_a_title_of_the_caller():
    svg = HTTPS.to_svg(title='<script>&"\x00\ud800', width=300)
    assert titled(svg) == '<script>&"\\u0000\\ud800'
    assert 'width="300"' in svg


@pytest.mark.parametrize("wrong", [{"title": 5}, {"width": None}, {"width": 10}, {"width": "wide"}])
def test_what_is_no_title_or_width_is_refused(wrong):
    with pytest.raises(SnsFilterError, match="of a picture must be"):
        HTTPS.to_svg(**wrong)


class Watched:
    """A schedule that counts how many of its retries are looked at."""

    def __init__(self, drawn):
        self.drawn, self.seen = drawn, 0
        self.phases, self.total_delay = drawn.phases, drawn.total_delay

    def __len__(self):
        return len(self.drawn)

    def __getitem__(self, index):
        found = self.drawn[index]
        self.seen += len(found) if isinstance(index, slice) else 1
        return found


@pytest.mark.parametrize("drawn", [SQS, SQS.with_jitter(Random(1))], ids=["sqs", "jittered"])  # noqa: S311 (no secret depends on it)
def test_of_the_longest_schedules_few_retries_are_looked_at(drawn):
    watched = Watched(drawn)
    svgs = [to_svg(picture(watched)), to_svg(comparison({"a": watched}))]
    assert watched.seen < 600
    assert all(len(svg) < 60_000 for svg in svgs)


def test_the_same_schedule_gives_the_same_picture():
    assert SQS.to_svg() == RetrySchedule.for_protocol("lambda").to_svg()


# --------------------------------------------------------------------------------------------------- several schedules


def test_four_curves_in_one_picture():
    curves = {name: schedule(5, 260, 10, backoff_function=name) for name in FUNCTIONS}
    svg = compare_schedules(curves, title="Four")
    shown = texts(svg)
    assert shown[0] == "Four"
    for name in FUNCTIONS:
        assert shown.count(name) == 2  # beside its line, and before its row
    plot, timeline = comparison(curves).panels
    assert [line.points[-1] for line in plot.lines] == [(10, 260)] * 4
    assert not plot.y.log
    assert [len(row.marks) for row in timeline.rows] == [10] * 4


def test_schedules_of_different_sizes():
    plot, timeline = comparison({"sqs": SQS, "email": EMAIL, "none": schedule(1, 1, 0)}).panels
    assert (plot.x.log, plot.y.log, timeline.x.log) == (True, True, True)
    assert plot.x.high == 100_015
    assert [line.marked for line in plot.lines] == [False, True, True]
    assert [bar.label for bar in timeline.rows[2].bars] == ["no retry"]


def test_nothing_but_schedules_without_retries():
    none = schedule(1, 1, 0)
    svg = compare_schedules({"a": none, "b": none})
    assert titled(svg) == "When SNS tries again: a, b"
    assert to_text(comparison({"a": none}))


@pytest.mark.parametrize(
    ("wrong", "said_"),
    [
        ({}, "at least one schedule"),
        ([SQS], "a mapping of names to schedules, found list"),
        ({"a": 5}, "expected a name and its RetrySchedule, found 'a': int"),
        ({5: SQS}, "found int: RetrySchedule"),
    ],
)
def test_what_is_no_schedule_is_refused(wrong, said_):
    with pytest.raises(ScheduleError, match=re.escape(said_)):
        compare_schedules(wrong)


# ---------------------------------------------------------------------------------------------------------- simulations


def test_what_became_of_a_message():
    down = Outage(0, 30)
    assert said(simulate(HTTPS, down)) == "delivered at 40 s, by attempt 3"
    assert said(simulate(HTTPS, [404])) == "lost at 0 s, after 1 attempt: permanent failure"
    assert said(simulate(HTTPS, [503], dead_letter_queue=True)) == (
        "redriven to the dead-letter queue at 1 min, after 4 attempts: retries exhausted"
    )


def test_a_simulation_shows_the_outage_and_each_attempt():
    outages = [Outage(0, 30), Outage(35, 1e12, Response("timeout", 15)), Outage(1e13, 1e14)]
    shown = simulation_picture({"https": simulate(HTTPS, outages)}, outages)
    endpoint, attempts = shown.panels[0].rows
    assert [bar.label for bar in endpoint.bars] == ["503", "timeout"]
    assert endpoint.bars[1].end == shown.panels[0].x.high
    assert [(mark.at, mark.sign) for mark in attempts.marks] == [
        (0, "cross"),
        (20, "cross"),
        (40, "cross"),
        (75, "cross"),
    ]
    assert shown.title == "Simulated attempts"
    assert "https: lost at 1 min 30 s" in shown.description


def test_each_kind_of_answer_has_a_sign():
    shown = simulation_picture({"a": simulate(HTTPS, [503, 200]), "b": simulate(HTTPS, [429, 404])}, title="T")
    assert [[mark.sign for mark in row.marks] for row in shown.panels[0].rows] == [["cross", "dot"], ["cross", "ring"]]
    assert titled(to_svg(shown)) == "T"


def test_a_simulation_of_the_longest_schedule_is_bounded():
    shown = simulation_picture({"sqs": simulate(SQS, [503])})
    assert len(to_svg(shown)) < 60_000
