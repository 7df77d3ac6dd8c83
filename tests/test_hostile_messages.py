"""Whatever is given, the readers, the checks, the envelopes and the verifier answer, or refuse in our own words."""

import json
from collections import UserDict

import pytest

from snsfilter import (
    Message,
    MessageError,
    Published,
    PublishError,
    SignatureError,
    SnsFilterError,
    Subscription,
    mappings,
)
from snsfilter.topic.confirmation import subscription_confirmation, unsubscribe_confirmation
from snsfilter.topic.envelope import dead_letter, render
from snsfilter.topic.publishing import check_publish, content_deduplication_id
from snsfilter.topic.signing import is_sns_certificate_url, string_to_sign, verify
from tests.endless import Endless

TOPIC = "arn:aws:sns:us-west-2:123456789012:MyTopic"
PUBLISHED = Published(message_id="i", timestamp=0, topic_arn=TOPIC)
ENVELOPE = {
    "Type": "Notification",
    "Message": "m",
    "MessageId": "i",
    "Timestamp": "t",
    "TopicArn": "t",
    "SignatureVersion": "1",
    "Signature": "eA==",
    "SigningCertURL": "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-x.pem",
}


class Text(str):
    """A string of whose own methods none works."""

    __slots__ = ()
    __hash__ = str.__hash__

    def fail(self, *_):
        raise ZeroDivisionError

    __eq__ = __str__ = __format__ = encode = partition = endswith = isascii = isprintable = isalnum = fail


class Broken(UserDict):
    """A mapping whose members can't be read."""

    def __getitem__(self, name):
        raise ZeroDivisionError

    get = __getitem__


class Unequal:
    """What can't be compared nor shown."""

    __hash__ = None

    def fail(self, *_):
        raise ZeroDivisionError

    __eq__ = __str__ = __repr__ = fail


DEEP = []
for _ in range(100_000):
    DEEP = [DEEP]

VALUES = [
    *(None, True, 5, float("nan"), 10**5000, b"\xff", bytearray(b"x"), memoryview(b"x"), "", "x", "\ud800", "a\nb"),
    *("[" * 100_000, '{"a":' * 100_000, "1e400", Text("x"), Text("Notification"), Text("String"), Endless(), Unequal()),
    *(
        Broken(a=1),
        Broken(DataType="String", StringValue="x"),
        DEEP,
        {},
        {5: 6},
        {"a": Unequal()},
        [{"a": Broken(a=1)}],
    ),
    *({"DataType": "Binary", "BinaryValue": Text("é")}, {"DataType": Text("Binary"), "BinaryValue": b"x"}),
    *({Text("DataType"): "String", Text("StringValue"): "x"}, {Text("Message"): "m", Text("Body"): "m"}),
    *({"Type": Text("String"), "Value": Text("x")}, {"Type": "Binary", "Value": Text("no base64")}, object(), type),
]


def subscribe(protocol, **attributes):
    return Subscription.subscribe(
        topic_arn=TOPIC, protocol=protocol, endpoint="https://example.com/", attributes=attributes
    )


QUEUE, SITE, FUNCTION = subscribe("sqs"), subscribe("https"), subscribe("lambda")


class Signs:
    """A signer of what it is told."""

    def __init__(self, certificate_url="u", signature="s"):
        self.certificate_url = certificate_url
        self.signature = signature

    def sign(self, text, version):  # noqa: ARG002 (a Signer has them)
        return self.signature


def received(message):
    check = [lambda: check_publish(message, fifo=False), lambda: check_publish(message, fifo=True)]
    texts = [lambda: message.text_for("sqs"), lambda: message.for_protocol("sqs"), lambda: message.decoded_body]
    sent = [
        lambda s=s, call=call: call(message, PUBLISHED, s)
        for s in (QUEUE, SITE, FUNCTION)
        for call in (render, dead_letter)
    ]
    return [*check, *texts, *sent, lambda: content_deduplication_id(message)]


