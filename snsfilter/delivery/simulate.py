"""What SNS does about an endpoint that fails: every attempt and its time, without waiting for any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heapreplace
from itertools import islice, repeat
from math import ceil, inf
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from snsfilter.delivery.attempts import Attempt, Delivery
from snsfilter.delivery.checks import number_of_seconds, whole_number
from snsfilter.delivery.endpoint import Endpoint, asking, read_answer, within
from snsfilter.delivery.outcome import Batch, BatchedMessage, Busiest, Timeline
from snsfilter.delivery.phases import TICKS
from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.errors import ScheduleError, describe_foreign

if TYPE_CHECKING:
    from snsfilter.delivery.attempts import Ending
    from snsfilter.delivery.endpoint import Answer

__all__ = ["simulate", "simulate_batch"]

_MOST_MESSAGES: Final = 1_000_000
"""How many messages a batch may have: they are all held at once, and what never ends shall not be waited for."""


def simulate(
    schedule: RetrySchedule,
    endpoint: Endpoint,
    *,
    request_timeout: float = 15.0,
    throttle: int | None = None,
    message_lifetime: float | None = None,
    dead_letter_queue: bool = False,
) -> Timeline:
    """Return what becomes of a message that is published at 0 seconds.

    >>> from snsfilter import Outage, RetrySchedule, simulate
    >>> timeline = simulate(RetrySchedule.for_protocol("https"), Outage(0, 30))
    >>> [(attempt.sent, attempt.response.outcome) for attempt in timeline.attempts]
    [(0.0, 503), (20.0, 503), (40.0, 200)]
    >>> timeline.delivered_at
    40.0

    Args:
        schedule: when SNS tries again.
        endpoint: an :class:`~snsfilter.Outage`, or several in a list; a function that is given the time in seconds and
            returns an HTTP status, ``"timeout"``, ``"connection-error"`` or a :class:`~snsfilter.Response`, or returns
            or raises an ``OSError``, as for :func:`deliver`; or a list of such answers; the last of them holds for
            good.
        request_timeout: how long SNS waits for an answer, in seconds; the delay before the next attempt begins after
            it (*SendMessageToHttp.prepare*).
        throttle: maxReceivesPerSecond of the throttle policy; an attempt that comes too early is queued again without
            using up a retry (*sns-message-delivery-retries*).  That SNS then sends at even intervals is inferred: it
            documents an average.
        message_lifetime: how long after its publication SNS may still send a message, in seconds; by default for as
            long as the schedule runs.  The guide of 2018 says that a message to HTTP/S lives at most 3,600 seconds.
        dead_letter_queue: whether a message that can't be delivered is redriven to one rather than lost.

    Raises:
        ScheduleError: an argument isn't what it must be, or the endpoint answers something else.
    """
    rules = _rules(request_timeout, throttle, message_lifetime)
    steps = list(_steps(rules, endpoint, [(0.0, _require_schedule(schedule))]))
    end = steps[-1].delivery
    attempts = tuple(step.attempt for step in steps if step.attempt is not None)
    return Timeline(attempts, cast("Ending", end.ending), end.at, bool(dead_letter_queue))


def simulate_batch(  # noqa: PLR0913 (each is a detail of its own, given by name)
    schedule: RetrySchedule | Callable[[int], RetrySchedule],
    endpoint: Endpoint,
    published_at: Iterable[float],
    *,
    request_timeout: float = 15.0,
    throttle: int | None = None,
    message_lifetime: float | None = None,
    dead_letter_queue: bool = False,
) -> Batch:
    """Return what becomes of many messages to one endpoint, in sum.

    >>> from snsfilter import Outage, RetrySchedule, simulate_batch
    >>> batch = simulate_batch(RetrySchedule.for_protocol("https"), Outage(0, 90), range(100))
    >>> batch.delivered, batch.lost, batch.last_delivered_at, batch.peak.attempts
    (70, 30, 109.0, 4)

    Args:
        schedule: when SNS tries again; or a function that gives each message, by its number from 0, a schedule of its
            own: ``lambda number: schedule.with_jitter(rng)``.
        endpoint: as for :func:`simulate`; a list of answers is given to the attempts in the order in which they are
            sent, whatever their messages.
        published_at: when each message is published, in seconds, in any order; at most a million.
        request_timeout: as for :func:`simulate`.
        throttle: as for :func:`simulate`; it holds for all messages together, and those that wait longest go first.
        message_lifetime: as for :func:`simulate`.
        dead_letter_queue: as for :func:`simulate`.

    Raises:
        ScheduleError: an argument isn't what it must be, or the endpoint answers something else.
    """
    rules = _rules(request_timeout, throttle, message_lifetime)
    times = _times(published_at)
    schedules = map(schedule, range(len(times))) if callable(schedule) else repeat(schedule, len(times))
    messages = [(time, _require_schedule(each)) for time, each in zip(times, schedules, strict=True)]
    attempts = [0] * len(times)
    ends: dict[int, Delivery] = {}
    busiest = Busiest()
    for message, attempt, delivery in _steps(rules, endpoint, messages):
        if attempt is not None:
            attempts[message] += 1
            busiest.see(attempt.sent)
        if delivery.ending is not None:
            ends[message] = delivery
    ended = (
        BatchedMessage(time, attempts[message], cast("Ending", ends[message].ending), ends[message].at)
        for message, time in enumerate(times)
    )
    return Batch(tuple(ended), busiest.peak, bool(dead_letter_queue))


class _Rules(NamedTuple):
    """How SNS goes about it; all times in seconds."""

    request_timeout: float
    interval: float
    message_lifetime: float


def _rules(request_timeout: float, throttle: int | None, message_lifetime: float | None) -> _Rules:
    timeout = number_of_seconds("the request timeout", request_timeout)
    if not timeout:
        raise ScheduleError("the request timeout must be more than 0 seconds, for no answer comes at once")
    rate = None if throttle is None else whole_number("the throttle (maxReceivesPerSecond)", throttle, least=1)
    lifetime = inf if message_lifetime is None else number_of_seconds("the message lifetime", message_lifetime)
    # Rounded up to a step of time, so that no second ever sees one attempt too many.
    return _Rules(timeout, ceil(TICKS / rate) / TICKS if rate else 0.0, lifetime)


def _require_schedule(schedule: object) -> RetrySchedule:
    if isinstance(schedule, RetrySchedule):
        return schedule
    raise ScheduleError(
        f"a simulation follows a RetrySchedule, not {describe_foreign(schedule)}; take policy.schedule()"
    )


def _times(published_at: Iterable[float]) -> list[float]:
    given: object = published_at
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise ScheduleError(f"the times of publication must be a list of seconds, not {describe_foreign(given)}")
    times = [number_of_seconds("a time of publication", each) for each in islice(given, _MOST_MESSAGES + 1)]
    if len(times) > _MOST_MESSAGES:
        raise ScheduleError(
            f"there must be at most {_MOST_MESSAGES:,} messages, not more; simulate fewer, for a shorter time"
        )
    return times


class _Step(NamedTuple):
    """One event: a message was sent, or, without an attempt, may not be sent any more."""

    message: int
    attempt: Attempt | None
    delivery: Delivery


def _steps(rules: _Rules, endpoint: Endpoint, messages: list[tuple[float, RetrySchedule]]) -> Iterator[_Step]:
    """Give every event in order of time; of those at one time, the message that was given first comes first.

    A message is given as the time of its publication, in seconds, and its schedule.
    """
    ask = asking(endpoint)
    queue = [
        (time, message, Delivery(schedule, time, expires=time + rules.message_lifetime))
        for message, (time, schedule) in enumerate(messages)
    ]
    heapify(queue)
    free = -inf
    while queue:
        due, message, delivery = queue[0]
        sent = max(due, free)
        if sent > delivery.expires:
            heappop(queue)
            yield _Step(message, None, delivery.expired())
            continue
        free = sent + rules.interval
        response = within(read_answer(_answer(ask, sent)), rules.request_timeout)
        after = delivery.answered(response, sent=sent)
        going_on = after.ending is None
        if going_on:
            heapreplace(queue, (after.at, message, after))
        else:
            heappop(queue)
        yield _Step(message, Attempt(delivery.retry, due, sent, response, after.at if going_on else None), after)


def _answer(ask: Callable[[float], Answer], time: float) -> Answer:
    """Ask the endpoint; that a function can't reach it is an answer, any other error is the caller's own."""
    try:
        return ask(time)
    except OSError as error:
        return error
