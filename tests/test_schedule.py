"""Retry schedules: what a caller sees of them, and what they refuse."""

import copy
import pickle
import time
from math import inf, nan
from random import Random

import pytest

from snsfilter import Phase, Retry, RetrySchedule, ScheduleError, SchedulePhase, SnsFilterError
from snsfilter.delivery.backoff import arithmetic, exponential, geometric, linear
from snsfilter.delivery.healthy import HealthyRetryPolicy

CURVES = [linear, arithmetic, geometric, exponential]
PAGE = HealthyRetryPolicy(1, 60, 50, 35, 3, 2, "exponential")
LINEAR = HealthyRetryPolicy(5, 260, 10)
HUGE = 10**400


class Word(str):
    """A string of a class of its own."""

    __slots__ = ()


def rng(seed=1):
    return Random(seed)  # noqa: S311 - no secret depends on it


# ---------------------------------------------------------------------------------------------- the backoff functions


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("count", [2, 3, 10, 100, 100_000])
@pytest.mark.parametrize(("least", "most"), [(1, 3600), (1, 1), (3600, 3600), (5, 260), (0, 1e300)])
def test_a_curve_goes_from_end_to_end_whatever_the_numbers(curve, count, least, most):
    delays = [curve(number, count, least, most) for number in {1, 2, count // 2 or 1, count - 1, count}]
    assert curve(1, count, least, most) == least
    assert curve(count, count, least, most) == pytest.approx(most)
    assert all(least <= delay <= most * (1 + 1e-12) for delay in delays)


@pytest.mark.parametrize("curve", CURVES)
def test_a_single_retry_comes_after_the_minimum(curve):
    assert curve(1, 1, 5, 260) == 5


@pytest.mark.parametrize(
    "backoff", ["linear", 5, HealthyRetryPolicy(), Word("exponential")], ids=lambda each: type(each).__name__
)
def test_a_backoff_function_must_be_callable(backoff):
    with pytest.raises(ScheduleError, match="the backoff function must be callable, not "):
        RetrySchedule.of(LINEAR, backoff=backoff)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (None, "an int or a float, not None"),
        ("7", "an int or a float, not '7'"),
        (True, "an int or a float, not True"),
        (7j, "an int or a float, not complex"),
        (nan, "an int or a float, not nan"),
        (ZeroDivisionError("no"), "raised ZeroDivisionError"),
        (RecursionError("deep"), "raised RecursionError"),
    ],
)
def test_what_a_backoff_function_does_wrong_is_said(answer, found):
    def backoff(*_):
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ScheduleError, match=found) as caught:
        RetrySchedule.of(LINEAR, backoff=backoff)
    assert "called with (1, 10, 5, 260)" in str(caught.value)


@pytest.mark.parametrize(("answer", "delay"), [(HUGE, 260), (-HUGE, 5), (inf, 260), (-inf, 5), (5.25, 5.25), (7, 7)])
def test_what_lies_outside_the_bounds_is_moved_to_the_nearer_one(answer, delay):
    assert set(RetrySchedule.of(LINEAR, backoff=lambda *_: answer).delays()) == {delay}


def test_a_backoff_function_isnt_kept():
    """So a schedule by a lambda can be pickled."""
    schedule = RetrySchedule.of(LINEAR, backoff=lambda number, *_: 2.0**number)
    assert list(schedule.delays()) == [5, 5, 8, 16, 32, 64, 128, 256, 260, 260]
    assert pickle.loads(pickle.dumps(schedule)) == schedule  # noqa: S301 - our own bytes


# -------------------------------------------------------------------------------------------------------- the sequence


def test_a_retry_says_when_it_comes():
    schedule = RetrySchedule.of(PAGE)
    assert schedule[0] == Retry(number=1, phase=Phase.IMMEDIATE, delay=0.0)
    assert schedule[4] == Retry(number=5, phase=Phase.PRE_BACKOFF, delay=1.0)
    assert [schedule[each].since_first_failure for each in (0, 4, -1)] == [0.0, 2.0, schedule.total_delay]
    assert schedule[-1] == Retry(50, Phase.POST_BACKOFF, 60.0)
    assert Retry(50, Phase.POST_BACKOFF, 60.0) in schedule
    assert Retry(49, Phase.POST_BACKOFF, 61.0) not in schedule
    assert (50, Phase.POST_BACKOFF, 60.0, schedule.total_delay) not in schedule
    assert repr(schedule) == (
        "<RetrySchedule of 50 retries over 2,205.3 s: "
        "3 immediate (0 s), 2 pre-backoff (1 s), 10 backoff (1 s to 60 s), 35 post-backoff (60 s)>"
    )


