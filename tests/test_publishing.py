"""What SNS takes when a message is published, row by row, and what it answers to the rest."""

import copy
import json
import pickle
from base64 import b64decode
from collections import UserDict
from decimal import Decimal
from pathlib import Path

import pytest

from snsfilter import FilterPolicy, Message, MessageError, PublishError
from snsfilter.jsontext import is_verbatim
from snsfilter.message import texts
from snsfilter.message.checking import MAX_SIZE
from snsfilter.topic.publishing import check_publish

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parent / "publish_vectors.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
]
TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders"


def python(value):
    """The arguments of a row, with what JSON has no words for."""
    match value:
        case {"base64": text}:
            return b64decode(text)
        case {"repeat": text, "times": times}:
            return text * times
        case dict():
            return {name: python(member) for name, member in value.items()}
    return value


def publish(row):
    """What SNS says to a row: the size of the message, or its error."""
    arguments = python(row["arguments"])
    if "topic" not in row:
        Message.from_publish(**arguments)
    fifo = arguments.pop("TopicArn", "").endswith(".fifo")
    topic = row.get("topic", {"fifo": fifo, "content_based_deduplication": True})
    return check_publish(Message.from_publish(**arguments), **topic)


def test_rows_are_distinct_and_have_a_source():
    assert len({row["id"] for row in VECTORS}) == len(VECTORS)
    assert {row["evidence"] for row in VECTORS} == {"recorded", "documented", "inferred"}
    assert all(row["source"] for row in VECTORS)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: row["id"])
def test_publish(row):
    if "size" in row:
        assert publish(row) == row["size"]
        return
    with pytest.raises(PublishError) as caught:
        publish(row)
    error = caught.value
    assert (error.code, error.aws_message()) == (row["code"], row["aws"])
    assert (error.http_status, error.sender_fault) == (400, True)
    assert error.evidence == row["evidence"] or (error.evidence, row["evidence"]) in LOOSER
    assert str(error).isprintable()


# The words are recorded and the rule of the row isn't, or the other way about.
LOOSER = {
    ("recorded", "documented"),
    ("recorded", "inferred"),
    ("documented", "inferred"),
}


@pytest.mark.parametrize("row", [row for row in VECTORS if "code" in row and "topic" not in row], ids=lambda r: r["id"])
def test_a_batch_keeps_its_other_entries(row):
    arguments = python(row["arguments"])
    topic = arguments.pop("TopicArn", TOPIC)
    if "topic-no-arn" in row["id"]:
        with pytest.raises(PublishError, match="ARN"):
            Message.from_publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": "a", "Message": "m"}])
        return
    if "large" in row["id"] or "bytes" in row["id"]:
        return  # of a batch the sum is bounded
    good = {"Message": "m", "MessageGroupId": "g"}
    entries = [{"Id": "a", **good}, {"Id": "b", **arguments}, {"Id": "c", **good}]
    batch = Message.from_publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)
    assert batch.messages == {id_: Message(body="m", message_group_id="g") for id_ in "ac"}
    [(id_, error)] = batch.failed.items()
    assert (id_, error.code) == ("b", row["code"])
    if row["code"] == "ValidationError":
        assert "'publishBatchRequestEntries.2.member.messageAttributes.attr1.member.dataType'" in error.aws_message()
    else:
        assert error.aws_message() == row["aws"]
    assert batch.refusal is (error if error.whole_batch else None)
    assert error.whole_batch is (
        error.parameter == "MessageAttributes"
        or row["id"] in {"fifo-no-group", "structure-no-default", "structure-default-no-string"}
    )


def entries(*ids, **more):
    return [{"Id": id_, "Message": "m", **more} for id_ in ids]


@pytest.mark.parametrize(
    ("given", "code", "aws", "evidence"),
    [
        ([], "EmptyBatchRequest", "The batch request doesn't contain any entries.", "documented"),
        (
            entries(*map(str, range(11))),
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.",
            "recorded",
        ),
        (
            entries("a", "b", "a"),
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
            "recorded",
        ),
        (
            entries("a b"),
            "InvalidBatchEntryId",
            "The Id of a batch entry in the batch request contains an impermissible character: a b",
            "documented",
        ),
        (
            entries("x" * 81),
            "InvalidBatchEntryId",
            f"The Id of a batch entry in the batch request is too long: {'x' * 81}",
            "documented",
        ),
        (
            [{"Id": "a", "Message": "x" * MAX_SIZE}, {"Id": "b", "Message": "y"}],
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.",
            "documented",
        ),
    ],
)
def test_a_batch_is_refused_as_such(given, code, aws, evidence):
    with pytest.raises(PublishError) as caught:
        Message.from_publish_batch(TopicArn=TOPIC, PublishBatchRequestEntries=given)
    error = caught.value
    assert (error.code, error.aws_message(), error.evidence, error.whole_batch) == (code, aws, evidence, True)


