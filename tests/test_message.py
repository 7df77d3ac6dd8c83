"""A message is a value, and its attributes are read as SNS reads them, whatever Python types spell them."""

import copy
import pickle
from collections import OrderedDict, UserDict
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum

import pytest

from snsfilter import FilterPolicy, Message, MessageError


class Colour(StrEnum):
    """A string whose str() is its value."""

    RED = "red"


class Mixed(str, Enum):  # noqa: UP042 (its str() is its name: that is the point)
    """A string whose str() is its name."""

    RED = "red"


class Size(IntEnum):
    """An integer of a type of its own."""

    BIG = 3


class Ratio(float, Enum):
    """A float whose str() is its name."""

    HALF = 0.5


class Broken(UserDict):
    """A mapping whose own methods fail."""

    def __iter__(self):
        raise ZeroDivisionError

    def items(self):
        raise ZeroDivisionError


def test_a_message_is_an_immutable_value():
    message = Message(attributes={"a": "x"}, body='{"b": 1}')
    assert message == Message({"a": "x"}, '{"b": 1}') != Message({"a": "y"}, '{"b": 1}')
    assert message != "x"
    assert pickle.loads(pickle.dumps(message)) == copy.deepcopy(message) == message  # noqa: S301 (our own bytes)
    assert repr(message) == "Message(attributes={'a': 'x'}, body='{\"b\": 1}')"
    assert (message.attributes, message.body) == ({"a": "x"}, '{"b": 1}')
    with pytest.raises(TypeError):
        message.attributes["a"] = "y"
    with pytest.raises(AttributeError):
        message.body = "y"
    with pytest.raises(AttributeError):
        del message.body
    with pytest.raises(TypeError):
        hash(message)


def test_a_body_is_decoded_once():
    message = Message(body='{"a": [1]}')
    assert message.decoded_body == {"a": [1]}
    assert message.decoded_body is message.decoded_body


@pytest.mark.parametrize("arguments", [{"attributes": []}, {"body": 5}, {"body": ["a"]}, {"attributes": Broken(a="x")}])
def test_a_message_of_something_else(arguments):
    with pytest.raises(MessageError):
        Message(**arguments)


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("red", "red"),
        (Colour.RED, "red"),
        (Mixed.RED, "red"),
        (3, 3),
        (Size.BIG, 3),
        (Ratio.HALF, 0.5),
        (Decimal("0.50"), 0.5),
        (["blue", Mixed.RED], "red"),
        ((3, None), 3),
        ({"DataType": "String", "StringValue": Mixed.RED}, "red"),
        ({"Type": "Number", "Value": "3.0"}, 3),
    ],
)
def test_every_spelling_of_an_attribute(value, pattern):
    for policy in ({"a": [pattern]}, {"$or": [{"a": [pattern]}, {"b": ["no"]}]}):
        assert FilterPolicy.parse(policy).matches_attributes({"a": value})
        assert not FilterPolicy.parse(policy).matches_attributes({"c": value})


@pytest.mark.parametrize(
    "value",
    [
        True,
        None,
        object(),
        ["a", object()],
        {},
        {"Type": 5, "Value": "a"},
        {"Type": "String.", "Value": "a"},
        {"Type": "String", "Value": 5},
        {"Type": "Text", "Value": "a"},
        {"Type": "Number", "Value": "1_0"},
        {"Type": "String.Array", "Value": "a"},
        'a"b',
        "a\tb",
    ],
)
def test_a_malformed_attribute_rules_the_message_out(value):
    anything = [{"exists": True}, {"exists": False}, {"anything-but": "z"}]
    for policy in ({"a": anything}, {"$or": [{"a": anything}, {"b": anything}]}):
        assert not FilterPolicy.parse(policy).matches_attributes({"a": value, "b": "x"})


@pytest.mark.parametrize("value", [b"x", {"Type": "Binary", "Value": "eA=="}, {"DataType": "Binary.png"}])
def test_binary_is_there_but_not_seen(value):
    assert FilterPolicy.parse({"a": [{"exists": False}]}).matches_attributes({"a": value})
    assert not FilterPolicy.parse({"a": [{"exists": True}]}).matches_attributes({"a": value})


def test_the_pair_of_an_attribute_follows_its_type():
    both = {"DataType": "String", "StringValue": "x", "Value": "y"}
    for policy in ({"a": ["x"]}, {"$or": [{"a": ["x"]}, {"b": ["z"]}]}):
        assert FilterPolicy.parse(policy).matches_attributes({"a": both})


def test_the_name_of_an_attribute_is_no_path():
    array = {"DataType": "String.Array", "StringValue": '[{"b": "x"}]'}
    empty = {"DataType": "String.Array", "StringValue": "[[]]"}
    policy = FilterPolicy.parse({"$or": [{"a.b": ["x"]}, {"a": ["q"]}]})
    assert not policy.matches_attributes({"a": array, "a.b": empty})


BODIES = [
    {"e": ["x", OrderedDict(k="y")]},
    {"e": ["x", ({"k": "y"},)]},
    OrderedDict(e=("x", {"k": Mixed.RED, "k.": 0}, UserDict(k="y"))),
    UserDict(e=[{"k": "y"}, "x"]),
]


@pytest.mark.parametrize("body", BODIES)
def test_a_decoded_body_in_types_of_its_own(body):
    policy = FilterPolicy.parse({"e": ["x"], "e.k": ["y"]}, scope="MessageBody")
    assert policy.matches_body(body)
    assert policy.matches(Message(body=body))
    lone = FilterPolicy.parse({"e": {"k": [{"exists": False}]}}, scope="MessageBody")
    assert not lone.matches_body(body)


@pytest.mark.parametrize("body", [{"e": {1, 2}}, {"e": [object()]}, {1: 2, "e": ()}, UserDict({1: 2}), Broken(e=1)])
def test_a_decoded_body_that_is_no_json(body):
    assert not FilterPolicy.parse({"e": ["x"]}, scope="MessageBody").matches_body(body)


def test_shared_parts_do_not_multiply():
    shared = ["x"]
    for _ in range(60):
        shared = [shared, shared]
    body = FilterPolicy.parse({"a": ["q"], "b": [1]}, scope="MessageBody")
    assert not body.matches_body({"b": (1,), "a": shared})
    assert not FilterPolicy.parse({"a": ["q"]}).matches_attributes({"a": shared})
