"""What filtering sees of a message: the values of its attributes, in every spelling, and the object in its body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeGuard, cast

from snsfilter.jsontext import MAX_DEPTH, MAX_NUMBER, NumberLiteral, is_verbatim, load, load_string, plain_scalar

__all__ = [
    "BINARY",
    "IGNORED",
    "NUMBER_TEXT",
    "MalformedMessageError",
    "attribute_value",
    "body_object",
    "is_text",
    "member_names",
    "plain_json",
    "spelt_members",
]


class MalformedMessageError(ValueError):
    """A message that SNS couldn't filter, and why; matchers turn it into "doesn't match"."""


IGNORED = object()
"""The value of an attribute that filtering doesn't see: Binary."""

BINARY = (bytes, bytearray, memoryview)
"""The types of Binary."""

_MOST_VALUES = 1_000_000
_MEMBERS = ("DataType", "StringValue", "BinaryValue", "Type", "Value")
NUMBER_TEXT = re.compile(r"[+-]?+(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")


def body_object(body: object) -> dict[str, object] | None:
    """Return the JSON object that a body holds (text, UTF-8 bytes or decoded), or ``None``.

    A payload filter policy presumes a well-formed JSON object (sns-message-filtering).
    """
    if isinstance(body, BINARY):
        try:
            body = bytes(body).decode()
        except UnicodeDecodeError:
            return None
    if isinstance(body, str):
        return cast("dict[str, object] | None", load(body, "{"))
    if type(body) is dict:
        return body
    try:
        return cast("dict[str, object]", plain_json(body)) if isinstance(body, Mapping) else None
    except MalformedMessageError:
        return None


def attribute_value(attribute: object) -> object:
    """Return the value that filtering sees of an attribute: a string, a number, a list, or :data:`IGNORED`.

    SNS puts the text of an attribute into a JSON event, hence String text is the inside of a JSON string
    (subscription-filter-policy-constraints on double escaping).  A suffix of the data type (``String.json``) is
    ignored; ``String.Array`` and ``Number.Array`` hold a JSON array.

    Raises:
        MalformedMessageError: the attribute is none that SNS could filter on.
    """
    if type(attribute) is str:
        return _string(attribute)
    if type(attribute) is dict or isinstance(attribute, Mapping):
        return _spelt_value(cast("Mapping[object, object]", attribute))
    if isinstance(attribute, BINARY):
        return IGNORED
    if isinstance(attribute, list | tuple):
        return plain_json(attribute)
    try:
        value = plain_scalar(attribute)
    except TypeError:
        value = None
    if value is None or isinstance(value, bool):
        problem = "it is neither a mapping nor a plain string, number, list or bytes"
        raise MalformedMessageError(problem)
    return _string(value) if type(value) is str else value


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether a decoded value is a JSON string, and not a number as it is spelt."""
    return isinstance(value, str) and not isinstance(value, NumberLiteral)


def member_names(attribute: Mapping[object, object]) -> tuple[str, str]:
    """Return under which names an attribute has its data type and its text: a notification's or boto3's."""
    return ("Type", "Value") if attribute.get("Type") is not None else ("DataType", "StringValue")


def spelt_members(attribute: Mapping[object, object]) -> dict[object, object]:
    """Return what a mapping of any class has of the members that spell an attribute.

    Raises:
        MalformedMessageError: its methods fail.
    """
    try:
        return {name: value for name in _MEMBERS if (value := attribute.get(name)) is not None}
    except Exception as error:
        problem = f"it can't be read: the mapping raises {type(error).__name__}"
        raise MalformedMessageError(problem) from error


def _spelt_value(attribute: Mapping[object, object]) -> object:
    kind_name, text_name = member_names(attribute)
    kind, text = attribute.get(kind_name), attribute.get(text_name)
    if not isinstance(kind, str):
        problem = f"it has no data type: {kind_name} isn't a string"
        raise MalformedMessageError(problem)
    if type(kind) is str and kind == "String" and type(text) is str:  # as most are
        return _string(text)
    base, dot, suffix = kind.partition(".")
    if dot and not suffix:
        problem = "its data type ends in a dot"
        raise MalformedMessageError(problem)
    if base == "Binary":
        return IGNORED
    if not isinstance(text, str):
        problem = f"it has no value: {text_name} isn't a string"
        raise MalformedMessageError(problem)
    text = str.__str__(text)
    if base == "String":
        return _array(text) if suffix == "Array" else _string(text)
    if base == "Number":
        return _array(text) if suffix == "Array" else _number(text)
    problem = "its data type is none of String, String.Array, Number and Binary"
    raise MalformedMessageError(problem)


def _string(text: str) -> str:
    if is_verbatim(text):
        return text
    inside = load_string(text)
    if inside is None:
        problem = "its text can't stand in a JSON string: something in it needs an escape"
        raise MalformedMessageError(problem)
    return inside


def _array(text: str) -> list[object]:
    array = load(text, "[")
    if array is None:
        problem = "its text isn't a JSON array"
        raise MalformedMessageError(problem)
    return cast("list[object]", array)


def _number(text: str) -> NumberLiteral:
    """Read a Number: a decimal number; "leading and trailing zeroes are trimmed" (sns-message-attributes)."""
    if len(text) > MAX_NUMBER or not NUMBER_TEXT.fullmatch(text):
        problem = "its text isn't a decimal number"
        raise MalformedMessageError(problem)
    return NumberLiteral(text)


def plain_json(value: object, depth: int = 0, left: list[int] | None = None) -> object:
    """Return a copy of a decoded JSON value in the plain types: dict, list, str, numbers, bool, None.

    *depth* and *left* say how deep *value* lies and how many more values there may be.

    Raises:
        MalformedMessageError: it holds something that JSON doesn't have, nests too deeply (so does a cycle), or is
            larger than any message.
    """
    left = [_MOST_VALUES] if left is None else left
    left[0] -= 1
    if depth > MAX_DEPTH or left[0] < 0:
        problem = "it nests too deeply, holds itself, or is too large"
        raise MalformedMessageError(problem)
    try:
        if isinstance(value, list | tuple):
            return [plain_json(element, depth + 1, left) for element in value]
        if isinstance(value, Mapping):
            return {_name(name): plain_json(member, depth + 1, left) for name, member in value.items()}
        return plain_scalar(value)
    except MalformedMessageError:
        raise
    except Exception as error:  # the methods of a caller's own class may raise any
        problem = "it holds something that JSON doesn't have, or nests too deeply"
        raise MalformedMessageError(problem) from error


def _name(name: object) -> str:
    if not isinstance(name, str):
        problem = "it has a key that isn't a string"
        raise MalformedMessageError(problem)
    return str.__str__(name)
