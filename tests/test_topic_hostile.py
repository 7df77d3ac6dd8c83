"""Whatever a topic is given, it answers, or says with an error of ours what is wrong; and its counts stay whole."""

from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace

import pytest

from snsfilter import (
    Delivered,
    FilteredOut,
    Message,
    MessageError,
    PublishBatch,
    PublishError,
    SnsFilterError,
    Topic,
    TopicError,
    mappings,
)
from tests.endless import Endless

ARN = "arn:aws:sns:eu-west-1:123456789012:orders"


class Evil(Mapping):
    """A mapping that raises whatever is asked of it."""

    def __init__(self, error):
        self.error = error

    def __getitem__(self, name):
        raise self.error

    def __iter__(self):
        raise self.error

    def __len__(self):
        return 1

    def get(self, _name, _default=None):
        raise self.error


class Text(str):
    """A string that can't be compared or shown."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        raise ValueError

    def __str__(self):
        raise ValueError


def nested(depth):
    found = innermost = {}
    for _ in range(depth):
        innermost["kind"] = {}
        innermost = innermost["kind"]
    return found


CYCLE = {}
CYCLE["kind"] = CYCLE
VALUES = [
    Evil(KeyError("x")),
    Evil(RecursionError()),
    Evil(MemoryError()),
    *(
        float("nan"),
        float("inf"),
        10**5_000,
        True,
        None,
        object(),
        [],
        [1, [2]],
        [object()],
        (1,),
        b"",
        bytearray(b"x"),
    ),
    *(Text("lab"), Decimal("NaN"), Decimal("1e999999"), "\ud800", "", "a\x00b"),
    {"DataType": "String", "StringValue": "\ud800"},
    {"DataType": Text("String"), "StringValue": Text("lab")},
    {"DataType": "Number", "StringValue": "9" * 10_000},
    {"DataType": "String.Array", "StringValue": "[" * 100_000},
    nested(5_000),
    CYCLE,
]


@pytest.fixture
def topic():
    topic = Topic(ARN)
    for scope in ("MessageAttributes", "MessageBody"):
        attributes = {"FilterPolicy": '{"kind": ["lab"]}', "FilterPolicyScope": scope, "RawMessageDelivery": "true"}
        topic.subscribe(protocol="sqs", endpoint=scope, attributes=attributes)
    topic.subscribe(protocol="lambda", endpoint="everything")
    return topic


@pytest.mark.parametrize("number", range(len(VALUES)))
@pytest.mark.parametrize("place", ["attribute", "body", "member"])
def test_no_message_brings_a_topic_down(topic, number, place):
    value = VALUES[number]
    try:
        message = {
            "attribute": lambda: Message({"kind": value}, body="?"),
            "body": lambda: Message({"kind": "lab"}, body=value),
            "member": lambda: Message({"kind": "lab"}, body={"kind": value}),
        }[place]()
        result = topic.publish(message)
    except MessageError:
        assert set(topic.metrics.values()) == {0}
        return
    for outcome in result.values():
        if isinstance(outcome, Delivered):
            assert outcome.envelope
        else:
            assert isinstance(outcome, FilteredOut)
            assert outcome.explain().reason == outcome.reason
    metrics = topic.metrics
    assert metrics["NumberOfMessagesPublished"] == 1
    assert metrics["NumberOfNotificationsDelivered"] + metrics["NumberOfNotificationsFilteredOut"] == 3


def test_names_that_cant_be_compared(topic):
    assert topic.publish(Message({Text("kind"): "office"}, body="?")).message_id
    for name in (7, None, "a" * 300):
        with pytest.raises(PublishError):
            topic.publish(Message({name: "lab"}, body="?"))


def test_what_cant_be_compared_may_be_malformed_too(topic):
    topic.publish(Message({Text("kind"): {"DataType": "String.Array", "StringValue": "no array"}}, body="?"))
    assert topic.metrics["NumberOfNotificationsFilteredOut-InvalidAttributes"] == 1


def test_what_matches_is_never_counted_as_filtered_out():
    class Elsewhere(str):
        """A string that no mapping finds under its text."""

        __slots__ = ()
        __hash__ = object.__hash__
        __eq__ = object.__eq__

    topic, malformed = Topic(ARN), {"DataType": "String.Array", "StringValue": "no array"}
    for name, policy in {"matching": '{"a": [{"exists": false}]}', "malformed": '{"b": ["x"]}'}.items():
        topic.subscribe(protocol="sqs", endpoint=name, attributes={"FilterPolicy": policy})
    result = topic.publish(Message({Elsewhere("a"): malformed, "b": malformed}, body="?"))
    assert [type(outcome) for outcome in result.values()] == [Delivered, FilteredOut]
    assert topic.metrics["NumberOfNotificationsFilteredOut-InvalidAttributes"] == 1
    assert topic.metrics["NumberOfNotificationsFilteredOut-MessageAttributes"] == 0


def test_endpoints_and_queues_are_read_whatever_they_are(topic):
    raw = next(arn for arn, each in topic.subscriptions.items() if each.protocol == "lambda")
    dead = "arn:aws:sqs:eu-west-1:123456789012:dead"
    topic.set_subscription_attribute(raw, "RedrivePolicy", f'{{"deadLetterTargetArn": "{dead}"}}')
    result = topic.publish(Message(body="?"), deliver=False)
    with pytest.raises(TopicError, match="the mapping raises KeyError; give a dict instead"):
        topic.deliver(result, Evil(KeyError("x")))
    with pytest.raises(TopicError, match="must be a list or set of ARNs, not one with"):
        topic.deliver(result, unavailable_queues=[dead, object()])
    assert topic.deliver(result, {Text(raw): [404]}, unavailable_queues=[Text(dead)]).lost


def test_what_raises_while_it_is_read_is_named(topic):
    with pytest.raises(PublishError, match="the mapping raises KeyError"):
        topic.publish(Message({"kind": Evil(KeyError("x"))}, body="?"))


BAD = [None, 7, True, b"x", Text("x"), [], {}, object(), float("nan"), "\ud800", "x" * 100_000]


def ways(topic):
    """Everything that a caller can call, as functions of one argument."""
    arn = next(iter(topic.subscriptions))
    result = topic.publish(Message(body="?"), deliver=False)
    subscribe = topic.subscribe
    yield from (Topic, topic.confirm, topic.unsubscribe, topic.get_subscription_attributes, topic.publish)
    yield from (topic.publish_batch, lambda bad: topic.publish_batch([bad]), topic.deliver)
    yield lambda bad: topic.publish_batch(PublishBatch({"a": bad}, {}))
    yield lambda bad: topic.publish_batch(PublishBatch(bad, {}))
    yield lambda bad: topic.publish_batch(PublishBatch({}, bad))
    yield lambda bad: topic.publish({"Message": bad})
    yield lambda bad: topic.publish({"Message": "?", "TopicArn": bad})
    yield lambda bad: topic.publish({"Message": "?", "MessageAttributes": bad})
    yield lambda bad: topic.set_attribute(bad, "x")
    for name in ("DisplayName", "SignatureVersion", "DeliveryPolicy", "Policy", "Nonsense"):
        yield lambda bad, name=name: topic.set_attribute(name, bad)
    yield lambda bad: topic.set_subscription_attribute(arn, bad, bad)
    yield lambda bad: subscribe(protocol=bad, endpoint="x")
    yield lambda bad: subscribe(protocol="sqs", endpoint=bad)
    yield lambda bad: subscribe(protocol="sqs", endpoint="y", attributes=bad)
    yield lambda bad: subscribe(protocol="sqs", endpoint="z", subscription_arn=bad)
    yield lambda bad: topic.deliver(result, bad)
    yield lambda bad: topic.deliver(result, {arn: bad})
    yield lambda bad: topic.deliver(result, unavailable_queues=bad)
    yield lambda bad: topic.deliver(result, unavailable_queues=[bad])
    for name in ("attributes", "clock", "ids", "signer", "service_url", "limits"):
        yield lambda bad, name=name: Topic(ARN, **{name: bad})
    yield topic.metrics.report
    yield lambda bad: topic.metrics.to_svg(title=bad)
    yield lambda bad: topic.metrics.to_svg(width=bad)


@pytest.mark.parametrize("number", range(len(BAD)))
def test_no_argument_brings_a_topic_down(topic, number):
    refused = 0
    for way in ways(topic):
        try:
            way(BAD[number])
        except SnsFilterError:
            refused += 1
    assert refused >= 10


@pytest.mark.parametrize("signer", [7, SimpleNamespace(sign=str), SimpleNamespace(certificate_url="https://x/y.pem")])
def test_a_signer_must_sign(signer):
    found = type(signer).__name__
    says = f"the signer of a topic must have sign and a certificate_url, as an RsaSigner has; {found} hasn't"
    with pytest.raises(TopicError, match=says):
        Topic(ARN, signer=signer)


class BrokenSigner:
    """A signer that can't sign, as when its key is gone."""

    certificate_url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem"

    def sign(self, _text, _version):
        raise ZeroDivisionError


