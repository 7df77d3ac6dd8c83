"""What becomes of a message on its way: attempts, dead-letter queues, loss."""

import json
import math
import threading

import pytest

from snsfilter import DeliveryPolicyError, Message, NotificationDelivery, Outage, ScheduleError, Topic, TopicError

ARN = "arn:aws:sns:eu-west-1:123456789012:orders"
DEAD = "arn:aws:sqs:eu-west-1:123456789012:dead"
RETRY_TWICE = {
    "http": {
        "defaultHealthyRetryPolicy": {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 2},
        "defaultThrottlePolicy": {"maxReceivesPerSecond": 5},
        "defaultRequestPolicy": {"headerContentType": "text/plain"},
    }
}
REDRIVE = json.dumps({"deadLetterTargetArn": DEAD})


def add(topic, name, protocol="sqs", **attributes):
    added = topic.subscribe(protocol=protocol, endpoint=name, attributes=attributes)
    return topic.confirm(added.subscription_arn).subscription_arn


@pytest.fixture
def topic():
    return Topic(ARN, clock=lambda: 1.8e9)


def published(topic):
    return topic.publish(Message(body="?"), deliver=False)


def test_nothing_is_delivered_before_it_is(topic):
    arn = add(topic, "queue")
    result = published(topic)
    assert topic.metrics["NumberOfNotificationsDelivered"] == 0
    deliveries = topic.deliver(result)
    assert topic.metrics["NumberOfNotificationsDelivered"] == 1
    assert list(deliveries) == [arn]
    assert len(deliveries) == 1
    assert deliveries[arn] == NotificationDelivery(result[arn], deliveries[arn].timeline, None)
    assert deliveries[arn].subscription == topic.subscriptions[arn]
    assert repr(deliveries) == "<Deliveries: 1 delivered, 0 redriven, 0 lost>"
    assert [attempt.sent for attempt in deliveries[arn].timeline.attempts] == [0.0]
    with pytest.raises(KeyError):
        deliveries["another"]


def test_a_message_is_delivered_once(topic):
    add(topic, "queue")
    result = published(topic)
    topic.deliver(result)
    at_once = topic.publish(Message(body="?"))
    foreign = published(Topic(ARN))
    for given in (result, at_once, foreign):
        with pytest.raises(TopicError, match="was delivered already, or published to another topic"):
            topic.deliver(given)
    assert topic.metrics["NumberOfNotificationsDelivered"] == 2


def test_an_endpoint_that_delivers_the_message_itself_doesnt_double_it(topic):
    arn = add(topic, "queue")
    result = published(topic)

    def endpoint(_):
        topic.deliver(result)
        return 200

    with pytest.raises(TopicError, match=r"was delivered already, .*; publish it with deliver=False"):
        topic.deliver(result, {arn: endpoint})
    assert topic.metrics["NumberOfNotificationsDelivered"] == 1


def test_nobody_waits_for_an_endpoint(topic):
    arn = add(topic, "queue")
    result = published(topic)

    def endpoint(_):
        others = threading.Thread(target=topic.publish, args=[Message(body="?")], daemon=True)
        others.start()
        others.join(10)
        return 404 if others.is_alive() else 200

    assert topic.deliver(result, {arn: endpoint}).delivered
    assert topic.metrics["NumberOfMessagesPublished"] == 2


def test_what_goes_wrong_with_an_endpoint_leaves_the_message_to_be_delivered(topic):
    arn = add(topic, "queue")
    result = published(topic)
    for endpoints in ({arn: "down"}, {arn: []}, {arn: lambda _: "hello"}):
        with pytest.raises(ScheduleError):
            topic.deliver(result, endpoints)
    for endpoints in (["down"], {"somebody": [200]}, {7: [200]}, "down"):
        with pytest.raises(TopicError, match="endpoint"):
            topic.deliver(result, endpoints)
    for queues in (DEAD, 7, {DEAD: False}):
        with pytest.raises(TopicError, match="unavailable_queues must be"):
            topic.deliver(result, unavailable_queues=queues)
    with pytest.raises(TopicError, match="must be a PublishResult"):
        topic.deliver(Message(body="?"))
    assert len(topic.deliver(result).delivered) == 1


def test_who_filters_a_message_out_is_never_asked(topic):
    arn = add(topic, "queue", FilterPolicy='{"kind": ["lab"]}')
    asked = []
    assert not topic.deliver(published(topic), {arn: asked.append})
    assert asked == []


