"""Every shape that a message has on its way, read: what comes out, and what is refused."""

import copy
import json
import pickle
from base64 import b64encode
from collections import UserDict
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from snsfilter import FilterPolicy, Message, MessageError, PolicyIndex, Published, PublishError, Subscription
from snsfilter.topic.envelope import render

TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders"
NOTIFICATION = {
    "Type": "Notification",
    "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    "TopicArn": TOPIC,
    "Subject": "New",
    "Message": '{"id": 1}',
    "Timestamp": "2012-05-02T00:54:06.655Z",
    "SignatureVersion": "1",
    "Signature": "EXAMPLE",
    "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
    "UnsubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=x",
    "MessageAttributes": {
        "kind": {"Type": "String", "Value": "lab"},
        "price": {"Type": "Number", "Value": "12.50"},
        "photo": {"Type": "Binary", "Value": "AgME"},
    },
}
ATTRIBUTES = {
    "kind": {"DataType": "String", "StringValue": "lab"},
    "price": {"DataType": "Number", "StringValue": "12.50"},
    "photo": {"DataType": "Binary", "BinaryValue": b"\x02\x03\x04"},
}
WHOLE = Message(ATTRIBUTES, '{"id": 1}', subject="New")
PUBLISHED = Published(
    message_id=NOTIFICATION["MessageId"],
    timestamp=datetime(2012, 5, 2, 0, 54, 6, 655_000, tzinfo=UTC),
    topic_arn=TOPIC,
)


def base64(text):
    return b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def without(mapping, *names):
    return {name: value for name, value in mapping.items() if name not in names}


# -------------------------------------------------------------------------------------------------------- notification


@pytest.mark.parametrize(
    "envelope",
    [
        NOTIFICATION,
        json.dumps(NOTIFICATION),
        json.dumps(NOTIFICATION, indent=2).encode(),
        bytearray(json.dumps(NOTIFICATION).encode()),
        UserDict(NOTIFICATION),
        NOTIFICATION | {5: 6},
    ],
)
def test_a_notification(envelope):
    message = Message.from_notification(envelope)
    assert message == WHOLE
    assert message.published == PUBLISHED
    assert FilterPolicy.parse({"kind": ["lab"], "price": [{"numeric": ["=", 12.5]}]}).matches(message)


def test_a_notification_without_what_may_be_left_out():
    message = Message.from_notification({"Message": "text"})
    assert message == Message(body="text")
    assert message.published is None


def test_a_notification_of_a_fifo_topic():
    fifo = without(NOTIFICATION, "SignatureVersion", "Signature", "SigningCertURL") | {"SequenceNumber": "10"}
    message = Message.from_notification(fifo)
    assert (message.published.sequence_number, message.published.signature_version) == ("10", "1")


@pytest.mark.parametrize(
    "change",
    [
        {"Timestamp": "yesterday"},
        {"Timestamp": None},
        {"Timestamp": "0001-01-01T00:00:00+01:00"},
        {"MessageId": ""},
        {"TopicArn": 5},
        {"SignatureVersion": "3"},
    ],
)
def test_what_sns_would_not_have_added_is_left_out(change):
    message = Message.from_notification(json.dumps(NOTIFICATION | change))
    assert message == WHOLE
    assert message.published is None


def test_attributes_that_sns_would_not_send_stay_as_they_are():
    odd = '{"Message": "m", "MessageAttributes": {"a": "x", "b": 1.5, "c": ["y", 2], "d": {"Type": "Binary"}, "e": '
    odd += (
        '{"Type": "Number", "Value": 1.5}, "f": 1e99999999999999999999, "g": null, "h": {"Type": 1.5, "Value": "x"}}}'
    )
    attributes = Message.from_notification(odd).attributes
    assert attributes == {
        "a": "x",
        "b": Decimal("1.5"),
        "c": ["y", 2],
        "d": {"Type": "Binary"},
        "e": {"Type": "Number", "Value": Decimal("1.5")},
        "f": float("inf"),
        "g": None,
        "h": {"Type": Decimal("1.5"), "Value": "x"},
    }
    assert not FilterPolicy.parse({"e": [{"exists": True}]}).matches(Message(attributes))


