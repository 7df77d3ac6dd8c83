"""The laws of schedules, and of what a simulation does with them."""

import asyncio
import pickle
from dataclasses import replace
from math import fsum, inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snsfilter import Outage, Phase, Response, RetrySchedule, deliver, deliver_async, simulate, simulate_batch
from snsfilter.delivery.healthy import BackoffFunction, HealthyRetryPolicy
from snsfilter.delivery.managed import PROTOCOLS
from tests.properties.strategies import few

TICK = 2**-30
DELIVERED, PERMANENT, EXHAUSTED = "delivered", "permanent failure", "retries exhausted"


def seeded(seed):
    return Random(seed)  # noqa: S311 - no secret depends on it


@st.composite
def policies(draw, most_retries=100, longest=3600):
    """Any policy that SNS takes."""
    least = draw(st.integers(1, longest))
    retries = draw(st.integers(0, most_retries))
    cuts = sorted(draw(st.lists(st.integers(0, retries), min_size=3, max_size=3)))
    return HealthyRetryPolicy(
        min_delay_target=least,
        max_delay_target=draw(st.integers(least, longest)),
        num_retries=retries,
        num_no_delay_retries=cuts[0],
        num_min_delay_retries=cuts[1] - cuts[0],
        num_max_delay_retries=retries - cuts[2],
        backoff_function=draw(st.sampled_from(BackoffFunction)),
    )


schedules = policies().map(RetrySchedule.of)
short_schedules = policies(most_retries=6, longest=40).map(RetrySchedule.of)
kinds = st.sampled_from(["full", "equal", "decorrelated"])
some_schedule = st.one_of(
    schedules,
    st.builds(lambda schedule, seed, kind: schedule.with_jitter(seeded(seed), kind), schedules, st.integers(), kinds),
)
statuses = st.sampled_from([200, 204, 302, 404, 429, 500, 503, "timeout", "connection-error"])
answers = st.one_of(statuses, st.builds(Response, statuses, st.integers(0, 80).map(lambda each: each / 4)))
failing = st.lists(st.sampled_from([429, 503, "timeout"]) | answers, min_size=1, max_size=8)


@given(policies())
def test_every_legal_policy_has_a_schedule_of_four_phases_in_order(policy):
    schedule = RetrySchedule.of(policy)
    sizes = [each.count for each in schedule.phases]
    assert [each.phase for each in schedule.phases] == list(Phase)
    assert sizes[:2] == [policy.num_no_delay_retries, policy.num_min_delay_retries]
    assert sizes[3] == policy.num_max_delay_retries
    assert len(schedule) == sum(sizes) == policy.num_retries == schedule.attempts - 1
    assert [each.number for each in schedule] == list(range(1, policy.num_retries + 1))
    assert [each.phase for each in schedule] == [each.phase for each in schedule.phases for _ in range(each.count)]


@given(policies())
def test_each_phase_has_its_delays(policy):
    schedule = RetrySchedule.of(policy)
    least, most = policy.min_delay_target, policy.max_delay_target
    immediate, before, backoff, after = (
        [each.delay for each in schedule[phase.start : phase.start + phase.count]] for phase in schedule.phases
    )
    assert set(immediate) <= {0}
    assert set(before) <= {least}
    assert set(after) <= {most}
    assert backoff == sorted(backoff)
    assert backoff[:1] in ([], [least])
    assert len(backoff) < 2 or backoff[-1] == most


@given(policies())
def test_no_curve_lies_above_linear(policy):
    delays = {function: list(RetrySchedule.of(_with(policy, function)).delays()) for function in BackoffFunction}
    straight = delays.pop(BackoffFunction.LINEAR)
    for curve in delays.values():
        assert all(each <= line + TICK for each, line in zip(curve, straight, strict=True))


def _with(policy, function):
    return HealthyRetryPolicy(
        policy.min_delay_target,
        policy.max_delay_target,
        policy.num_retries,
        policy.num_max_delay_retries,
        policy.num_no_delay_retries,
        policy.num_min_delay_retries,
        function,
    )