def test_a_batch_of_the_largest_size():
    given = [{"Id": "x" * 80, "Message": "x" * (MAX_SIZE - 1)}, {"Id": "b-_9", "Message": "y"}]
    batch = Message.from_publish_batch(PublishBatchRequestEntries=tuple(given))
    assert list(batch.messages) == ["x" * 80, "b-_9"]
    assert (batch.failed, batch.refusal) == ({}, None)


class Broken(UserDict):
    """A mapping whose own methods fail."""

    def __iter__(self):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"message": "m"}, "publish has no 'message', only TopicArn, "),
        ({"message": "m"}, "did you mean 'Message'?"),
        ({"Message": "m", "message_attributes": {}}, "did you mean 'MessageAttributes'?"),
        ({"Message": "m", "\x1b[2J": 1}, r"publish has no '\x1b[2J', only"),
        ({"Message": 5}, "Message must be text, not int; write JSON as text, with json.dumps"),
        ({"Message": {"a": 1}}, "Message must be text, not dict"),
        ({"Message": b"x"}, "Message must be text, not bytes; decode it"),
        (
            {"Message": "m", "MessageAttributes": {"a": "x"}},
            "the message attribute 'a' must be a mapping with a DataType and a StringValue, not str",
        ),
        (
            {"Message": "m", "MessageAttributes": {"a": {"Type": "String", "Value": "x"}}},
            "the message attribute 'a' has no 'Type', only DataType, StringValue, BinaryValue; did you mean 'Data",
        ),
        (
            {"Message": "m", "MessageAttributes": {"a": {"DataType": "String", 5: "x"}}},
            "the message attribute 'a' has no int",
        ),
        ({"Message": "m", "Subject": 5}, "Subject must be a string, not int"),
        ({"Message": "m", "TopicArn": b"x"}, "TopicArn must be a string, not bytes"),
        ({"Message": "m", "PhoneNumber": 5}, "PhoneNumber must be a string, not int"),
        ({"Message": "m", "MessageAttributes": []}, "MessageAttributes must be a mapping of names to attributes, not"),
        (
            {"Message": "m", "MessageAttributes": {"a": {"DataType": "String", "StringValue": 5}}},
            "StringValue of the message attribute 'a' must be a string, not int",
        ),
        (
            {"Message": "m", "MessageAttributes": {"a": {"DataType": "Binary", "BinaryValue": 5}}},
            "BinaryValue of the message attribute 'a' must be bytes, not int",
        ),
        (
            {"Message": "m", "MessageAttributes": Broken(a=1)},
            "MessageAttributes can't be read: the mapping raises",
        ),
    ],
)
def test_what_boto3_would_not_send(arguments, text):
    with pytest.raises(MessageError) as caught:
        Message.from_publish(**arguments)
    assert type(caught.value) is MessageError
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, "PublishBatchRequestEntries must be a list of mappings, not nothing"),
        ({"Id": "a"}, "PublishBatchRequestEntries must be a list of mappings, not dict"),
        (["a"], "entry 1 of the batch must be a mapping, not str"),
        ([{"Message": "m"}], "entry 1 of the batch has no Id"),
        ([{"Id": 5, "Message": "m"}], "Id must be a string, not int"),
        ([*entries("a"), {"Id": "b", "Body": "m"}], "entry 2 of publish_batch has no 'Body'"),
    ],
)
def test_what_boto3_would_not_send_in_a_batch(given, text):
    with pytest.raises(MessageError) as caught:
        Message.from_publish_batch(TopicArn=TOPIC, PublishBatchRequestEntries=given)
    assert type(caught.value) is MessageError
    assert text in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        True,
        None,
        object(),
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        pytest.param(10**5000, id="long"),
        {1},
        ["a", object()],
        pytest.param(["a"] * 1_000_000, id="many"),
    ],
)
def test_attributes_that_nobody_can_publish(value):
    message = Message({"a": value}, "m")
    with pytest.raises(PublishError, match="the message attribute 'a' can't be published: it "):
        check_publish(message, fifo=False)


@pytest.mark.parametrize(
    "attributes",
    [
        {5: "x"},
        {"a": {"DataType": 5, "StringValue": "x"}},
        {"a": {"DataType": "String", "StringValue": 5}},
        {"a": {"Type": "Binary", "Value": "no base64"}},
        {"a": {"Type": "String"}},
        {"a": "\ud800"},
        {"\ud800": "x"},
        {"a": {"DataType": "String.\ud800", "StringValue": "x"}},
        {"a": {"DataType": "Binary.\ud800", "BinaryValue": b"x"}},
    ],
)
def test_malformed_attributes(attributes):
    with pytest.raises(PublishError) as caught:
        check_publish(Message(attributes, "m"), fifo=False)
    assert caught.value.code == "ParameterValueInvalid"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("x", "String", "x"),
        (5, "Number", "5"),
        (0.1, "Number", "0.1"),
        (Decimal("1.50"), "Number", "1.50"),
        (["a", 1.50, None, True], "String.Array", '["a",1.5,null,true]'),
        (b"\x02\x03\x04", "Binary", "xyz"),
        ({"Type": "Binary", "Value": "AgME"}, "Binary", "xyz"),
        ({"DataType": "Binary.png", "BinaryValue": bytearray(b"abc")}, "Binary.png", "xyz"),
        ({"DataType": "Binary", "BinaryValue": "é"}, "Binary", "xy"),
    ],
)
def test_sizes_of_every_spelling(value, kind, text):
    assert check_publish(Message({"name": value}, "m"), fifo=False) == 1 + 4 + len(kind) + len(text)


