"""What each endpoint receives, row by row."""

import json
from base64 import b64decode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from snsfilter import Message, MessageError, Published, Subscription
from snsfilter.topic import confirmation, envelope
from snsfilter.topic.envelope import SqsEnvelope, TextEnvelope, dead_letter, render

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "envelope_vectors.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
]
ID = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"
TOPIC = "arn:aws:sns:us-west-2:123456789012:MyTopic"
NOW = datetime(2012, 5, 2, 0, 54, 6, 655_432, tzinfo=UTC)
CERTIFICATE = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem"


@dataclass
class Example:
    """A signer that writes which version it was asked for."""

    certificate_url: str = CERTIFICATE

    def sign(self, text, version):
        assert text.startswith("Message\n")
        return f"EXAMPLE{version}"


def published(**changes):
    return Published(**{"message_id": ID, "timestamp": NOW, "topic_arn": TOPIC} | changes)


def subscribe(topic_arn=TOPIC, *, protocol="sqs", endpoint="arn:aws:sqs:us-west-2:1:q", raw=False, dead_letter=None):
    attributes = {
        "RawMessageDelivery": str(raw),
        "RedrivePolicy": dead_letter and json.dumps({"deadLetterTargetArn": dead_letter}),
    }
    if protocol == "firehose":
        attributes["SubscriptionRoleArn"] = "arn:aws:iam::123456789012:role/r"
    return Subscription.subscribe(
        topic_arn=topic_arn,
        protocol=protocol,
        endpoint=endpoint,
        attributes=attributes,
        subscription_arn=f"{topic_arn}:c9135db0-26c4-47ec-8998-413945fb5a96",
    )


def python(value):
    match value:
        case {"base64": text}:
            return b64decode(text)
        case dict():
            return {name: python(member) for name, member in value.items()}
    return value


def receive(row):
    """What the endpoint of a row receives."""
    taken = published(**row["published"])
    receiver = subscribe(taken.topic_arn, **row["subscription"])
    more = {name: row[name] for name in ("content_type", "service_url") if name in row} | {"signer": Example()}
    if row["message"] is None:
        return getattr(confirmation, row["call"])(taken, receiver, "2336412f37", **more)
    message = Message.from_publish(**python(row["message"]))
    return getattr(envelope, row["call"])(message, taken, receiver, **more)


def test_rows_are_distinct_and_have_a_source():
    assert len({row["id"] for row in VECTORS}) == len(VECTORS)
    assert {row["evidence"] for row in VECTORS} == {"recorded", "documented", "inferred"}
    assert all(row["source"] for row in VECTORS)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["id"])
def test_received(row):
    received = receive(row)
    for name, expected in row["received"].items():
        match name:
            case "members":
                assert list(json.loads(received.body).items()) == list(expected.items())
            case "order":
                assert list(json.loads(received.body)) == expected
            case "ends":
                assert received.body.endswith(expected)
            case "contains":
                assert expected in received.body
            case "data":
                assert received.data.decode() == expected
            case "headers":
                assert expected.items() <= received.headers.items()
                assert len(expected) in {1, len(received.headers)}
                assert len(expected) == 1 or list(received.headers) == list(expected)
            case "event":
                assert received.event == expected
                [record], [wanted] = received.event["Records"], expected["Records"]
                assert list(record) == list(wanted)
                assert list(record["Sns"]) == list(wanted["Sns"])
            case _:
                assert getattr(received, name) == python(expected)


def test_a_queue_message_as_boto3_sends_and_receives_it():
    attributes = {"a": {"DataType": "Binary", "BinaryValue": b"\x02"}}
    plain = SqsEnvelope("text", {})
    assert (plain.request(), plain.received()) == ({"MessageBody": "text"}, {"Body": "text"})
    full = SqsEnvelope("text", attributes, "g", "d")
    ids = {"MessageGroupId": "g", "MessageDeduplicationId": "d"}
    assert full.request() == {"MessageBody": "text", "MessageAttributes": attributes, **ids}
    assert full.received() == {"Attributes": ids, "Body": "text", "MessageAttributes": attributes}


def test_without_a_signer_the_envelope_says_so():
    body = json.loads(render(Message(body="m"), published(), subscribe()).body)
    assert body["Signature"] == "NOT-SIGNED"
    assert body["SigningCertURL"] == "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-NOT-SIGNED.pem"


def test_plain_attributes_are_sent_as_what_they_are():
    message = Message({"a": "x", "b": 1.50, "c": ["y", None], "d": b"\x02"}, {"e": [1, 2.0]})
    body = json.loads(render(message, published(), subscribe()).body)
    assert body["Message"] == '{"e":[1,2.0]}'
    assert body["MessageAttributes"] == {
        "a": {"Type": "String", "Value": "x"},
        "b": {"Type": "Number", "Value": "1.5"},
        "c": {"Type": "String.Array", "Value": '["y",null]'},
        "d": {"Type": "Binary", "Value": "Ag=="},
    }


@pytest.mark.parametrize("protocol", ["sqs", "https", "lambda", "email", "email-json", "sms", "application"])
@pytest.mark.parametrize("call", [render, dead_letter])
@pytest.mark.parametrize(
    ("message", "text"),
    [
        (Message(), "the message has no text for "),
        (Message(body=b"\xff"), "the message has no text for "),
        (Message(body='{"fax": "x"}', message_structure="json"), "the message has no text for "),
        (Message(body="\ud800"), "the Message can't be written in UTF-8: character 1 is half of a pair"),
        (Message(body="m", subject="a\ud800"), "the Subject can't be written in UTF-8: character 2 is half of a pair"),
    ],
)
def test_messages_without_text(protocol, call, message, text):
    with pytest.raises(MessageError) as caught:
        call(message, published(), subscribe(protocol=protocol))
    assert text in str(caught.value)