def test_fates(topic):
    up = add(topic, "up")
    down = add(topic, "down", "https", RedrivePolicy=REDRIVE)
    gone = add(topic, "gone", "lambda")
    deliveries = topic.deliver(published(topic), {down: Outage(0, math.inf), gone: [404]})
    assert [each.subscription.subscription_arn for each in deliveries.delivered] == [up]
    assert [each.subscription.subscription_arn for each in deliveries.redriven] == [down]
    assert [each.subscription.subscription_arn for each in deliveries.lost] == [gone]
    assert deliveries.dead_letters == {DEAD: deliveries.redriven}
    assert deliveries[down].failures == (0.0, 20.0, 40.0, 60.0)
    assert deliveries[gone].failures == (0.0,)
    assert deliveries[up].failures == ()


def test_a_dead_letter_queue_that_takes_nothing(topic):
    add(topic, "one", "https", RedrivePolicy=REDRIVE)
    add(topic, "two", "https", RedrivePolicy=REDRIVE)
    result = published(topic)
    endpoints = {arn: [404] for arn in result}
    deliveries = topic.deliver(result, endpoints, unavailable_queues={DEAD})
    assert len(deliveries.lost) == 2
    assert deliveries.dead_letters == {}
    assert topic.metrics["NumberOfNotificationsFailedToRedriveToDlq"] == 2
    both = topic.deliver(published(topic), endpoints)
    assert len(both.dead_letters[DEAD]) == 2


def test_a_duplicate_is_on_no_way():
    topic = Topic(f"{ARN}.fifo", attributes={"ContentBasedDeduplication": "true"})
    add(topic, "queue.fifo")
    message = Message(body="?", message_group_id="g")
    assert [len(topic.deliver(topic.publish(message, deliver=False))) for _ in range(2)] == [1, 0]
    assert topic.metrics["NumberOfNotificationsDelivered"] == 1


def test_envelopes_follow_the_delivery_policies():
    topic = Topic(ARN, attributes={"DeliveryPolicy": json.dumps(RETRY_TWICE)}, service_url="http://localhost:4566")
    web = add(topic, "https://example.com/", "https", RedrivePolicy=REDRIVE)
    result = published(topic)
    envelope = result[web].envelope
    assert envelope.headers["Content-Type"] == "text/plain"
    assert '"http://localhost:4566/?Action=Unsubscribe' in envelope.body
    deliveries = topic.deliver(result, {web: [503]})
    assert [attempt.sent for attempt in deliveries[web].timeline.attempts] == [0.0, 1.0, 2.0]
    assert deliveries[web].envelope == envelope
    assert deliveries[web].dead_letter.body == envelope.body
    assert topic.deliver(published(topic))[web].dead_letter is None
    topic.set_attribute("DeliveryPolicy", "")
    assert topic.delivery_policy is None
    assert len(topic.deliver(published(topic), {web: [503]})[web].timeline.attempts) == 4
    assert result[web].envelope == envelope


def test_effective_delivery_policies_are_shown():
    topic = Topic(ARN, attributes={"DeliveryPolicy": json.dumps(RETRY_TWICE)})
    web = add(topic, "https://example.com/", "https")
    shown = json.loads(topic.get_subscription_attributes(web)["EffectiveDeliveryPolicy"])
    assert (shown["healthyRetryPolicy"]["numRetries"], shown["throttlePolicy"]) == (2, {"maxReceivesPerSecond": 5})
    attributes = topic.attributes
    assert json.loads(attributes["EffectiveDeliveryPolicy"])["http"]["defaultHealthyRetryPolicy"]["numRetries"] == 2
    assert "disableSubscriptionOverrides" in attributes["DeliveryPolicy"]
    with pytest.raises(DeliveryPolicyError):
        topic.set_attribute("DeliveryPolicy", '{"healthyRetryPolicy": {}}')
    assert topic.attributes == attributes


def test_only_raw_queues_discard_a_message_of_many_attributes(topic):
    message = Message({f"a{number}": "x" for number in range(11)}, "m")
    arn = add(topic, "queue")
    add(topic, "other")

    def failed():
        before = topic.metrics["NumberOfNotificationsFailed"]
        topic.publish(message)
        return topic.metrics["NumberOfNotificationsFailed"] - before

    assert failed() == 0
    topic.set_subscription_attribute(arn, "RawMessageDelivery", "true")
    assert failed() == 1
    topic.set_subscription_attribute(arn, "RawMessageDelivery", "false")
    assert failed() == 0
    topic.set_subscription_attribute(arn, "RawMessageDelivery", "true")
    topic.unsubscribe(arn)
    assert failed() == 0
    assert topic.metrics["NumberOfNotificationsDelivered"] == 6