def test_an_array_may_change_while_it_is_written(monkeypatch):
    def verbatim(text):
        given[:] = ['"', 5]  # as another thread may
        return is_verbatim(text)

    monkeypatch.setattr(texts, "is_verbatim", verbatim)
    given = ["a", "b"]
    assert texts.json_text(given) == '["a","b"]'


@pytest.mark.parametrize(
    ("body", "size"), [("é", 2), ("é".encode(), 2), (bytearray(b"x"), 1), ({"a": [1.5, None]}, len('{"a":[1.5,null]}'))]
)
def test_sizes_of_bodies(body, size):
    assert check_publish(Message(body=body), fifo=False) == size


@pytest.mark.parametrize("body", [b"\xff", {"a": {1}}, {1: 2}, {"a": float("nan")}])
def test_bodies_that_are_no_text(body):
    with pytest.raises(PublishError, match="the Message must be text"):
        check_publish(Message(body=body), fifo=False)


def test_a_topic_may_take_more():
    message = Message(body="x" * (MAX_SIZE + 1))
    assert check_publish(message, fifo=False, maximum_size=2**20) == MAX_SIZE + 1


def test_what_goes_to_an_app_needs_the_text_of_its_platform_only():
    """Of the page sns-send-custom-platform-specific-payloads-mobile-devices: default is for topics."""
    endpoint = "arn:aws:sns:us-west-2:123456789012:endpoint/GCM/app/5e3e9847-3183-3f18-a7e8-671c3a57d4b3"
    message = Message.from_publish(TargetArn=endpoint, Message='{"GCM": "{}"}', MessageStructure="json")
    assert (message.text_for("GCM"), message.text_for("sqs")) == ("{}", None)
    with pytest.raises(PublishError, match="must have a string 'default'"):
        check_publish(message, fifo=False)
    with pytest.raises(PublishError, match="must be a JSON object"):
        Message.from_publish(TargetArn=endpoint, Message="x", MessageStructure="json")


@pytest.mark.parametrize("data", ["é", "é".encode(), bytearray("é".encode()), memoryview("é".encode())])
def test_binary_is_bytes_however_it_is_given(data):
    given = {"DataType": "Binary", "BinaryValue": data, "StringValue": None}
    message = Message.from_publish(Message="m", MessageAttributes={"a": given})
    assert message.attributes == {"a": {"DataType": "Binary", "BinaryValue": b"\xc3\xa9"}}


def test_what_was_read_does_not_change_with_the_arguments():
    given = {"a": {"DataType": "String", "StringValue": "x"}}
    message = Message.from_publish(Message="m", MessageAttributes=given)
    given["a"]["StringValue"] = ""
    assert message.attributes == {"a": {"DataType": "String", "StringValue": "x"}}


@pytest.mark.parametrize(
    ("attribute", "kind"),
    [
        ({"Type": "Binary.png", "Value": "no base64"}, "Binary.png"),
        ({"DataType": "Number", "StringValue": 5}, "Number"),
        (None, "String"),
    ],
)
def test_a_value_that_is_none_is_named_by_its_type(attribute, kind):
    with pytest.raises(PublishError) as caught:
        check_publish(Message({"a": attribute}, "m"), fifo=False)
    assert caught.value.aws_message().endswith(f"message attribute value for message attribute type '{kind}'.")


def test_none_is_the_same_as_nothing():
    assert Message.from_publish(Message="m", Subject=None, MessageAttributes=None, TopicArn=None) == Message(body="m")


def test_what_is_published_can_be_matched():
    message = Message.from_publish(
        TopicArn=TOPIC,
        Message='{"id": 1}',
        Subject="New",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "lab"}},
    )
    assert FilterPolicy.parse({"kind": ["lab"]}).matches(message)
    assert FilterPolicy.parse({"id": [1]}, scope="MessageBody").matches(message)
    assert (message.subject, message.message_structure, message.published) == ("New", None, None)


def test_an_error_is_a_value():
    with pytest.raises(PublishError) as caught:
        Message.from_publish(Message="m", Subject="")
    error = caught.value
    assert pickle.loads(pickle.dumps(error)) == copy.copy(error) == error  # noqa: S301 (our own bytes)
    assert str(error) == "the Subject must not be empty; leave it out"
    assert (error.parameter, error.hint) == ("Subject", "leave it out")
    wrong = PublishError("wrong")
    assert wrong.aws_message("Publish") == wrong.aws_message() == str(wrong) == "wrong"
