"""What SNS does about an endpoint that fails: described in each way, told in full, and refused if it makes no sense."""

import json
import pickle
from email.message import Message
from http import HTTPStatus
from itertools import count
from math import inf, nan
from random import Random
from time import process_time
from urllib.error import HTTPError

import pytest

from snsfilter import Outage, Response, RetrySchedule, ScheduleError, simulate, simulate_batch
from snsfilter.delivery.attempts import Attempt, Delivery, Ending, Fate
from snsfilter.delivery.endpoint import Failure, Verdict
from snsfilter.delivery.healthy import HealthyRetryPolicy

HUGE = 10**400
HTTPS = RetrySchedule.for_protocol("https")
ONCE = RetrySchedule.of(HealthyRetryPolicy(num_retries=1))
AT_ONCE = RetrySchedule.of(HealthyRetryPolicy(num_retries=100, num_no_delay_retries=100))


class Word(str):
    """A string of a class of its own."""

    __slots__ = ()


def sent(schedule, endpoint, **options):
    return [each.sent for each in simulate(schedule, endpoint, **options).attempts]


# ----------------------------------------------------------------------------------------------- describing an endpoint


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        (Outage(0, 30), [0, 20, 40]),
        ([Outage(0, 30)], [0, 20, 40]),
        ([Outage(0, 10), Outage(15, 30)], [0, 20, 40]),
        (Outage(0, 20), [0, 20]),
        (Outage(1, inf), [0]),
        (Outage(0, HUGE), [0, 20, 40, 60]),
        (Outage(0, 0), [0]),
        (Outage(0, inf, "timeout"), [0, 35, 70, 105]),
        (Outage(0, inf, Response(500, 2)), [0, 22, 44, 66]),
        (lambda time: 503 if time < 30 else 200, [0, 20, 40]),
        (lambda _: Response("connection-error", seconds=1), [0, 21, 42, 63]),
        ([503, 503, 200], [0, 20, 40]),
        ((503, 200), [0, 20]),
        ([503], [0, 20, 40, 60]),
        ([HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.OK], [0, 20]),
        ([Failure.TIMEOUT, Word("connection-error"), 200], [0, 35, 55]),
        ([TimeoutError(), ConnectionResetError(), 200], [0, 35, 55]),
        (Outage(0, inf, TimeoutError()), [0, 35, 70, 105]),
        (lambda time: OSError("no route to host") if time < 30 else 204, [0, 20, 40]),
    ],
)
def test_an_endpoint_can_be_described_in_several_ways(endpoint, expected):
    assert sent(HTTPS, endpoint) == expected
    if not callable(endpoint):
        assert sent(HTTPS, endpoint) == expected, "a second simulation begins anew"


def test_the_first_outage_that_is_on_decides():
    down = [Outage(0, 10, 404), Outage(5, 30, 503)]
    assert [each.ending for each in simulate_batch(ONCE, down, [0, 7, 10]).messages] == [
        Ending.PERMANENT_FAILURE,
        Ending.PERMANENT_FAILURE,
        Ending.DELIVERED,
    ]


@pytest.mark.parametrize("endpoint", [None, 503, "timeout", b"x", [], (), {}, {503}, iter([503]), [None], [[503]]])
def test_what_is_no_endpoint_is_refused(endpoint):
    with pytest.raises(ScheduleError, match=r"an endpoint must be|an answer must be"):
        simulate(HTTPS, endpoint)


@pytest.mark.parametrize(
    ("endpoint", "found"),
    [
        ([], "an empty list"),
        ([503, Outage(0, 1)], "a list of both"),
        (0, "0"),
        (None, "None"),
        ("503", "'503'"),
        ({}, "dict"),
    ],
)
def test_what_is_no_endpoint_is_named(endpoint, found):
    with pytest.raises(ScheduleError, match=rf", or a list of outages or of answers, not {found}$"):
        simulate(HTTPS, endpoint)


def test_a_list_without_end_is_no_endless_wait():
    class Endless(list):
        def __iter__(self):
            while True:
                yield 503

    assert sent(HTTPS, Endless([200])) == [0, 20, 40, 60], "a list is as long as it says"
    with pytest.raises(ScheduleError, match=r"an answer must be .*, not 1000"):
        simulate(HTTPS, range(503, 10**15))


@pytest.mark.parametrize("answer", [None, 99, 1000, -1, HUGE, True, 200.0, "503", Word("later"), [503], Outage(0, 1)])
def test_what_is_no_answer_is_refused(answer):
    attempts = [lambda: simulate(HTTPS, lambda _: answer), lambda: Response(answer), lambda: Outage(0, 1, answer)]
    if not isinstance(answer, Outage):
        attempts.append(lambda: simulate(HTTPS, [503, answer]))
    for attempt in attempts:
        with pytest.raises(ScheduleError, match="an answer must be an HTTP status from 100 to 999, 'timeout', "):
            attempt()