def read(name, members, value):
    return [lambda: getattr(Message, name)(value)] + [
        lambda member=member: getattr(Message, name)(members | {member: value})
        for member in (
            *("Type", "Message", "Subject", "MessageId", "Timestamp", "TopicArn", "SignatureVersion", "SequenceNumber"),
            *("MessageAttributes", "MessageStructure", "Body", "body", "Data", "data", "Sns", "Records", "Attributes"),
            *("attributes", "messageAttributes", "eventSource"),
        )
    ]


def calls(value):
    """Every call that gets the value somewhere."""
    message, of_sns = Message(body="m"), {"Sns": {"Message": "m", "MessageAttributes": {"a": value}}}
    for name in ("Message", "Subject", "MessageAttributes", "MessageStructure", "MessageGroupId", "TopicArn"):
        yield lambda name=name: Message.from_publish(**{"Message": "m", name: value})
        yield lambda name=name: Message.from_publish_batch(PublishBatchRequestEntries=[{"Id": "a", name: value}])
    yield lambda: Message.from_publish(Message="m", MessageAttributes={"a": value})
    yield lambda: Message.from_publish_batch(PublishBatchRequestEntries=value)
    yield lambda: Message.from_publish_batch(PublishBatchRequestEntries=[value])
    yield from read("from_notification", {"Message": "m"}, value)
    yield from read("from_lambda", {"Sns": {"Message": "m"}}, value)
    yield from read("from_sqs", {"Body": "m"}, value)
    yield from read("from_firehose", {"Data": b"m"}, value)
    yield from read("from_query", {"Message": "m"}, value)
    yield lambda: Message.from_notification({"Message": "m", "MessageAttributes": {"a": value}})
    yield lambda: Message.from_lambda(of_sns)
    yield lambda: Message.from_lambda({"Sns": {"Message": "m", "Type": value}})
    yield lambda: Message.from_sqs({"Body": "m", "MessageAttributes": {"a": value}})
    yield lambda: Message(value)
    for name in ("message_id", "timestamp", "topic_arn", "sequence_number", "signature_version"):
        yield lambda name=name: Published(**{"message_id": "i", "timestamp": 0, "topic_arn": TOPIC, name: value})
    yield lambda: check_publish(value, fifo=False)
    yield lambda: check_publish(message, fifo=False, maximum_size=value)
    yield lambda: content_deduplication_id(value)
    for of in ((value, PUBLISHED, QUEUE), (message, value, QUEUE), (message, PUBLISHED, value)):
        yield lambda of=of: render(*of)
    yield lambda: render(message, PUBLISHED, QUEUE, signer=value)
    yield lambda: render(message, PUBLISHED, QUEUE, signer=Signs(certificate_url=value))
    yield lambda: render(message, PUBLISHED, QUEUE, signer=Signs(signature=value))
    yield lambda: render(message, PUBLISHED, QUEUE, service_url=value)
    yield lambda: render(message, PUBLISHED, SITE, content_type=value)
    for confirm in (subscription_confirmation, unsubscribe_confirmation):
        for of in ((value, SITE, "t"), (PUBLISHED, value, "t"), (PUBLISHED, SITE, value)):
            yield lambda confirm=confirm, of=of: confirm(*of)
    yield lambda: verify(value)
    for name in ("certificate", "public_key", "fetch", "trusted"):
        yield lambda name=name: verify(ENVELOPE, **{name: value})
    for name in ENVELOPE:
        yield lambda name=name: verify(ENVELOPE | {name: value}, public_key="x")
    yield lambda: string_to_sign(value)
    yield lambda: is_sns_certificate_url(value)


def messages(value):
    """Every message that has the value somewhere."""
    for make in (
        lambda: Message(body=value),
        lambda: Message(body={"a": value}),
        lambda: Message(body=value, message_structure="json"),
        lambda: Message({"a": value}, "m"),
        lambda: Message({"a": {"DataType": "String", "StringValue": value}}, "m"),
        lambda: Message({"a": {"Type": value, "Value": "x"}}, "m"),
        lambda: Message(body="m", subject=value, message_group_id="g"),
    ):
        try:
            yield make()
        except MessageError:
            continue


