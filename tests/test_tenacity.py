"""A schedule of SNS for those who retry with tenacity."""

import sys
from importlib import import_module

import pytest
from tenacity import RetryError, Retrying, retry_if_exception_type, wait_fixed

from snsfilter import MissingExtraError, RetrySchedule, ScheduleError
from snsfilter.delivery.healthy import HealthyRetryPolicy
from snsfilter.integrations.tenacity import stop_after_schedule, wait_schedule

SCHEDULE = RetrySchedule.of(HealthyRetryPolicy(5, 260, 10, num_no_delay_retries=2))


def run(schedule, **options):
    """What tenacity slept, and how often it tried, for something that always fails."""
    slept, tries = [], []

    def fail():
        tries.append(1)
        raise OSError

    retrying = Retrying(stop=stop_after_schedule(schedule), sleep=slept.append, **options)
    with pytest.raises(RetryError):
        retrying(fail)
    return slept, len(tries)


def test_tenacity_waits_and_stops_as_sns_does():
    assert run(SCHEDULE, wait=wait_schedule(SCHEDULE)) == (list(SCHEDULE.delays()), SCHEDULE.attempts)


def test_a_schedule_without_retries_is_one_attempt():
    nothing = RetrySchedule.of(HealthyRetryPolicy(num_retries=0))
    assert run(nothing, wait=wait_schedule(nothing)) == ([], 1)


def test_its_algebra_goes_on_working():
    slept, _ = run(SCHEDULE, wait=wait_schedule(SCHEDULE) + wait_fixed(1))
    assert slept == [delay + 1 for delay in SCHEDULE.delays()]
    both = stop_after_schedule(SCHEDULE) | stop_after_schedule(RetrySchedule.for_protocol("https"))
    slept = []
    with pytest.raises(RetryError):
        Retrying(wait=wait_schedule(SCHEDULE), stop=both, sleep=slept.append)(lambda: 1 / 0)
    assert slept == list(SCHEDULE.delays())[:3]


def test_past_the_schedule_it_waits_as_before_the_last_retry():
    short, slept, tries = RetrySchedule.for_protocol("https"), [], []

    def fail():
        tries.append(1)
        if len(tries) < 7:
            raise OSError
        raise KeyError

    with pytest.raises(KeyError):
        Retrying(wait=wait_schedule(short), retry=retry_if_exception_type(OSError), sleep=slept.append, reraise=True)(
            fail
        )
    assert slept == [20] * 6


def test_it_shows_the_schedule():
    assert repr(wait_schedule(SCHEDULE)) == f"wait_schedule({SCHEDULE!r})"
    assert repr(stop_after_schedule(SCHEDULE)) == f"stop_after_schedule({SCHEDULE!r})"


@pytest.mark.parametrize("strategy", [wait_schedule, stop_after_schedule])
@pytest.mark.parametrize("schedule", [None, "sqs", [1, 2]])
def test_it_takes_schedules_only(strategy, schedule):
    with pytest.raises(ScheduleError, match="tenacity waits by a RetrySchedule, not "):
        strategy(schedule)


def test_without_tenacity_the_error_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "snsfilter.integrations.tenacity")
    for name in ("tenacity", "tenacity.stop"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'snsfilter\[tenacity\]'") as caught:
        import_module("snsfilter.integrations.tenacity")
    assert isinstance(caught.value, ImportError)