def test_numbers_may_be_of_any_class():
    class Number(int):
        """A number whose methods do as they like."""

        def __lt__(self, _):
            raise ZeroDivisionError

        __le__ = __gt__ = __ge__ = __eq__ = __hash__ = __int__ = __index__ = __lt__

    assert Response(Number(503), Number(2)) == Response(503, 2)
    assert sent(HTTPS, [Number(503), 200], throttle=Number(1), request_timeout=Number(5)) == [0, 20]
    assert sent(HTTPS, Outage(Number(0), Number(30), Number(500)), message_lifetime=Number(60)) == [0, 20, 40]
    assert simulate_batch(HTTPS, [200], [Number(7)]).last_delivered_at == 7


def test_an_endpoint_that_cant_be_reached_may_raise_it():
    def endpoint(time):
        if time < 30:
            raise ConnectionRefusedError if time else TimeoutError
        return 200

    assert sent(HTTPS, endpoint) == [0, 35]
    assert simulate_batch(HTTPS, endpoint, [0, 20]).attempts == 4


def test_what_else_an_endpoint_raises_is_the_callers_own():
    def endpoint(_):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        simulate(HTTPS, endpoint)


@pytest.mark.parametrize("start", [-1, nan, inf, HUGE, "0", None, True])
def test_an_outage_starts_at_a_time(start):
    with pytest.raises(ScheduleError, match="the start of an outage must be a number of seconds, 0 or more and finite"):
        Outage(start, 600)


@pytest.mark.parametrize("end", [-1, nan, "600", None, True])
def test_an_outage_ends_at_a_time(end):
    with pytest.raises(ScheduleError, match="the end of an outage must be a number of seconds, 0 or more, not"):
        Outage(0, end)


def test_an_outage_ends_after_it_starts():
    with pytest.raises(ScheduleError, match="an outage must end after it starts, not from 20 to 10 s"):
        Outage(20, 10)


@pytest.mark.parametrize("time", [nan, "0", None, True])
def test_an_outage_is_asked_for_a_time(time):
    assert [Outage(0, 60)(each) for each in (-1, 0, HUGE)] == [200, 503, 200]
    with pytest.raises(ScheduleError, match="the time of an attempt must be a number of seconds, finite, not "):
        Outage(0, 60)(time)


@pytest.mark.parametrize("seconds", [-1, nan, inf, "1", None, False, HUGE])
def test_a_response_takes_some_time(seconds):
    with pytest.raises(ScheduleError, match="the time of a response must be a number of seconds, 0 or more and finite"):
        Response(200, seconds)


def test_errors_of_the_connection_are_answers_as_they_are_of_deliver():
    refused = HTTPError("https://example.com/hook", 404, "not found", Message(), None)
    assert simulate(HTTPS, [TimeoutError(), refused]).ending is Ending.PERMANENT_FAILURE
    assert Delivery(ONCE, at=0).answered(ConnectionRefusedError(), sent=0).at == 20
    down = Outage(0, 60, ConnectionRefusedError())
    assert down.answer is Failure.CONNECTION_ERROR
    assert down == Outage(0, 60, ConnectionResetError()) == pickle.loads(pickle.dumps(down))  # noqa: S301 - our own bytes


@pytest.mark.parametrize(("answers", "delivered"), [([200], True), ([503, 200], True), ([404], False), ([503], False)])
def test_a_timeline_tells_whether_the_message_is_delivered(answers, delivered):
    timeline = simulate(HTTPS, answers)
    assert timeline.delivered is delivered
    assert timeline.delivered == (timeline.delivered_at is not None) == (timeline.fate is Fate.DELIVERED)


def test_a_response_is_a_value():
    response = Response(HTTPStatus.OK, seconds=1)
    assert response == Response(200, 1.0)
    assert (type(response.outcome), type(response.seconds)) == (int, float)
    assert Response("timeout").outcome is Failure.TIMEOUT
    assert {Response(503), Response(503)} == {pickle.loads(pickle.dumps(Response(503)))}  # noqa: S301 - our own bytes
    assert Response("connection-error").verdict is Verdict.RETRYABLE


# --------------------------------------------------------------------------------------------------------- one message