def test_attributes_that_nobody_can_send():
    for given in (True, {"DataType": "String"}, {"Type": "Binary", "Value": "é"}, float("nan")):
        with pytest.raises(MessageError, match="the message attribute 'a' can't be sent: it "):
            render(Message({"a": given}, "m"), published(), subscribe())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("m", published(), subscribe()), "what is sent is a Message, not str"),
        ((Message(body="m"), None, subscribe()), "what is sent is of a Published, not of NoneType"),
        ((Message(body="m"), published(), None), "what is sent goes to a Subscription, not to NoneType"),
    ],
)
def test_what_is_not_a_delivery(arguments, text):
    with pytest.raises(MessageError) as caught:
        render(*arguments)
    assert text in str(caught.value)


@pytest.mark.parametrize("content_type", [5, None, "a\nb", "é"])
def test_what_is_not_a_content_type(content_type):
    with pytest.raises(MessageError, match="the header Content-Type must be a line of ASCII, not "):
        render(Message(body="m"), published(), subscribe(protocol="http"), content_type=content_type)


@pytest.mark.parametrize("token", [5, "", "a&b=c", "é", "٣"])
def test_what_is_not_a_token(token):
    with pytest.raises(MessageError, match="the token of a SubscriptionConfirmation must be letters and digits"):
        confirmation.subscription_confirmation(published(), subscribe(protocol="http"), token)


@pytest.mark.parametrize("protocol", ["sqs", "https", "lambda", "firehose", "email-json"])
@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({5: "x"}, "the name of a message attribute must be a string, not int"),
        ({"a": "\ud800"}, "the message attribute 'a' can't be sent: it can't be written in UTF-8"),
        ({"\ud800": "x"}, r"the message attribute '\ud800' can't be sent: it can't be written in UTF-8"),
        ({"a": {"Type": "\ud800", "Value": "x"}}, "the message attribute 'a' can't be sent: it can't be written in"),
    ],
)
def test_attributes_that_cannot_be_written(protocol, attributes, text):
    with pytest.raises(MessageError) as caught:
        render(Message(attributes, "m"), published(), subscribe(protocol=protocol))
    assert text in str(caught.value)


@pytest.mark.parametrize("protocol", ["sqs", "firehose", "http"])
def test_an_address_that_cannot_be_written(protocol):
    with pytest.raises(MessageError, match="what is sent can't be written in UTF-8: there is half of a pair in"):
        render(Message(body="m"), published(), subscribe(protocol=protocol), service_url="http://\ud800")


@pytest.mark.parametrize("signer", [5, "x", object()])
def test_what_is_not_a_signer(signer):
    with pytest.raises(MessageError, match="a signer must have sign and a certificate_url, as RsaSigner has; "):
        render(Message(body="m"), published(), subscribe(), signer=signer)


def test_what_is_not_a_service_url():
    with pytest.raises(MessageError, match="the service_url must be a string, not int"):
        render(Message(body="m"), published(), subscribe(), service_url=5)


@pytest.mark.parametrize("endpoint", ["nowhere", "http://[::1", "mailto:x"])
def test_an_endpoint_that_is_no_url_has_no_host(endpoint):
    received = render(Message(body="m"), published(), subscribe(protocol="http", endpoint=endpoint))
    assert received.headers["Host"] == ""


def test_a_mobile_app_without_a_platform():
    message = Message(body='{"default": "d", "application": "a"}', message_structure="json")
    assert render(message, published(), subscribe(protocol="application", endpoint="app")) == TextEnvelope("a")


def test_a_topic_that_is_not_an_arn_is_of_the_first_region():
    body = render(Message(body="m"), published(topic_arn="orders"), subscribe()).body
    assert '"UnsubscribeURL" : "https://sns.us-east-1.amazonaws.com/?' in body


# --------------------------------------------------------------------------------------------------------- Published


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1335920046.655, "2012-05-02T00:54:06.655Z"),
        (NOW, "2012-05-02T00:54:06.655Z"),
        (NOW.replace(tzinfo=None), "2012-05-02T00:54:06.655Z"),
        (NOW.astimezone(timezone(timedelta(hours=-8))), "2012-05-02T00:54:06.655Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_timestamps(moment, text):
    assert published(timestamp=moment).timestamp_text == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"timestamp": True}, "must be a datetime or seconds since 1970, not True"),
        ({"timestamp": "now"}, "must be a datetime or seconds since 1970, not str"),
        ({"timestamp": float("nan")}, "must be a datetime or seconds since 1970, not nan"),
        ({"timestamp": 1e300}, "must lie in the years 1 to 9999"),
        ({"timestamp": 10**400}, "must lie in the years 1 to 9999"),
        ({"timestamp": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))}, "must lie in the years 1 to 9999"),
        ({"message_id": ""}, "the message_id of a publication must be a string, not an empty one"),
        ({"message_id": 5}, "the message_id of a publication must be a string, not int"),
        ({"message_id": "\ud800"}, "the message_id of a publication must be a line of ASCII, not "),
        ({"topic_arn": None}, "the topic_arn of a publication must be a string, not NoneType"),
        ({"sequence_number": 5}, "the sequence_number of a publication must be a string, not int"),
        ({"signature_version": "3"}, "the signature_version of a publication must be '1' or '2', not '3'"),
        ({"signature_version": 1}, "the signature_version of a publication must be a string, not int"),
    ],
)
def test_what_is_not_a_publication(changes, text):
    with pytest.raises(MessageError) as caught:
        published(**changes)
    assert text in str(caught.value)


def test_a_publication_is_a_value():
    assert published() == published()
    assert hash(published()) == hash(published())
    assert replace(published(), signature_version="2") != published()
