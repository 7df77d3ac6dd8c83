"""Delivery policies: what SNS takes, refuses, stores and makes of them, each sentence of what is known as a vector."""

import json
from pathlib import Path

import pytest

from snsfilter import DeliveryPolicy, DeliveryPolicyError
from snsfilter.delivery.policy import effective_of_subscription, effective_of_topic
from snsfilter.errors.base import PREFIXES

VECTORS = json.loads(Path(__file__).with_name("delivery_policies.json").read_text(encoding="utf-8"))
EVIDENCE = {"documented", "recorded", "third-party", "inferred"}


def parse(vector, **options):
    total = {"max_total_delay": None} if vector.get("any_total") else {}
    others = {name: vector[name] for name in ("raw", "protocol") if name in vector}
    return DeliveryPolicy.parse(vector["policy"], target=vector["target"], **total, **others, **options)


@pytest.mark.parametrize("vector", [each for each in VECTORS if "refused" not in each], ids=lambda each: each["id"])
def test_a_policy_that_sns_takes(vector):
    policy = parse(vector)
    again = DeliveryPolicy.parse(policy.to_json(), target=policy.target, raw=None, max_total_delay=None)
    assert again == policy
    assert policy.to_json() == vector.get("stored", policy.to_json())
    topic = DeliveryPolicy.parse(vector["topic"], target="topic") if "topic" in vector else None
    effective = policy.effective(topic)
    assert effective.to_json() == vector.get("effective", effective.to_json())
    if vector["policy"] == "{}":  # a policy without sections, and none, come to the same
        without = (
            effective_of_subscription(None, topic) if policy.target == "subscription" else effective_of_topic(None)
        )
        assert without == effective


@pytest.mark.parametrize("vector", [each for each in VECTORS if "refused" in each], ids=lambda each: each["id"])
def test_a_policy_that_sns_refuses(vector):
    with pytest.raises(DeliveryPolicyError) as caught:
        parse(vector)
    error = caught.value
    assert [each.field for each in error.violations] == vector["fields"]
    assert error.evidence == error.violations[0].evidence == vector["words"]
    operation = vector.get("operation", "Subscribe")
    assert error.aws_message(operation) == PREFIXES[operation] + vector["refused"]


def test_the_vectors_are_whole():
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)
    assert {vector["evidence"] for vector in VECTORS} == EVIDENCE
    assert all(vector["source"] for vector in VECTORS)
    assert {vector["words"] for vector in VECTORS if "refused" in vector} == EVIDENCE - {"documented"}