def test_a_signer_that_fails_costs_no_count():
    topic = Topic(ARN, signer=BrokenSigner())
    everything = topic.subscribe(protocol="lambda", endpoint="function").subscription_arn
    raw = topic.subscribe(protocol="sqs", endpoint="raw", attributes={"RawMessageDelivery": "true"}).subscription_arn
    result = topic.publish(Message({f"attribute{number}": "x" for number in range(11)}, body="?"))
    assert topic.metrics["NumberOfMessagesPublished"] == topic.metrics.statistics("PublishSize").sample_count == 1
    assert topic.metrics["NumberOfNotificationsDelivered"] == topic.metrics["NumberOfNotificationsFailed"] == 1
    assert result[raw].envelope.client_error
    with pytest.raises(ZeroDivisionError):
        assert result[everything].envelope


def test_mappings_without_an_end(topic, monkeypatch):
    monkeypatch.setattr(mappings, "_MOST_MEMBERS", 100)
    result = topic.publish(Message(body="?"), deliver=False)
    for call in (
        lambda: topic.publish(Endless()),
        lambda: topic.deliver(result, Endless()),
        lambda: Topic("arn:aws:sns:eu-west-1:123456789012:more", attributes=Endless()),
        lambda: topic.subscribe(protocol="sqs", endpoint="arn:aws:sqs:eu-west-1:123456789012:q", attributes=Endless()),
    ):
        with pytest.raises(SnsFilterError, match="can't be read: the mapping has 100 members or more"):
            call()
