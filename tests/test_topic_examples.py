"""The lab supplies and the car dealer of SNS's documentation, in a topic."""

import json
from pathlib import Path

import pytest

from snsfilter import FilterReason, Message, Outage, Topic
from snsfilter.topic.received import HttpEnvelope, SqsEnvelope

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


def topic_of(name):
    """The topic of an example, and its subscriptions by the last part of their endpoint."""
    described = json.loads((EXAMPLES / name / "topic.json").read_text())
    topic = Topic(described["TopicArn"], clock=lambda: 1_772_366_400.0)
    arns = {}
    for each in described["Subscriptions"]:
        attributes = {
            member: value if isinstance(value, str) else json.dumps(value)
            for member, value in each.items()
            if member not in {"Name", "Protocol", "Endpoint"}
        }
        added = topic.subscribe(protocol=each["Protocol"], endpoint=each["Endpoint"], attributes=attributes)
        called = each.get("Name") or each["Endpoint"].rpartition(":")[2]
        arns[called] = topic.confirm(added.subscription_arn).subscription_arn
    return topic, arns


@pytest.fixture(scope="module")
def orders():
    return [json.loads(line) for line in (EXAMPLES / "procurement" / "orders.jsonl").read_text().splitlines()]


def test_each_order_reaches_exactly_one(orders):
    topic, arns = topic_of("procurement")
    called = {arn: name for name, arn in arns.items()}
    results = [topic.publish(order) for order in orders]
    assert [[called[each.subscription.subscription_arn] for each in result.delivered] for result in results] == [
        ["approval-asia-pacific"],
        ["approval-europe"],
        ["pre-approved"],
        ["cancelled"],
        ["common"],
        ["common"],
    ]
    body = results[0][arns["pre-approved"]]
    assert (body.reason, results[0][arns["common"]].reason) == (
        FilterReason.MESSAGE_BODY,
        FilterReason.MESSAGE_ATTRIBUTES,
    )
    assert topic.metrics["NumberOfNotificationsFilteredOut"] == 24
    assert topic.metrics["NumberOfNotificationsDelivered"] == 6


def test_the_car_dealer():
    topic, arns = topic_of("cars")
    sale = json.loads((EXAMPLES / "cars" / "sale.json").read_text())
    result = topic.publish(sale, deliver=False)
    for name in ("ERP", "CRM"):
        envelope = result[arns[name]].envelope
        assert isinstance(envelope, SqsEnvelope)
        assert envelope.body == sale["Message"]
        assert envelope.message_attributes == sale["MessageAttributes"]
    envelope = result[arns["SCM"]].envelope
    assert isinstance(envelope, HttpEnvelope)
    assert json.loads(envelope.body)["MessageAttributes"] == {"buyer-class": {"Type": "String", "Value": "vip"}}

    deliveries = topic.deliver(result, {arns["SCM"]: [503]})
    timeline = deliveries[arns["SCM"]].timeline
    assert len(timeline.attempts) == 21
    delays = [after.sent - before.sent for before, after in zip(timeline.attempts, timeline.attempts[1:], strict=False)]
    assert (delays[0], round(delays[-1], 9)) == (1, 60)
    assert delays == sorted(delays)
    assert topic.metrics["NumberOfNotificationsFailed"] == 21
    (letter,) = deliveries.dead_letters["arn:aws:sqs:us-east-2:123456789012:SCM-dead"]
    assert letter.dead_letter.body == envelope.body


def test_the_crm_wants_those_only_who_are_very_important():
    topic, arns = topic_of("cars")
    result = topic.publish(Message({"buyer-class": "new"}, body="a sale"), deliver=False)
    assert [each.subscription.subscription_arn for each in result.filtered_out] == [arns["CRM"]]
    assert topic.deliver(result, {arns["SCM"]: Outage(0, 5)})[arns["SCM"]].timeline.delivered_at is not None
    assert topic.metrics["NumberOfNotificationsDelivered"] == 2