def test_a_publish_request_that_was_kept():
    request = {"Message": '{"default": "d"}', "MessageStructure": "json", "MessageAttributes": ATTRIBUTES}
    request |= {"MessageGroupId": "g", "MessageDeduplicationId": "d", "Subject": None}
    expected = Message.from_publish(**request)
    assert Message.from_notification(request) == expected


def test_a_publish_request_that_was_kept_as_json():
    attributes = {
        "text": {"DataType": "String", "StringValue": "x"},
        "photo": {"DataType": "Binary.png", "BinaryValue": "AgME"},
        "odd": {"DataType": "Binary", "BinaryValue": "no base64"},
        "mixed": {"DataType": "Binary", "StringValue": "AgME"},
    }
    kept = json.dumps({"Message": "m", "MessageAttributes": attributes})
    attributes["photo"] = {"DataType": "Binary.png", "BinaryValue": b"\x02\x03\x04"}
    assert Message.from_notification(kept) == Message(attributes, "m")


class Broken(UserDict):
    """A mapping whose own methods fail."""

    def items(self):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("envelope", "text"),
    [
        (5, "a notification must be a JSON object, as text, UTF-8 or a mapping, not a number"),
        (None, "not null"),
        (True, "not true"),
        (["x"], "not an array"),
        (b"\xff", "not bytes"),
        ("text", "a notification must be a JSON object, not 'text'"),
        ("[1]", "a notification must be a JSON object, not '[1]'"),
        ("\x1b[2J", r"not '\x1b[2J'"),
        ('{"a": ' * 1001 + "1" + "}" * 1001, "a notification must be a JSON object, not '"),
        (Broken(a=1), "the notification can't be read: the mapping raises ZeroDivisionError"),
        ({}, "Message must be a string, not null"),
        ({"Message": {}}, "Message must be a string, not an object"),
        ('{"Message": 1.5}', "Message must be a string, not a number"),
        ({"Message": "m", "Subject": 5}, "Subject must be a string, not a number"),
        ({"Message": "m", "MessageAttributes": []}, "MessageAttributes must be an object, not an array"),
        ({"Message": "m", "MessageAttributes": Broken(a=1)}, "MessageAttributes can't be read: the mapping raises"),
        ({"Message": "m", "MessageAttributes": {"a": Broken(Type="String")}}, "the message attribute 'a' can't be"),
        ({"Message": "m", "MessageStructure": "xml"}, "MessageStructure must be 'json' or left out, not 'xml'"),
        ({"Message": "m", "Type": "SubscriptionConfirmation"}, "a notification must have the Type 'Notification', not"),
        ({"Message": "m", "Type": "UnsubscribeConfirmation"}, "a confirmation has no message"),
        ({"Message": "m", "Type": 5}, "must have the Type 'Notification', not a number"),
    ],
)
def test_what_is_no_notification(envelope, text):
    with pytest.raises(MessageError) as caught:
        Message.from_notification(envelope)
    assert text in str(caught.value)


# -------------------------------------------------------------------------------------------------------------- Lambda

