"""Delivering for real: the caller sends, and brings a clock, so that nobody waits."""

import asyncio
from email.message import Message as Headers
from http import HTTPStatus
from math import nan
from unittest.mock import patch
from urllib.error import HTTPError, URLError

import pytest

from snsfilter import Response, RetrySchedule, ScheduleError, deliver, deliver_async
from snsfilter.delivery.attempts import Ending, Fate
from snsfilter.delivery.healthy import HealthyRetryPolicy

HTTPS = RetrySchedule.for_protocol("https")


class Clock:
    """A clock that goes on only when somebody sleeps, or when sending takes time."""

    def __init__(self, start=1000.0):
        self.now = start
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds):
        await asyncio.sleep(0)
        self.sleep(seconds)


class ResponseError(OSError):
    """What requests raises for a status that it doesn't like."""

    def __init__(self, status):
        super().__init__(f"status {status}")
        self.response = type("Response", (), {"status_code": status})


def sender(*answers):
    """A function that gives one answer after the other; the last for good."""
    left = list(answers)

    def send():
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return send


def http_error(status):
    return HTTPError("http://localhost", status, "no", Headers(), None)


def deliver_both(answers, schedule=HTTPS, **options):
    """The timeline of both functions, which must be the same."""

    async def asynchronously(clock):
        send = sender(*answers)

        async def sending():
            await asyncio.sleep(0)
            return send()

        return await deliver_async(sending, schedule, clock=clock, sleep=clock.sleep_async, **options)

    one, other = Clock(), Clock()
    timeline = deliver(sender(*answers), schedule, clock=one, sleep=one.sleep, **options)
    assert timeline == asyncio.run(asynchronously(other))
    assert one.slept == other.slept
    return timeline, one.slept


def test_it_tries_until_the_message_is_taken():
    timeline, slept = deliver_both([503, "timeout", 200])
    assert slept == [20, 20]
    assert [each.sent for each in timeline.attempts] == [1000, 1020, 1040]
    assert [each.response for each in timeline.attempts] == [Response(503), Response("timeout"), Response(200)]
    assert (timeline.ending, timeline.delivered_at) == (Ending.DELIVERED, 1040)


@pytest.mark.parametrize(
    ("answer", "attempts", "ending"),
    [
        (404, 1, Ending.PERMANENT_FAILURE),
        (503, 4, Ending.EXHAUSTED),
        (TimeoutError(), 4, Ending.EXHAUSTED),
        (ConnectionRefusedError(), 4, Ending.EXHAUSTED),
        (OSError("no route to host"), 4, Ending.EXHAUSTED),
        (URLError("unknown host"), 4, Ending.EXHAUSTED),
        (ResponseError(404), 1, Ending.PERMANENT_FAILURE),
        (ResponseError(503), 4, Ending.EXHAUSTED),
        (ResponseError(None), 4, Ending.EXHAUSTED),
        (ResponseError(7), 4, Ending.EXHAUSTED),
    ],
    ids=repr,
)
def test_what_comes_back_decides(answer, attempts, ending):
    timeline, _ = deliver_both([answer], dead_letter_queue=True)
    assert (len(timeline.attempts), timeline.ending, timeline.fate) == (attempts, ending, Fate.REDRIVEN)


def test_an_error_of_urllib_that_has_a_status_counts_as_that():
    with http_error(404) as error:
        timeline, _ = deliver_both([error])
    assert [each.response.outcome for each in timeline.attempts] == [404]


def test_errors_of_the_connection_are_told_apart():
    timeline, _ = deliver_both([TimeoutError(), ConnectionResetError(), 200])
    assert [each.response.outcome for each in timeline.attempts] == ["timeout", "connection-error", 200]


def test_any_other_exception_is_the_callers():
    with pytest.raises(KeyError, match="mine"):
        deliver(sender(KeyError("mine")), HTTPS, clock=Clock(), sleep=print)


def test_the_delay_begins_after_the_attempt_and_what_sending_took_is_told():
    clock = Clock(0)

    def send():
        clock.now += 4
        return 503

    timeline = deliver(send, HTTPS, clock=clock, sleep=clock.sleep)
    assert [each.sent for each in timeline.attempts] == [0, 24, 48, 72]
    assert {each.response for each in timeline.attempts} == {Response(503, 4)}


def test_it_doesnt_sleep_for_a_retry_without_delay():
    schedule = RetrySchedule.of(HealthyRetryPolicy(num_no_delay_retries=3))
    timeline, slept = deliver_both([503], schedule)
    assert (len(timeline.attempts), slept) == (4, [])


def test_a_late_clock_makes_no_negative_wait():
    clock = Clock(0)
    waits = []

    def oversleep(seconds):
        waits.append(seconds)
        clock.now += seconds + 5

    timeline = deliver(sender(503), HTTPS, clock=clock, sleep=oversleep)
    assert waits == [20, 20, 20]
    assert [each.sent for each in timeline.attempts] == [0, 25, 50, 75]
    assert [each.due for each in timeline.attempts] == [0, 20, 45, 70]


def test_a_clock_that_is_set_back_makes_no_negative_time():
    readings = iter([10, 10, 10, 5])
    timeline = deliver(lambda: 200, HTTPS, clock=lambda: next(readings), sleep=print)
    assert timeline.attempts[0].response.seconds == 0