def test_a_timeline_tells_everything():
    timeline = simulate(ONCE, [Response(503, 2), "timeout"], dead_letter_queue=True)
    assert timeline.attempts == (
        Attempt(retry=0, due=0, sent=0, response=Response(503, 2), next_due=22),
        Attempt(retry=1, due=22, sent=22, response=Response("timeout", 15), next_due=None),
    )
    assert [each.ended for each in timeline.attempts] == [2, 37]
    assert [each.retried for each in timeline.attempts] == [True, False]
    assert (timeline.fate, timeline.ended_at, timeline.delivered_at) == (Fate.REDRIVEN, 37, None)
    assert json.loads(json.dumps(timeline.as_dict())) == {
        "fate": "redriven",
        "ending": "retries exhausted",
        "ended_at": 37,
        "delivered_at": None,
        "attempts": [
            {
                "retry": 0,
                "due": 0,
                "sent": 0,
                "outcome": 503,
                "seconds": 2,
                "verdict": "retryable",
                "next_due": 22,
            },
            {
                "retry": 1,
                "due": 22,
                "sent": 22,
                "outcome": "timeout",
                "seconds": 15,
                "verdict": "retryable",
                "next_due": None,
            },
        ],
    }


def test_a_message_may_expire():
    timeline = simulate(HTTPS, [503], message_lifetime=40)
    assert [each.sent for each in timeline.attempts] == [0, 20, 40]
    assert (timeline.ending, timeline.ended_at, timeline.fate) == (Ending.EXPIRED, 40, Fate.LOST)
    assert simulate(HTTPS, [503], message_lifetime=60).ending is Ending.EXHAUSTED
    assert sent(HTTPS, [503], message_lifetime=0) == [0]


def test_a_message_may_expire_while_it_is_throttled():
    batch = simulate_batch(HTTPS, [200], [0, 0, 0], throttle=1, message_lifetime=1.5)
    assert batch.messages == (
        (0, 1, Ending.DELIVERED, 0),
        (0, 1, Ending.DELIVERED, 1),
        (0, 0, Ending.EXPIRED, 1.5),
    )


def test_a_delivery_goes_step_by_step_on_any_clock():
    first = Delivery(ONCE, at=1000.5, expires=2000)
    second = first.answered(Response(503, 0.5), sent=1001)
    assert second == Delivery(ONCE, at=1021.5, retry=1, expires=2000)
    assert second.answered(Response(200, 1), sent=1030) == Delivery(ONCE, 1031, 1, 2000, Ending.DELIVERED)
    assert second.answered(Response(404), sent=1030).ending is Ending.PERMANENT_FAILURE
    assert second.answered(Response("timeout", 15), sent=1030) == Delivery(ONCE, 1045, 1, 2000, Ending.EXHAUSTED)
    assert first.answered(Response(503), sent=1999).ending is Ending.EXPIRED
    assert first.expired() == Delivery(ONCE, 2000, 0, 2000, Ending.EXPIRED)
    assert first.answered(503, sent=1001).answered("timeout", sent=-5).ending is Ending.EXHAUSTED


def test_a_delivery_takes_answers_until_it_has_ended():
    first = Delivery(ONCE, at=0)
    with pytest.raises(ScheduleError, match="an answer must be an HTTP status"):
        first.answered(None, sent=0)
    with pytest.raises(ScheduleError, match="the time of an attempt must be a number of seconds, finite, not 'now'"):
        first.answered(503, sent="now")
    with pytest.raises(ScheduleError, match=r"a delivery that has ended \(delivered\) makes no attempt"):
        first.answered(200, sent=0).answered(503, sent=0)


def test_days_of_outage_are_simulated_in_moments():
    """SQS's schedule against an outage of four days, compared with a pass over the schedule: both are linear."""
    schedule = RetrySchedule.for_protocol("sqs")
    start = process_time()
    timeline = simulate(schedule, Outage(0, 4 * 86_400))
    assert process_time() - start < 5
    assert len(timeline.attempts) == 17_294
    assert timeline.delivered_at is not None
    assert 4 * 86_400 <= timeline.delivered_at < 4 * 86_400 + 20


# -------------------------------------------------------------------------------------------------------- many messages


def test_many_messages_against_an_outage():
    batch = simulate_batch(HTTPS, Outage(0, 90), range(100), dead_letter_queue=True)
    assert (batch.delivered, batch.redriven, batch.lost, batch.attempts) == (70, 30, 0, 310)
    assert batch.last_delivered_at == 109
    assert batch.peak == (4, 60)
    assert json.loads(json.dumps(batch.as_dict())) == {
        "messages": 100,
        "delivered": 70,
        "redriven": 30,
        "lost": 0,
        "last_delivered_at": 109,
        "attempts": 310,
        "peak_attempts_per_second": 4,
        "peak_starts_at": 60,
    }