SNS = without(NOTIFICATION, "SigningCertURL", "UnsubscribeURL") | {"SigningCertUrl": "x", "UnsubscribeUrl": "x"}
RECORD = {"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "x", "Sns": SNS}


@pytest.mark.parametrize("record", [RECORD, {"Records": [RECORD]}, json.dumps({"Records": [RECORD]})])
def test_a_record_of_a_function(record):
    message = Message.from_lambda(record)
    assert message == WHOLE
    assert message.published == PUBLISHED


def test_a_record_of_a_function_without_subject_and_attributes():
    sns = SNS | {"Subject": None, "MessageAttributes": {}}
    assert Message.from_lambda({"Sns": sns}) == Message(body='{"id": 1}')


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"Records": []}, "an event must have one record to be one message, not 0; read each record by itself"),
        ({"Records": [RECORD, RECORD]}, "an event must have one record to be one message, not 2"),
        ({"Records": {}}, "an event must have one record to be one message, not no array"),
        ({"Records": [5]}, "a notification must be a JSON object"),
        ({}, "a record of SNS must have an object Sns"),
        ({"Sns": "x"}, "a record of SNS must have an object Sns"),
        ({"eventSource": "aws:sqs", "body": "m"}, "a record of SNS must have an object Sns; read it with from_sqs"),
        ({"Sns": {}}, "Message must be a string, not null"),
    ],
)
def test_what_is_no_record_of_a_function(record, text):
    with pytest.raises(MessageError) as caught:
        Message.from_lambda(record)
    assert text in str(caught.value)


# ----------------------------------------------------------------------------------------------------------------- SQS

OF_LAMBDA = {
    "kind": {"dataType": "String", "stringValue": "lab", "stringListValues": [], "binaryListValues": []},
    "price": {"dataType": "Number", "stringValue": "12.50"},
    "photo": {"dataType": "Binary", "binaryValue": "AgME", "stringValue": None},
}
OF_CLI = ATTRIBUTES | {"photo": {"DataType": "Binary", "BinaryValue": "AgME"}}


@pytest.mark.parametrize(
    "message",
    [
        {"Body": json.dumps(NOTIFICATION)},
        {"body": json.dumps(NOTIFICATION), "messageAttributes": {}, "eventSource": "aws:sqs"},
        json.dumps({"Body": json.dumps(NOTIFICATION)}),
    ],
)
@pytest.mark.parametrize("raw", [None, False])
def test_an_enveloped_message_of_a_queue(message, raw):
    read = Message.from_sqs(message, raw=raw)
    assert read == WHOLE
    assert read.published == PUBLISHED


@pytest.mark.parametrize(
    "message",
    [
        {"Body": '{"id": 1}', "MessageAttributes": ATTRIBUTES},
        json.dumps({"Body": '{"id": 1}', "MessageAttributes": OF_CLI}),
        {"body": '{"id": 1}', "messageAttributes": OF_LAMBDA},
        {"Records": [{"body": '{"id": 1}', "messageAttributes": OF_LAMBDA}]},
    ],
)
@pytest.mark.parametrize("raw", [None, True])
def test_a_raw_message_of_a_queue(message, raw):
    read = Message.from_sqs(message, raw=raw)
    assert read == Message(ATTRIBUTES, '{"id": 1}')
    assert read.published is None


@pytest.mark.parametrize(
    "body",
    ["text", "", '{"Type": "Notification"}', '{"Type": "Notification", "TopicArn": "t", "Message": 5}', "{", "[]"],
)
def test_what_does_not_look_like_an_envelope_is_raw(body):
    assert Message.from_sqs({"Body": body}) == Message(body=body)
    with pytest.raises(MessageError):
        Message.from_sqs({"Body": body}, raw=False)


def test_a_notification_may_be_the_body_of_another():
    body = json.dumps(NOTIFICATION)
    assert Message.from_sqs({"Body": body}, raw=True) == Message(body=body)


@pytest.mark.parametrize("name", ["Attributes", "attributes"])
def test_ids_of_a_fifo_queue(name):
    body = {"Attributes": "Body", "attributes": "body"}[name]
    system = {"MessageGroupId": "g", "MessageDeduplicationId": "d", "SenderId": "s"}
    message = Message.from_sqs({body: "m", name: system})
    assert message == Message(body="m", message_group_id="g", message_deduplication_id="d")
    assert Message.from_sqs({body: "m", name: {"MessageGroupId": 5}}) == Message(body="m")
    assert Message.from_sqs({body: "m", name: 5}) == Message(body="m")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"Records": [{"body": "a"}, {"body": "b"}]}, "an event must have one record to be one message, not 2"),
        ({}, "a message of SQS must have a string Body (or body, as Lambda has it), not NoneType"),
        ({"Body": 5}, "a message of SQS must have a string Body (or body, as Lambda has it), not int"),
        (
            {"Body": "m", "MessageAttributes": 5},
            "MessageAttributes must be an object, not a num",
        ),
        ("m", "a notification must be a JSON object, not 'm'"),
    ],
)
def test_what_is_no_message_of_a_queue(message, text):
    with pytest.raises(MessageError) as caught:
        Message.from_sqs(message)
    assert text in str(caught.value)