@given(some_schedule)
def test_every_sum_is_exact(schedule):
    delays = list(schedule.delays())
    assert schedule.total_delay == sum(delays) == fsum(delays) == sum(reversed(delays))
    assert schedule.total_delay == sum(each.total_delay for each in schedule.phases)
    assert [each.since_first_failure for each in schedule] == [sum(delays[: place + 1]) for place in range(len(delays))]
    assert [schedule.delay_before(number + 1) for number in range(len(delays))] == delays


@given(some_schedule, st.slices(120), st.integers(-110, 110))
def test_it_is_a_sequence_like_the_list_of_its_retries(schedule, part, place):
    retries = list(schedule)
    assert schedule[part] == retries[part]
    assert list(reversed(schedule)) == retries[::-1]
    assert [schedule[each] for each in range(len(retries))] == retries
    if -len(retries) <= place < len(retries):
        retry = retries[place]
        assert schedule[place] == retry
        assert retry in schedule
        assert schedule.index(retry) == retries.index(retry)
        assert schedule.count(retry) == 1
        assert schedule[place].since_first_failure == retry.since_first_failure
        assert replace(retry, delay=-1.0) not in schedule
    else:
        with pytest.raises(IndexError, match="has no retry at"):
            schedule[place]


@given(some_schedule, some_schedule)
def test_it_is_a_value(schedule, other):
    again = pickle.loads(pickle.dumps(schedule))  # noqa: S301 - our own bytes
    assert again == schedule
    assert hash(again) == hash(schedule)
    assert (schedule == other) == (list(schedule) == list(other))


@given(schedules, st.integers(), kinds)
def test_jitter_keeps_its_bounds_and_the_phases(schedule, seed, kind):
    drawn = schedule.with_jitter(seeded(seed), kind)
    assert drawn == schedule.with_jitter(seeded(seed), kind)
    assert [each.count for each in drawn.phases] == [each.count for each in schedule.phases]
    delays = list(schedule.delays())
    shortest, longest, before = min((each for each in delays if each), default=0), max(delays, default=0), None
    for delay, jittered in zip(delays, drawn.delays(), strict=True):
        if not delay:
            assert jittered == 0
        elif kind == "decorrelated":
            assert shortest <= jittered <= min(longest, 3 * (before or shortest))
            before = jittered
        else:
            assert (delay / 2 if kind == "equal" else 0) <= jittered <= delay


@given(policies(), st.dictionaries(st.integers(1, 100), st.floats(allow_nan=False) | st.integers()))
def test_a_function_of_the_callers_own_is_held_between_the_bounds(policy, curve):
    seen = []

    def backoff(number, count, least, most):
        seen.append((number, count, least, most))
        return curve.get(number, least)

    schedule = RetrySchedule.of(policy, backoff=backoff)
    phase = schedule.phases[2]
    least, most = policy.min_delay_target, policy.max_delay_target
    assert seen == [(number, phase.count, least, most) for number in range(1, phase.count + 1)]
    for number, retry in enumerate(schedule[phase.start : phase.start + phase.count], start=1):
        assert retry.delay == pytest.approx(min(max(curve.get(number, least), least), most), abs=TICK)


def by_hand(schedule, answers, timeout):
    """The attempts and the end of a delivery, written as plainly as can be."""
    delays, time, sent = list(schedule.delays()), 0.0, []
    while True:
        answer = answers[min(len(sent), len(answers) - 1)]
        status, seconds = (answer.outcome, answer.seconds) if isinstance(answer, Response) else (answer, 0)
        if status == "timeout" or seconds >= timeout:
            status, seconds = "timeout", timeout
        sent.append(time)
        time += seconds
        if isinstance(status, int) and 200 <= status < 500 and status != 429:
            return sent, DELIVERED if status < 300 else PERMANENT, time
        if len(sent) > len(delays):
            return sent, EXHAUSTED, time
        time += delays[len(sent) - 1]