def test_no_messages_at_all():
    batch = simulate_batch(HTTPS, Outage(0, 90), [])
    assert (batch.messages, batch.peak, batch.last_delivered_at, batch.attempts) == ((), (0, 0), None, 0)


def test_answers_are_given_in_the_order_of_attempts():
    batch = simulate_batch(ONCE, [503, 404, 200], [5, 0])
    assert [each.ending for each in batch.messages] == [Ending.PERMANENT_FAILURE, Ending.DELIVERED]


@pytest.mark.parametrize("throttle", [1, 3, 7, 1000])
def test_a_throttle_evens_out_what_comes_at_once(throttle):
    times = [each.sent for each in simulate(AT_ONCE, [503], throttle=throttle).attempts]
    assert len(times) == 101
    assert times == pytest.approx([number / throttle for number in range(101)], abs=1e-6)
    assert simulate_batch(AT_ONCE, [503], [0, 0.1], throttle=throttle).peak.attempts == min(throttle, 202)


def test_each_message_may_have_a_schedule_of_its_own():
    seen = []

    def schedule(number):
        seen.append(number)
        return ONCE if number else HTTPS

    batch = simulate_batch(schedule, [503], [0, 0])
    assert [each.attempts for each in batch.messages] == [4, 2]
    assert seen == [0, 1]
    rng = Random(1)  # noqa: S311 - no secret depends on it
    scattered = simulate_batch(lambda _: HTTPS.with_jitter(rng), Outage(0, 30), [0] * 100)
    assert len({each.ended_at for each in scattered.messages}) > 90


@pytest.mark.parametrize("schedule", [None, [HTTPS], lambda _: None, lambda _: "sqs"])
def test_each_message_has_a_schedule(schedule):
    with pytest.raises(ScheduleError, match="a simulation follows a RetrySchedule, not "):
        simulate_batch(schedule, [503], [0])


def test_who_waits_longest_goes_first():
    batch = simulate_batch(HTTPS, [200], [2, 0, 0, 1], throttle=1)
    assert [each.ended_at for each in batch.messages] == [3, 0, 1, 2]


def test_messages_without_end_are_refused():
    with pytest.raises(ScheduleError, match="there must be at most 1,000,000 messages, not more"):
        simulate_batch(HTTPS, [200], count())


def test_there_is_one_zero_only():
    assert str(simulate_batch(HTTPS, [200], [-0.0]).messages[0].published_at) == "0.0"


@pytest.mark.parametrize("times", [None, 5, "12", b"12", [None], ["0"], [-1], [nan], [inf], [True]])
def test_messages_are_published_at_times(times):
    with pytest.raises(ScheduleError, match=r"(the times|a time) of publication must be a"):
        simulate_batch(HTTPS, [200], times)


# -------------------------------------------------------------------------------------------------------------- options


@pytest.mark.parametrize("schedule", [None, "sqs", [20, 20], HealthyRetryPolicy()])
def test_a_simulation_follows_a_schedule(schedule):
    with pytest.raises(ScheduleError, match="a simulation follows a RetrySchedule, not "):
        simulate(schedule, [200])


@pytest.mark.parametrize("throttle", [0, -1, 1.5, "1", True, nan])
def test_a_throttle_is_a_whole_number(throttle):
    with pytest.raises(ScheduleError, match=r"the throttle .* must be a whole number, 1 or more, not"):
        simulate(HTTPS, [200], throttle=throttle)


def test_the_request_timeout_is_more_than_nothing():
    with pytest.raises(ScheduleError, match="the request timeout must be more than 0 seconds"):
        simulate(HTTPS, [200], request_timeout=0)


def test_a_throttle_may_be_as_large_as_it_likes():
    assert sent(AT_ONCE, [503, 200], throttle=HUGE) == pytest.approx([0, 0], abs=1e-8)


@pytest.mark.parametrize("value", [-1, nan, inf, "1", None, True, HUGE])
def test_the_request_timeout_is_a_number_of_seconds(value):
    with pytest.raises(ScheduleError, match="the request timeout must be a number of seconds, 0 or more and finite"):
        simulate(HTTPS, [200], request_timeout=value)


@pytest.mark.parametrize("value", [-1, nan, inf, "1", True, HUGE])
def test_the_lifetime_is_a_number_of_seconds(value):
    with pytest.raises(ScheduleError, match="the message lifetime must be a number of seconds, 0 or more and finite"):
        simulate(HTTPS, [200], message_lifetime=value)


def test_the_far_future_is_no_trouble():
    far = 1.7e308
    assert simulate_batch(HTTPS, Outage(0, inf), [far, far]).peak == (8, far)
    assert simulate(HTTPS, lambda _: Response(503, far), request_timeout=far).ended_at == inf