# ------------------------------------------------------------------------------------------------------------ Firehose


@pytest.mark.parametrize(
    "record",
    [
        {"Data": json.dumps(NOTIFICATION).encode()},
        {"Data": base64(json.dumps(NOTIFICATION))},
        {"recordId": "1", "data": base64(json.dumps(NOTIFICATION))},
        {"invocationId": "1", "records": [{"recordId": "1", "data": base64(json.dumps(NOTIFICATION))}]},
        json.dumps({"requestId": "1", "records": [{"data": base64(json.dumps(NOTIFICATION))}]}),
    ],
)
@pytest.mark.parametrize("raw", [None, False])
def test_a_record_of_a_stream(record, raw):
    assert Message.from_firehose(record, raw=raw) == WHOLE


@pytest.mark.parametrize("record", [{"Data": b"text"}, {"Data": base64("text")}, {"data": base64("text")}])
@pytest.mark.parametrize("raw", [None, True])
def test_a_raw_record_of_a_stream(record, raw):
    assert Message.from_firehose(record, raw=raw) == Message(body="text")


@pytest.mark.parametrize(
    "record", [{}, {"Data": 5}, {"Data": "no base64"}, {"Data": b"\xff"}, {"Data": base64(b"\xff")}]
)
def test_what_is_no_record_of_a_stream(record):
    with pytest.raises(MessageError, match="a record of Firehose must have Data"):
        Message.from_firehose(record)


def test_several_records_of_a_stream_are_several_messages():
    with pytest.raises(MessageError, match="an event must have one record to be one message, not 2"):
        Message.from_firehose({"records": [{"data": base64("a")}, {"data": base64("b")}]})


# The record that the page firehose-delivered-message-format-http prints in base64.
OF_THE_PAGE = (
    '{"Type":"Notification","MessageId":"21d2e38d-2cab-5f61-9ba2-bbbaaac840f6",'
    '"TopicArn":"arn:aws:sns:us-east-1:111111111111:my-topic",'
    '"Message":"Sample message for Amazon Kinesis Data Firehose endpoints","Timestamp":"2020-11-24T22:07:31.667Z",'
    '"UnsubscribeURL":"https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn='
    'arn:aws:sns:111111111111:my-topic:01b6912c-0070-4d8b-8b13-555bfb76e7d4"}'
)


def test_the_record_of_the_page_comes_out_of_us_as_it_is():
    message = Message.from_firehose({"records": [{"data": base64(OF_THE_PAGE)}]})
    stream = Subscription.subscribe(
        topic_arn=message.published.topic_arn,
        protocol="firehose",
        endpoint="arn:aws:firehose:us-east-1:111111111111:deliverystream/s",
        attributes={"SubscriptionRoleArn": "arn:aws:iam::111111111111:role/r"},
        subscription_arn="arn:aws:sns:111111111111:my-topic:01b6912c-0070-4d8b-8b13-555bfb76e7d4",
    )
    assert render(message, message.published, stream).data.decode() == OF_THE_PAGE


# --------------------------------------------------------------------------------------------------------------- query

QUERY = {
    "Action": "Publish",
    "Version": "2010-03-31",
    "TopicArn": TOPIC,
    "Message": "Grüße & mehr",
    "Subject": "New",
    "MessageAttributes.entry.2.Name": "photo",
    "MessageAttributes.entry.2.Value.DataType": "Binary",
    "MessageAttributes.entry.2.Value.BinaryValue": "AgME",
    "MessageAttributes.entry.1.Name": "kind",
    "MessageAttributes.entry.1.Value.DataType": "String",
    "MessageAttributes.entry.1.Value.StringValue": "lab",
}