@pytest.fixture(autouse=True)
def _small_bounds(monkeypatch):
    monkeypatch.setattr(mappings, "_MOST_MEMBERS", 100)
    monkeypatch.setattr("snsfilter.message.values._MOST_VALUES", 1000)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_nothing_but_our_own_errors(value):
    refusals = []
    everything = [*calls(value), *(call for message in messages(value) for call in received(message))]
    for call in everything:
        try:
            call()
        except SnsFilterError as error:
            refusals.append(str(error))
    assert 0 < len(refusals) < len(everything)
    assert all(text.isprintable() and "Literal" not in text for text in refusals)


def test_a_mapping_without_an_end_is_refused():
    for call in (
        lambda: Message(Endless()),
        lambda: Message.from_publish(Message="m", MessageAttributes=Endless()),
        lambda: Message.from_notification(Endless()),
        lambda: Message.from_query(Endless()),
    ):
        with pytest.raises(
            MessageError, match="can't be read: the mapping has 100 members or more, and nothing of SNS has"
        ):
            call()


def test_an_attribute_whose_mapping_fails():
    for call in (check_publish, lambda message, *, fifo: render(message, PUBLISHED, QUEUE)):  # noqa: ARG005 (called like its neighbour)
        with pytest.raises(MessageError, match="it can't be read: the mapping raises ZeroDivisionError"):
            call(Message({"a": Broken(DataType="String")}, "m"), fifo=False)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: check_publish("m", fifo=False), "what is published is a Message, not 'm'"),
        (
            lambda: Message.from_sqs({"Body": "m"}, raw="no"),
            "raw must be True, False, or None to find out, not 'no'",
        ),
        (lambda: content_deduplication_id(None), "what is published is a Message, not NoneType"),
        (
            lambda: check_publish(Message(body="m"), fifo=False, maximum_size=True),
            "the maximum_size must be a number of bytes, not bool",
        ),
        (
            lambda: render(Message(body="m"), PUBLISHED, QUEUE, signer=Signs(signature=b"x")),
            "the sign of a signer must return a string of base64, not bytes",
        ),
        (lambda: subscription_confirmation(None, SITE, "t"), "what is sent is of a Published, not of NoneType"),
        (lambda: unsubscribe_confirmation(PUBLISHED, "s", "t"), "what is sent goes to a Subscription, not to str"),
        (
            lambda: render(Message(body="m"), PUBLISHED, subscribe("http"), content_type="a\r\nX-Mine: b"),
            r"the header Content-Type must be a line of ASCII, not 'a\r\nX-Mine: b'",
        ),
        (
            lambda: Published(message_id="a\r\nX-Mine: b", timestamp=0, topic_arn=TOPIC),
            r"the message_id of a publication must be a line of ASCII, not 'a\r\nX-Mine: b'",
        ),
    ],
)
def test_what_is_said_of_it(call, text):
    with pytest.raises(MessageError) as caught:
        call()
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"fetch": "x"}, "fetch must be a function, not 'x'"),
        ({"trusted": None}, "trusted must be a function, not NoneType"),
    ],
)
def test_what_is_no_function(arguments, text):
    with pytest.raises(SignatureError) as caught:
        verify(ENVELOPE, **arguments)
    assert str(caught.value) == text


def test_a_number_of_an_envelope_is_called_one():
    with pytest.raises(SignatureError, match="the SignatureVersion must be '1' or '2', not a number"):
        verify(json.dumps(ENVELOPE | {"SignatureVersion": 1.0}), public_key="x")


def test_a_string_of_another_class_is_a_string():
    taken = Published(message_id=Text("i"), timestamp=0, topic_arn=Text(TOPIC), signature_version=Text("1"))
    assert taken == PUBLISHED
    assert type(taken.message_id) is str
    sent = subscription_confirmation(PUBLISHED, SITE, Text("t1"), signer=Signs(Text("u"), Text("s"))).body
    assert json.loads(sent)["Token"] == "t1"
    assert "&Token=t1" in sent
    attributes = {"a": {"DataType": Text("String"), "StringValue": Text("x")}}
    assert check_publish(Message(attributes, Text("m")), fifo=False) == len("aStringxm")


def test_a_refusal_of_publish_is_one_of_publish():
    with pytest.raises(PublishError, match="the message attribute 'a' can't be published: it can't be read"):
        check_publish(Message({"a": Broken(DataType="String")}, "m"), fifo=False)
