"""What SNS counts: vectors, each with the sentence that it shows, its source and its evidence."""

import json
from collections import Counter
from pathlib import Path

import pytest

from snsfilter import Topic
from snsfilter.topic.counts import NAMES

VECTORS = [json.loads(line) for line in Path(__file__).with_name("metrics_vectors.jsonl").read_text().splitlines()]
PREFIX = "arn:aws:{}:eu-west-1:123456789012:"
EVIDENCE = {"documented", "recorded", "inferred"}


def test_the_vectors_are_well_formed():
    assert max(Counter(vector["id"] for vector in VECTORS).values()) == 1
    assert {vector["evidence"] for vector in VECTORS} <= EVIDENCE
    assert all(vector["says"] and vector["source"] for vector in VECTORS)


def test_every_metric_has_a_vector():
    shown = {name for vector in VECTORS for name in vector["metrics"]}
    assert {*shown, "PublishSize"} == set(NAMES)


def add(topic, given):
    attributes = {"RawMessageDelivery": "true" if given.get("raw") else "false"}
    if "policy" in given:
        attributes["FilterPolicy"] = json.dumps(given["policy"])
        attributes["FilterPolicyScope"] = given.get("scope", "MessageAttributes")
    if "dlq" in given:
        attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": PREFIX.format("sqs") + given["dlq"]})
    if given["protocol"] == "firehose":
        attributes["SubscriptionRoleArn"] = "arn:aws:iam::123456789012:role/firehose"
    added = topic.subscribe(protocol=given["protocol"], endpoint=given["name"], attributes=attributes)
    return added if given.get("pending") else topic.confirm(added.subscription_arn)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_sns_counts(vector):
    topic = Topic(PREFIX.format("sns") + "orders", clock=lambda: 1.8e9)
    arns = {given["name"]: add(topic, given).subscription_arn for given in vector["subscriptions"]}
    at_once = "endpoints" not in vector
    if "batch" in vector:
        results = list(topic.publish_batch(vector["batch"], deliver=at_once).successful.values())
    else:
        results = [topic.publish(arguments, deliver=at_once) for arguments in vector["publish"]]
    if not at_once:
        endpoints = {arns[name]: answers for name, answers in vector["endpoints"].items()}
        unavailable = [PREFIX.format("sqs") + name for name in vector.get("unavailable", ())]
        for result in results:
            deliveries = topic.deliver(result, endpoints, unavailable_queues=unavailable)
            if "dead_letters" in vector:
                assert {
                    queue.rpartition(":")[2]: [each.subscription.endpoint for each in letters]
                    for queue, letters in deliveries.dead_letters.items()
                } == vector["dead_letters"]
    counted = {name: count for name, count in topic.metrics.items() if count and name != "PublishSize"}
    assert counted == vector["metrics"]
    if "statistics" in vector:
        assert list(topic.metrics.statistics("PublishSize")) == vector["statistics"]