@pytest.mark.parametrize(
    "parameters",
    [QUERY, urlencode(QUERY), urlencode(QUERY).encode(), {name: [value] for name, value in QUERY.items()}],
)
def test_a_request_of_the_query_protocol(parameters):
    message = Message.from_query(parameters)
    assert message == Message(without(ATTRIBUTES, "price"), "Grüße & mehr", subject="New")
    assert list(message.attributes) == ["kind", "photo"]


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        (5, "the parameters must be text, bytes or a mapping, not int"),
        ({5: "x"}, "the parameter int must have one string for a value, not str"),
        ({"Message": ["a", "b"]}, "the parameter 'Message' must have one string for a value, not list"),
        (Broken(a=1), "the parameters can't be read: the mapping raises ZeroDivisionError"),
        ("&".join("a=b" for _ in range(10_001)), "the parameters can't be read: there are more than 10,000"),
        ({"MessageAttributes.entry.1.Value.DataType": "String"}, "MessageAttributes.entry.1 has no Name"),
        (
            {"MessageAttributes.entry.1.Name": "a", "MessageAttributes.entry.1.Value.BinaryValue": "é"},
            "MessageAttributes.entry.1.Value.BinaryValue must be base64, not 'é'",
        ),
        ({}, "the Message must not be empty"),
        ({"Message": "m", "MessageAttributes": "x", "MessageStructure": "xml"}, "the MessageStructure must be 'json'"),
    ],
)
def test_what_is_no_request_of_the_query_protocol(parameters, text):
    with pytest.raises(MessageError) as caught:
        Message.from_query(parameters)
    assert text in str(caught.value)


def test_a_request_is_checked():
    with pytest.raises(PublishError, match="must be a String, Number or Binary, not 'Stringx'"):
        Message.from_query(QUERY | {"MessageAttributes.entry.1.Value.DataType": "Stringx"})


def test_a_name_is_unique_among_the_attributes_of_a_message():
    with pytest.raises(PublishError, match="two message attributes have the name 'photo'") as caught:
        Message.from_query(QUERY | {"MessageAttributes.entry.1.Name": "photo"})
    assert (caught.value.code, caught.value.evidence) == ("ParameterValueInvalid", "documented")


# ----------------------------------------------------------------------------------------------------------- protocols

STRUCTURED = Message(
    {"a": "x"}, '{"default": "{\\"id\\": 1}", "sqs": "{\\"id\\": 2}", "http": 5}', message_structure="json", subject="S"
)


@pytest.mark.parametrize(
    ("protocol", "text"),
    [("sqs", '{"id": 2}'), ("http", '{"id": 1}'), ("https", '{"id": 1}'), ("default", '{"id": 1}')],
)
def test_texts_for_protocols(protocol, text):
    assert STRUCTURED.text_for(protocol) == text
    seen = STRUCTURED.for_protocol(protocol)
    assert seen == Message({"a": "x"}, text, subject="S")
    assert STRUCTURED.for_protocol(protocol) is seen
    assert FilterPolicy.parse({"id": [int(text[-2])]}, scope="MessageBody").matches(seen)


def test_without_a_protocol_a_body_policy_sees_the_default():
    assert STRUCTURED.decoded_body == {"id": 1}
    assert FilterPolicy.parse({"id": [1]}, scope="MessageBody").matches(STRUCTURED)


