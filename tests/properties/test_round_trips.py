"""Laws of shapes: what is published comes back from every endpoint, and a reader refuses all else in its own words."""

import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snsfilter import Message, MessageError, Published, PublishError, Subscription
from snsfilter.message.attributes import check_attributes
from snsfilter.message.checking import MAX_SIZE
from snsfilter.message.texts import json_text
from snsfilter.topic.envelope import render
from snsfilter.topic.publishing import check_publish
from tests.properties.strategies import few

TOPIC = "arn:aws:sns:eu-west-1:123456789012:orders"

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
letters = st.text("ab_-9", min_size=1, max_size=8)
names = st.lists(letters, min_size=1, max_size=2).map(".".join)
suffixes = st.just("") | texts.map(".{}".format)
attributes = st.one_of(
    st.builds(lambda suffix, text: {"DataType": f"String{suffix}", "StringValue": text}, suffixes, texts),
    st.sampled_from(["1", "-2.50", "3e2"]).map(lambda text: {"DataType": "Number", "StringValue": text}),
    st.builds(
        lambda suffix, data: {"DataType": f"Binary{suffix}", "BinaryValue": data},
        suffixes,
        st.binary(min_size=1, max_size=9),
    ),
)
subjects = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=50)
plain = st.fixed_dictionaries(
    {"Message": texts, "MessageAttributes": st.dictionaries(names, attributes, max_size=4), "Subject": subjects},
    optional={"MessageGroupId": letters},
)
protocols = st.sampled_from(["sqs", "http", "https", "lambda", "firehose", "email-json"])
structured = st.builds(
    lambda default, own, subject: {
        "Message": json.dumps({"default": default, **own}),
        "MessageStructure": "json",
        "Subject": subject,
    },
    texts,
    st.dictionaries(protocols, texts | st.integers(), max_size=3),
    subjects,
)
messages = (plain | structured).map(lambda arguments: Message.from_publish(TopicArn=TOPIC, **arguments))
publications = st.builds(
    lambda identity, moment, version: Published(
        message_id=str(identity), timestamp=moment, topic_arn=TOPIC, signature_version=version
    ),
    st.uuids(),
    st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 (Hypothesis adds the zone)
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    ),
    st.sampled_from(["1", "2"]),
)


def subscribe(protocol, *, raw):
    role = {"SubscriptionRoleArn": "arn:aws:iam::123456789012:role/r"} if protocol == "firehose" else {}
    return Subscription.subscribe(
        topic_arn=TOPIC,
        protocol=protocol,
        endpoint="https://example.com/",
        attributes={"RawMessageDelivery": str(raw), **role},
    )


def as_json(value):
    """What Lambda makes of bytes on the way to a function."""
    return json.loads(json.dumps(value, default=lambda data: b64encode(data).decode()))


def labelled(name, attribute):
    """An attribute as Lambda labels it."""
    kind = attribute["DataType"]
    return name, attribute | ({"DataType": "String"} if kind.startswith("Number") or kind == "String.Array" else {})


@given(messages, publications, protocols)
def test_what_is_published_comes_back(message, taken, protocol):
    received = render(message, taken, subscribe(protocol, raw=False))
    seen = message.for_protocol(protocol)
    attributes = {} if message.message_structure else dict(seen.attributes)
    expected = Message(attributes, seen.body, subject=seen.subject)
    match protocol:
        case "sqs":
            expected = Message(attributes, seen.body, subject=seen.subject, message_group_id=seen.message_group_id)
            shapes = [Message.from_sqs(received.received()), Message.from_sqs(json.dumps(received.received()))]
        case "lambda":
            labels = dict(labelled(*each) for each in attributes.items())
            expected = Message(labels, seen.body, subject=seen.subject)
            shapes = [Message.from_lambda(received.event), Message.from_lambda(json.dumps(received.event))]
        case "firehose":
            shapes = [
                Message.from_firehose({"Data": received.data}),
                Message.from_firehose(as_json({"data": received.data})),
            ]
        case "email-json":
            shapes = [Message.from_notification(received.text)]
        case _:
            shapes = [Message.from_notification(received.body), Message.from_notification(received.body.encode())]
    for read in shapes:
        assert read == expected
        assert read.published.message_id == taken.message_id
        assert read.published.timestamp == taken.timestamp
        assert read.published.topic_arn == TOPIC


@given(messages, publications, st.sampled_from(["sqs", "https", "firehose"]))
def test_what_is_published_comes_back_raw_but_for_what_is_lost(message, taken, protocol):
    received = render(message, taken, subscribe(protocol, raw=True))
    seen = message.for_protocol(protocol)
    attributes = {} if message.message_structure else dict(seen.attributes)
    if protocol == "https":
        assert received.body == seen.body
    elif protocol == "firehose":
        assert Message.from_firehose({"Data": received.data}, raw=True) == Message(body=seen.body)
    else:
        expected = Message(attributes, seen.body, message_group_id=seen.message_group_id)
        shown = received.received()
        assert Message.from_sqs(shown, raw=True) == expected
        assert Message.from_sqs(as_json(shown), raw=True) == expected
        of_lambda = {
            "body": shown["Body"],
            "attributes": shown.get("Attributes", {}),
            "messageAttributes": {
                name: {member[0].lower() + member[1:]: value for member, value in each.items()}
                for name, each in as_json(shown).get("MessageAttributes", {}).items()
            },
        }
        assert Message.from_sqs(of_lambda, raw=True) == expected


