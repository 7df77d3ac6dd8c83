"""When SNS tries again: every table and sentence of what is known as a vector, with its source and evidence.

A vector names a delivery policy, in SNS's words, or a protocol; what the endpoint answers, in turn; and any of the
facts below about the schedule and what becomes of a message.
"""

import json
from pathlib import Path

import pytest

from snsfilter import Response, RetrySchedule, simulate
from snsfilter.delivery.healthy import ATTRIBUTES, HealthyRetryPolicy

VECTORS = [
    json.loads(line)
    for line in Path(__file__).with_name("schedule_vectors.jsonl").read_text(encoding="utf-8").splitlines()
]
SCHEDULE = {
    "retries": len,
    "attempts": lambda schedule: schedule.attempts,
    "names": lambda schedule: [str(each.phase) for each in schedule.phases],
    "phases": lambda schedule: [each.count for each in schedule.phases],
    "ends": lambda schedule: [[each.first_delay, each.last_delay] for each in schedule.phases],
    "backoff": lambda schedule: [each.delay for each in schedule if each.phase == "backoff"],
    "delays": lambda schedule: list(schedule.delays()),
    "tenths": lambda schedule: [round(delay, 1) for delay in schedule.delays()],
    "since": lambda schedule: [each.since_first_failure for each in schedule],
    "total": lambda schedule: schedule.total_delay,
}
TIMELINE = {
    "due": lambda timeline: [each.due for each in timeline.attempts],
    "sent": lambda timeline: [each.sent for each in timeline.attempts],
    "retry": lambda timeline: [each.retry for each in timeline.attempts],
    "outcomes": lambda timeline: [each.response.outcome for each in timeline.attempts],
    "ending": lambda timeline: timeline.ending,
    "ended_at": lambda timeline: timeline.ended_at,
    "delivered_at": lambda timeline: timeline.delivered_at,
    "fate": lambda timeline: timeline.fate,
}
DAY = 86_400


def schedule_of(vector):
    if "protocol" in vector:
        return RetrySchedule.for_protocol(vector["protocol"], throttled=vector.get("throttled", False))
    return RetrySchedule.of(HealthyRetryPolicy(**{ATTRIBUTES[name]: each for name, each in vector["policy"].items()}))


def test_the_vectors_say_who_says_so():
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS) > 50
    assert {vector["evidence"] for vector in VECTORS} <= {"documented", "recorded", "inferred"}
    assert [vector["id"] for vector in VECTORS if not vector["source"] or not vector["expected"]] == []
    facts = {fact for vector in VECTORS for fact in vector["expected"]}
    assert facts == {*SCHEDULE, *TIMELINE, "longer_than_days"}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_schedule_and_a_delivery_are_as_the_vector_says(vector):
    schedule, expected = schedule_of(vector), dict(vector["expected"])
    assert schedule.total_delay > DAY * expected.pop("longer_than_days", -1)
    facts = {name: fact(schedule) for name, fact in SCHEDULE.items() if name in expected}
    if "answers" in vector:
        answers = [Response(*each) if isinstance(each, list) else each for each in vector["answers"]]
        timeline = simulate(schedule, answers, **vector.get("options", {}))
        facts |= {name: fact(timeline) for name, fact in TIMELINE.items() if name in expected}
    assert facts.keys() == expected.keys()
    for name, fact in facts.items():
        nearly = pytest.approx(expected[name], abs=0.006) if name in {"backoff", "delays", "total"} else expected[name]
        assert fact == nearly, name