@pytest.mark.parametrize(
    ("default", "summary"),
    [
        ('{"id": 1}', "match: id: 1 (number at /id) by 1"),
        ('{"id": [[[1]], {}], "x": [2]}', "match: id: 1 (number at /id/0/0/0) by 1"),
        ('{"id": 2}', "no match: id: found 2 (number at /id); 1: it is another number"),
        ("text", "no match: the body isn't JSON: 'text' is not JSON (line 1, column 1)"),
    ],
)
def test_matcher_index_and_explanation_see_the_same_text(default, summary):
    message = Message({"a": "x"}, json.dumps({"default": default, "id": 1}), message_structure="json")
    policies = [FilterPolicy.parse(text, scope="MessageBody") for text in ('{"id": [1]}', '{"id": [1], "x": [2]}')]
    index = PolicyIndex(dict(enumerate(policies)))
    for number, policy in enumerate(policies):
        seen = Message(body=default)
        assert policy.matches(message) is policy.matches(seen) is (number in index.matching(message))
    why = policies[0].explain(message)
    assert (why.matched, why.summary) == (policies[0].matches(message), summary)


@pytest.mark.parametrize("body", ["no JSON", "{}", '{"default": 1.5}', '{"fax": "x"}', None])
def test_no_text_for_a_protocol(body):
    message = Message(body=body, message_structure="json")
    assert message.text_for("sqs") is None
    assert message.for_protocol("sqs") == Message()
    assert message.decoded_body is None


def test_without_a_structure_every_protocol_sees_the_same():
    message = Message(body="text")
    assert message.for_protocol("sqs") is message
    assert message.text_for("sqs") == "text"
    assert Message(body={"a": [0.1, None, True, 10**30]}).text_for("sqs") == f'{{"a":[0.1,null,true,{10**30}]}}'
    nested = {"a": 1}
    for _ in range(2000):
        nested = {"a": nested}
    for body in (None, b"\xff", {"a": 10**5000}, {"a": object()}, nested):
        assert Message(body=body).text_for("sqs") is None


@pytest.mark.parametrize("message", [STRUCTURED, Message(body="m")])
@pytest.mark.parametrize("protocol", [5, None, []])
def test_a_protocol_is_a_string(message, protocol):
    with pytest.raises(MessageError, match="the protocol of a message must be a string, not"):
        message.text_for(protocol)
    if message is STRUCTURED:
        with pytest.raises(MessageError, match="the protocol of a message must be a string, not"):
            message.for_protocol(protocol)


# -------------------------------------------------------------------------------------------------------------- values

FULL = Message(
    {"a": "x"}, "{}", subject="S", message_structure="json", message_group_id="g", message_deduplication_id="d"
)


def test_what_is_published_is_compared_and_not_when():
    other = Message.from_notification(NOTIFICATION | {"MessageId": "another"})
    assert Message.from_notification(NOTIFICATION) == other
    assert other.published != PUBLISHED
    for name in ("subject", "message_group_id", "message_deduplication_id"):
        assert Message(body="m", **{name: "x"}) != Message(body="m")
    assert Message(body="m", message_structure="json") != Message(body="m")


def test_a_message_with_details_is_a_value():
    read = Message.from_notification(NOTIFICATION)
    for message in (FULL, read):
        again = pickle.loads(pickle.dumps(message))  # noqa: S301 (our own bytes)
        assert again == copy.deepcopy(message) == message
        assert again.published == message.published
    assert repr(FULL) == (
        "Message(attributes={'a': 'x'}, body='{}', subject='S', message_structure='json', message_group_id='g', "
        "message_deduplication_id='d')"
    )


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"subject": 5}, "the subject of a message must be a string, not int"),
        ({"message_structure": "xml"}, "the message_structure of a message must be 'json' or None, not 'xml'"),
        ({"message_structure": ""}, "the message_structure of a message must be 'json' or None, not ''"),
        ({"message_group_id": b"g"}, "the message_group_id of a message must be a string, not bytes"),
        ({"message_deduplication_id": True}, "the message_deduplication_id of a message must be a string, not bool"),
        ({"published": "now"}, "the publication of a message must be a Published, not str"),
    ],
)
def test_details_of_something_else(arguments, text):
    with pytest.raises(MessageError) as caught:
        Message(**arguments)
    assert str(caught.value) == text