@given(plain)
def test_the_query_protocol_says_the_same(arguments):
    arguments = {name: value for name, value in arguments.items() if value is not None}
    query = {name: value for name, value in arguments.items() if name != "MessageAttributes"}
    for number, (name, attribute) in enumerate(arguments["MessageAttributes"].items(), 1):
        where = f"MessageAttributes.entry.{number}"
        query[f"{where}.Name"] = name
        query |= {f"{where}.Value.{member}": value for member, value in as_json(attribute).items()}
    assert Message.from_query(query) == Message.from_publish(**arguments)


@given(plain)
def test_the_size_is_that_of_the_parts(arguments):
    arguments = {name: value for name, value in arguments.items() if value is not None}
    message = Message.from_publish(**arguments)
    parts = [arguments["Message"]]
    for name, attribute in arguments["MessageAttributes"].items():
        parts += name, *attribute.values()
    size = sum(len(part if isinstance(part, bytes) else part.encode()) for part in parts)
    assert check_publish(message, fifo=False) == size
    assert check_publish(message, fifo=False, maximum_size=size) == size
    with pytest.raises(PublishError, match="SNS takes"):
        check_publish(message, fifo=False, maximum_size=size - 1)
    assert size < MAX_SIZE


class Text(str):
    """A string of another class: always looked at closely."""

    __slots__ = ()


strings = st.lists(st.text(st.sampled_from('ab"\\\n\x7fé\ud800'), max_size=3), max_size=4)
odd_attributes = st.one_of(
    attributes,
    attributes.map(lambda each: {"Type": each["DataType"], "Value": each.get("StringValue", "AgME")}),
    texts,
    strings,
    st.lists(st.sampled_from(["a", None, True, 1.50, 10**40, float("nan"), {}]), max_size=3),
    st.integers() | st.floats(),
    st.sampled_from(
        [
            "",
            "é",
            10**2000,
            ["a"] * 1_001,
            {},
            {"DataType": "String"},
            {"DataType": "String", "Type": "String"},
            {"DataType": "String", "Value": "x"},
            {"DataType": None, "StringValue": "x"},
            {"DataType": "Number", "StringValue": "1_0"},
            {"DataType": "Number", "StringValue": "1" * 1_001},
            {"DataType": "Number", "StringValue": "٣"},
            {"DataType": "String", "StringValue": ""},
            {"Type": "Number", "Value": "x"},
            {"Type": "Binary", "Value": "?"},
        ]
    ),
)
names_of_all_kinds = st.text("aZ_9-.é ", max_size=4) | st.sampled_from(["a" * 256, "a" * 257, "-" * 256, "-" * 257])


@example("a", {"DataType": "String", "StringValue": "x", "Type": "String", "Value": "xy"})
@given(names_of_all_kinds, odd_attributes)
def test_the_quick_look_at_an_attribute_agrees_with_the_close_one(name, attribute):
    def size(name, attribute):
        try:
            return check_attributes({name: attribute})
        except PublishError as error:
            return error

    assert size(name, attribute) == size(Text(name), attribute)


@given(strings)
def test_strings_are_written_as_any_other_array_is(given_):
    assert json_text(given_) == json_text(tuple(given_))


keys = st.sampled_from(
    "Type Message MessageId Subject MessageAttributes MessageStructure TopicArn Timestamp Records Sns Body body Data "
    "data attributes Attributes messageAttributes DataType StringValue BinaryValue Value dataType stringValue a".split()
)
leaves = st.sampled_from(
    [None, True, 0, 1.5, "", "x", "json", "Notification", "AgME", "String", "Binary", "\ud800", '{"a": 1}']
)


def nested(inner):
    return st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=5)


anything = st.recursive(leaves, nested, max_leaves=15)
READERS = [Message.from_notification, Message.from_lambda, Message.from_sqs, Message.from_firehose, Message.from_query]


def attempt(call, *arguments, **more):
    """The message, or our error."""
    try:
        return call(*arguments, **more)
    except MessageError as error:
        return error


@given(anything, st.sampled_from(READERS), st.sampled_from([None, True, False]))
def test_a_reader_raises_nothing_of_its_own(value, reader, raw):
    more = {"raw": raw} if reader in {Message.from_sqs, Message.from_firehose} else {}
    for shape in (value, json.dumps(value)):
        read = attempt(reader, shape, **more)
        assert str(read).isprintable() if isinstance(read, MessageError) else isinstance(read.decoded_body, dict | None)


arguments_of_all_sorts = st.dictionaries(
    st.sampled_from(["Message", "Subject", "MessageStructure", "MessageAttributes", "TopicArn"]), anything
)


@few
@given(arguments_of_all_sorts)
def test_publishing_raises_nothing_of_its_own(arguments):
    taken = attempt(lambda: Message.from_publish(**arguments))
    assert str(taken).isprintable() if isinstance(taken, MessageError) else check_publish(taken, fifo=False) > 0