def test_a_message_may_expire():
    timeline, slept = deliver_both([503], message_lifetime=45)
    assert (len(timeline.attempts), slept, timeline.ending, timeline.ended_at) == (3, [20, 20], Ending.EXPIRED, 1045)


def test_a_message_may_expire_while_somebody_sleeps_too_long():
    """What the sleep oversleeps counts, too: no retry is sent after the last moment at which it may be."""
    clock = Clock()
    timeline = deliver(sender(503), HTTPS, clock=clock, sleep=lambda s: clock.sleep(s * 2), message_lifetime=60)
    assert [each.sent for each in timeline.attempts] == [1000, 1040]
    assert (timeline.ending, timeline.ended_at) == (Ending.EXPIRED, 1060)

    async def sleep(seconds):
        clock.sleep(seconds * 2)

    async def send():
        return 503

    again = asyncio.run(deliver_async(send, HTTPS, clock=clock, sleep=sleep, message_lifetime=60))
    assert [each.sent - 1080 for each in again.attempts] == [0, 40]


def test_the_initial_attempt_is_always_made():
    ticks = iter(range(100))
    timeline = deliver(sender(503), HTTPS, clock=lambda: next(ticks), sleep=lambda _: None, message_lifetime=0)
    assert (len(timeline.attempts), timeline.ending) == (1, Ending.EXPIRED)


def test_a_timeout_that_urllib_wraps_is_one():
    for error, outcome in ((URLError(TimeoutError()), "timeout"), (URLError(OSError()), "connection-error")):
        timeline, _ = deliver_both([error])
        assert timeline.attempts[0].response.outcome == outcome


def test_a_status_may_be_a_name_of_http():
    error = ResponseError(HTTPStatus.NOT_FOUND)
    error.code = None
    timeline, _ = deliver_both([error])
    assert timeline.attempts[0].response.outcome == 404


def test_what_would_have_to_be_awaited_has_not_been_done():
    async def send():
        return 200

    async def fail():
        return 503

    with pytest.raises(
        ScheduleError, match=r"send must do it at once, but returned a coroutine to await; .*: deliver_"
    ):
        deliver(send, HTTPS)
    with pytest.raises(ScheduleError, match="sleep must do it at once, but returned a coroutine to await"):
        deliver(sender(503), HTTPS, sleep=asyncio.sleep)

    class Waiting:
        def __await__(self):
            raise AssertionError

    with pytest.raises(ScheduleError, match="send must do it at once, but returned a Waiting to await"):
        deliver(Waiting, HTTPS)
    with pytest.raises(ScheduleError, match="sleep must return something to await, not None; if it does it at once"):
        asyncio.run(deliver_async(fail, HTTPS, sleep=lambda _: None))


def test_the_real_clock_is_the_default():
    at_once = RetrySchedule.of(HealthyRetryPolicy(num_no_delay_retries=3))

    async def taken():
        return 200

    timeline = deliver(lambda: 503, at_once)
    assert [each.sent for each in timeline.attempts] == sorted(each.sent for each in timeline.attempts)
    assert asyncio.run(deliver_async(taken, HTTPS)).ending is Ending.DELIVERED


def test_asyncio_sleeps_by_default():
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    async def busy():
        return 503

    with patch("asyncio.sleep", sleep):
        asyncio.run(deliver_async(busy, HTTPS, clock=lambda: 0.0))
    assert slept == [20, 20, 20]


@pytest.mark.parametrize("name", ["send", "clock", "sleep"])
@pytest.mark.parametrize("value", [None, 5, "now"])
def test_functions_are_functions(name, value):
    arguments = {"send": sender(200), "clock": Clock(), "sleep": print} | {name: value}
    with pytest.raises(ScheduleError, match=f"{name} must be a function, not "):
        deliver(arguments.pop("send"), HTTPS, **arguments)


def test_functions_are_functions_for_asyncio():
    with pytest.raises(ScheduleError, match="send must be a function, not int"):
        asyncio.run(deliver_async(200, HTTPS))
    with pytest.raises(ScheduleError, match="sleep must be a function, not int"):
        asyncio.run(deliver_async(sender(200), HTTPS, sleep=5))
    with pytest.raises(ScheduleError, match=r"send must return something to await, not 200; .*: deliver$"):
        asyncio.run(deliver_async(sender(200), HTTPS))


@pytest.mark.parametrize("time", [nan, "now", None, True, 10**400, -(10**400)])
def test_a_clock_tells_a_number_of_seconds(time):
    with pytest.raises(ScheduleError, match="the time on the clock must be a number of seconds, finite, not "):
        deliver(sender(200), HTTPS, clock=lambda: time)


def test_a_clock_may_be_negative():
    assert deliver(sender(200), HTTPS, clock=lambda: -5).delivered_at == -5


@pytest.mark.parametrize("answer", [None, "200", 20, (200,)])
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(ScheduleError, match="an answer must be an HTTP status"):
        deliver(sender(answer), HTTPS, clock=Clock(), sleep=print)


@pytest.mark.parametrize("schedule", [None, [20], "sqs"])
def test_a_delivery_follows_a_schedule(schedule):
    with pytest.raises(ScheduleError, match="a delivery follows a RetrySchedule, not "):
        deliver(sender(200), schedule)