def test_phases_are_summed_up():
    assert RetrySchedule.of(PAGE).phases[1] == SchedulePhase(Phase.PRE_BACKOFF, 2, 3, 1.0, 1.0, 2.0)
    assert RetrySchedule.of(PAGE).phases[3] == SchedulePhase(Phase.POST_BACKOFF, 35, 15, 60.0, 60.0, 2100.0)


def test_without_retries_nothing_is_left_but_the_initial_attempt():
    schedule = RetrySchedule.of(HealthyRetryPolicy(num_retries=0))
    assert (list(schedule), schedule.attempts, schedule.total_delay) == ([], 1, 0)
    assert [each.count for each in schedule.phases] == [0, 0, 0, 0]
    assert repr(schedule) == "<RetrySchedule of 0 retries over 0 s: none>"
    assert repr(RetrySchedule.of(HealthyRetryPolicy(num_retries=1))).startswith("<RetrySchedule of 1 retry over 20 s")
    with pytest.raises(ScheduleError, match="there is no retry, so there is no delay before 1"):
        schedule.delay_before(1)


def test_equal_retries_make_equal_schedules_however_they_came_about():
    alike = [RetrySchedule.of(HealthyRetryPolicy(7, 7, 4, backoff_function=name)) for name in ("linear", "exponential")]
    alike.append(RetrySchedule.of(HealthyRetryPolicy(7, 99, 4), backoff=lambda *_: 7))
    assert len(set(alike)) == 1
    at_once = RetrySchedule.of(HealthyRetryPolicy(1, 9, 4, num_no_delay_retries=4))
    assert at_once == RetrySchedule.of(HealthyRetryPolicy(5, 5, 4, num_no_delay_retries=4))
    assert at_once == at_once.with_jitter(rng())
    assert at_once != alike[0]
    assert at_once != list(at_once)


def test_a_schedule_is_immutable():
    schedule = RetrySchedule.of(PAGE)
    for name in ("attempts", "total_delay", "phases", "brand_new"):
        with pytest.raises(AttributeError):
            setattr(schedule, name, None)
    with pytest.raises(TypeError):
        schedule[0] = schedule[1]
    assert copy.deepcopy(schedule) == schedule


def test_a_schedule_is_made_by_name():
    with pytest.raises(TypeError, match=r"use RetrySchedule\.of"):
        RetrySchedule()


@pytest.mark.parametrize("number", [0, -1, 51, HUGE, True, 1.0, "1", None])
def test_delays_are_asked_for_by_the_number_of_a_retry(number):
    with pytest.raises(ScheduleError, match=r"the retries are numbered from 1 to 50, so there is no delay before "):
        RetrySchedule.of(PAGE).delay_before(number)


@pytest.mark.parametrize("index", [50, -51, HUGE])
def test_an_index_out_of_range_is_an_index_error(index):
    with pytest.raises(IndexError, match=r"the schedule has no retry at .* for it has 50 in all"):
        RetrySchedule.of(PAGE)[index]


@pytest.mark.parametrize("index", ["0", 1.0, None])
def test_an_index_is_a_whole_number(index):
    with pytest.raises(TypeError, match=rf"a retry is asked for by a whole number, .*, not by {index!r}"):
        RetrySchedule.of(PAGE)[index]


@pytest.mark.parametrize("value", [None, (), "1", ("1",), (1,), (0, 0, 0, 0), (51, "post-backoff", 60, 0), (nan,), 5])
def test_what_is_no_retry_isnt_in_it(value):
    schedule = RetrySchedule.of(PAGE)
    assert value not in schedule
    assert schedule.count(value) == 0
    with pytest.raises(ValueError, match="no such retry"):
        schedule.index(value)


def test_index_looks_where_it_is_told_to():
    schedule = RetrySchedule.of(PAGE)
    assert schedule.index(schedule[7], 7) == schedule.index(schedule[7], -48, 8) == 7
    for start, stop in ((8, 50), (0, 7), (0, -43)):
        with pytest.raises(ValueError, match="no such retry"):
            schedule.index(schedule[7], start, stop)


# -------------------------------------------------------------------------------------------------- SNS's own schedules


@pytest.mark.parametrize("protocol", ["SQS", "", "smtp", None, 5, ["sqs"], b"sqs"])
def test_there_are_nine_protocols(protocol):
    with pytest.raises(ScheduleError, match=r"the protocol must be one of 'application', 'email', .*, 'sqs', not "):
        RetrySchedule.for_protocol(protocol)


def test_a_protocol_may_be_a_string_of_another_class():
    assert RetrySchedule.for_protocol(Word("sqs")) == RetrySchedule.for_protocol("sqs")


@pytest.mark.parametrize("healthy", [None, "linear", {"numRetries": 3}, RetrySchedule.of(PAGE)])
def test_a_schedule_is_made_of_a_policy(healthy):
    with pytest.raises(ScheduleError, match="a schedule is made of a HealthyRetryPolicy, not "):
        RetrySchedule.of(healthy)