@given(short_schedules, failing, st.integers(1, 40))
def test_a_simulation_sends_when_it_must_and_stops_when_it_may(schedule, answers, timeout):
    timeline = simulate(schedule, answers, request_timeout=timeout)
    sent, ending, end = by_hand(schedule, answers, timeout)
    assert [each.sent for each in timeline.attempts] == [each.due for each in timeline.attempts] == sent
    assert (timeline.ending, timeline.ended_at) == (ending, end)
    assert len(sent) <= schedule.attempts
    assert [each.retry for each in timeline.attempts] == list(range(len(sent)))
    assert [each.next_due for each in timeline.attempts] == [*sent[1:], None]
    assert [each.response.verdict == "retryable" for each in timeline.attempts[:-1]] == [True] * (len(sent) - 1)


@given(short_schedules, failing)
def test_delivering_on_a_clock_is_what_the_simulation_says(schedule, answers):
    now, given_answers = [0.0], iter(answers + answers[-1:] * schedule.attempts)

    def send():
        answer = next(given_answers)
        response = answer if isinstance(answer, Response) else Response(answer)
        timed_out = response.outcome == "timeout" or response.seconds >= 15
        now[0] += 15 if timed_out else response.seconds
        return "timeout" if timed_out else response

    def sleep(seconds):
        assert seconds > 0
        now[0] += seconds

    assert deliver(send, schedule, clock=lambda: now[0], sleep=sleep) == simulate(schedule, answers)


@few
@given(short_schedules, failing)
def test_delivering_is_the_same_with_asyncio(schedule, answers):
    def run(start):
        now, given_answers = [0.0], iter(answers + answers[-1:] * schedule.attempts)

        def sleep(seconds):
            now[0] += seconds

        return start(lambda: next(given_answers), sleep, lambda: now[0])

    def in_turn(send, sleep, clock):
        return deliver(send, schedule, clock=clock, sleep=sleep, message_lifetime=50)

    def asynchronously(send, sleep, clock):
        async def sending():
            return send()

        async def sleeping(seconds):
            sleep(seconds)

        return asyncio.run(deliver_async(sending, schedule, clock=clock, sleep=sleeping, message_lifetime=50))

    assert run(in_turn) == run(asynchronously)


times = st.lists(st.integers(0, 200).map(lambda each: each / 4), max_size=12)
outages = st.builds(
    lambda start, lasts, answer: Outage(start, start + lasts, answer),
    st.integers(0, 60),
    st.integers(0, 60) | st.just(inf),
    answers,
)


@given(short_schedules, outages, times, st.none() | st.integers(0, 200))
def test_many_messages_fare_as_each_of_them_would(schedule, outage, published, lifetime):
    batch = simulate_batch(schedule, outage, published, message_lifetime=lifetime)
    for message, start in zip(batch.messages, published, strict=True):
        alone = simulate(schedule, lambda time, start=start: outage(time + start), message_lifetime=lifetime)
        assert message == (start, len(alone.attempts), alone.ending, start + alone.ended_at)
    assert batch.delivered + batch.lost == len(published)
    assert batch.attempts <= schedule.attempts * len(published)


@given(short_schedules, outages, times, st.integers(1, 7), st.none() | st.integers(0, 60))
def test_a_throttle_holds_and_uses_no_retries(schedule, outage, published, throttle, lifetime):
    sent = []

    def endpoint(time):
        sent.append(time)
        return outage(time)

    batch = simulate_batch(schedule, endpoint, published, throttle=throttle, message_lifetime=lifetime)
    assert sent == sorted(sent)
    busiest = max((sum(start <= time < start + 1 for time in sent) for start in sent), default=0)
    assert batch.peak.attempts == busiest <= throttle
    assert batch.attempts == len(sent)
    for message in batch.messages:
        if message.ending == EXHAUSTED:
            assert message.attempts == schedule.attempts
        if lifetime is not None:
            assert message.ended_at <= message.published_at + lifetime + 15


@given(st.sampled_from(sorted(PROTOCOLS)), st.booleans(), st.data())
def test_the_schedules_of_sns_are_lazy_and_true(protocol, throttled, data):
    schedule = RetrySchedule.for_protocol(protocol, throttled=throttled)
    place = data.draw(st.integers(0, len(schedule) - 1))
    retry = schedule[place]
    before = schedule[place - 1].since_first_failure if place else 0
    assert retry.number == place + 1
    assert retry.since_first_failure == before + retry.delay
    assert schedule.index(retry) == place