def test_the_longest_schedule_answers_at_once():
    """In a ratio, so that it holds on any machine: a hundred of everything in less time than one pass over it."""
    schedule = RetrySchedule.for_protocol("sqs")
    start = time.process_time()
    assert len(list(schedule)) == 100_015
    one_pass = time.process_time() - start
    start = time.process_time()
    for _ in range(100):
        longest = RetrySchedule.for_protocol("sqs")
        assert longest == schedule
        assert longest[100_000].number == 100_001
        assert longest[-1] in schedule
        assert longest.index(longest[99_999]) == 99_999
        assert (len(longest), longest.phases[3].count) == (100_015, 100_000)
        assert longest.total_delay == longest[-1].since_first_failure
        assert longest[50_000:50_002] == [longest[50_000], longest[50_001]]
    assert time.process_time() - start < one_pass + 1


# -------------------------------------------------------------------------------------------------------------- jitter


@pytest.mark.parametrize("kind", ["full", "equal", "decorrelated"])
def test_jitter_is_the_same_for_the_same_seed_and_another_for_another(kind):
    schedule = RetrySchedule.of(PAGE)
    drawn = schedule.with_jitter(rng(1), kind)
    assert drawn == schedule.with_jitter(rng(1), kind)
    assert drawn != schedule.with_jitter(rng(2), kind)
    assert drawn != schedule
    assert len(set(drawn[15:])) == 35


def test_full_jitter_is_the_default():
    schedule = RetrySchedule.of(PAGE)
    assert schedule.with_jitter(rng()) == schedule.with_jitter(rng(), "full")


@pytest.mark.parametrize(
    ("kind", "least", "mean", "most"), [("full", 0, 30, 60), ("equal", 30, 45, 60), ("decorrelated", 1, None, 60)]
)
def test_jitter_fills_its_bounds(kind, least, mean, most):
    policy = HealthyRetryPolicy(1, 60, 100, num_min_delay_retries=1, num_max_delay_retries=99)
    drawn = [
        delay
        for seed in range(30)
        for delay in list(RetrySchedule.of(policy).with_jitter(rng(seed), kind).delays())[1:]
    ]
    assert least <= min(drawn) < least + 1
    assert most - 1 < max(drawn) <= most
    assert mean is None or sum(drawn) / len(drawn) == pytest.approx(mean, abs=1)


def test_decorrelated_jitter_goes_on_from_the_delay_before():
    schedule, chance, before, expected = RetrySchedule.of(PAGE), rng(), 1.0, []
    for _ in range(47):
        before = min(60, 1 + chance.random() * (3 * before - 1))
        expected.append(before)
    assert list(schedule.with_jitter(rng(), "decorrelated").delays())[3:] == pytest.approx(expected, abs=1e-6)


def test_jitter_takes_one_number_for_each_retry_that_waits():
    one, other = rng(), rng()
    RetrySchedule.of(PAGE).with_jitter(one)
    for _ in range(47):
        other.random()
    assert one.random() == other.random()


def test_the_longest_schedule_can_be_jittered():
    drawn = RetrySchedule.for_protocol("sqs").with_jitter(rng())
    assert len(drawn) == 100_015
    assert drawn.total_delay == sum(drawn.delays())
    assert drawn[77_777] == drawn[77_777:77_778][0]


@pytest.mark.parametrize("source", [None, 5, Random, "seed"])
def test_jitter_needs_a_source_of_chance(source):
    with pytest.raises(ScheduleError, match=r"jitter needs a random\.Random to draw from, not "):
        RetrySchedule.of(PAGE).with_jitter(source)


@pytest.mark.parametrize("drawn", [nan, inf, 1.0, -0.1])
def test_chance_is_a_number_from_0_to_below_1(drawn):
    class Loaded(Random):
        def random(self):
            return drawn

    with pytest.raises(ScheduleError, match=rf"random\(\) must return a number from 0 to below 1, not {drawn}"):
        RetrySchedule.of(PAGE).with_jitter(Loaded(1))


@pytest.mark.parametrize("kind", ["Full", "", None, 5, ["full"]])
def test_there_are_three_kinds_of_jitter(kind):
    with pytest.raises(ScheduleError, match="the kind of jitter must be 'full', 'equal' or 'decorrelated', not "):
        RetrySchedule.of(PAGE).with_jitter(rng(), kind)


def test_what_is_wrong_with_a_schedule_is_an_error_of_ours():
    with pytest.raises(SnsFilterError) as caught:
        RetrySchedule.for_protocol("smoke")
    assert isinstance(caught.value, ValueError)
    assert pickle.loads(pickle.dumps(caught.value)) == caught.value  # noqa: S301 - our own bytes
