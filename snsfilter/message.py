"""A message as SNS sees it: message attributes and a body, in every spelling that callers have at hand.

Attributes may be spelt as boto3 does (``DataType``, ``StringValue``), as a notification does (``Type``, ``Value``),
or as plain Python values.  Nothing is decoded before a policy asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn, cast

from snsfilter.errors import MessageError
from snsfilter.jsontext import MAX_DEPTH, MAX_NUMBER, NumberLiteral, is_verbatim, load, load_string, plain_scalar

__all__ = [
    "IGNORED",
    "MalformedMessageError",
    "Message",
    "attribute_value",
    "body_object",
    "member_names",
    "plain_json",
]


class MalformedMessageError(ValueError):
    """A message that SNS couldn't filter, and why; matchers turn it into "doesn't match"."""


IGNORED = object()
"""The value of an attribute that filtering doesn't see: Binary."""

_BINARY = (bytes, bytearray, memoryview)
_MOST_VALUES = 1_000_000
_NUMBER = re.compile(r"[+-]?+(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")


class Message:
    """A message: immutable; its body is decoded at most once, however many policies are asked.

    >>> Message(attributes={"store": "example_corp", "price": 210.75}, body='{"id": 1}')
    Message(attributes={'store': 'example_corp', 'price': 210.75}, body='{"id": 1}')
    """

    __slots__ = ("_attributes", "_body", "_object")
    _attributes: dict[str, object]
    _body: object
    _object: dict[str, object] | None

    def __init__(self, attributes: Mapping[str, object] | None = None, body: object = None) -> None:
        """Take a message apart no further than needed.

        Args:
            attributes: name to attribute: ``{"DataType": ..., "StringValue": ...}``, ``{"Type": ..., "Value": ...}``,
                or a plain ``str``, ``int``, ``float``, ``Decimal``, ``list`` (a String.Array) or ``bytes`` (Binary).
            body: the text, its UTF-8 bytes, or the JSON object that it holds, decoded.

        Raises:
            MessageError: *attributes* isn't a mapping, or *body* is none of these.
        """
        if attributes is not None and not isinstance(attributes, Mapping):
            _refuse("attributes", "a mapping of names to attributes", attributes)
        if body is not None and not isinstance(body, (str, Mapping, *_BINARY)):
            _refuse("body", "text, bytes or a decoded JSON object", body)
        try:
            kept = {} if attributes is None else dict(attributes)
        except Exception as error:
            problem = f"the attributes of a message can't be read: their mapping raises {type(error).__name__}"
            raise MessageError(problem) from error
        object.__setattr__(self, "_attributes", kept)
        object.__setattr__(self, "_body", body)

    @property
    def attributes(self) -> Mapping[str, object]:
        """The message attributes by name, as given."""
        return MappingProxyType(self._attributes)

    @property
    def body(self) -> object:
        """The body, as given."""
        return self._body

    @property
    def decoded_body(self) -> dict[str, object] | None:
        """The JSON object that the body holds, or ``None`` when it holds anything else; decoded once."""
        try:
            return self._object
        except AttributeError:
            decoded = body_object(self._body)
            object.__setattr__(self, "_object", decoded)
            return decoded

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a message is immutable."""
        problem = f"a Message is immutable; build a new one instead of setting {name!r}"
        raise AttributeError(problem)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: a message is immutable."""
        problem = f"a Message is immutable; {name!r} can't be deleted"
        raise AttributeError(problem)

    def __reduce__(self) -> tuple[type[Message], tuple[object, object]]:
        """Pickle and copy what was given, not what was decoded from it."""
        return type(self), (self._attributes, self._body)

    def __eq__(self, other: object) -> bool:
        """Compare attributes and body as they were given."""
        if not isinstance(other, Message):
            return NotImplemented
        return self._attributes == other._attributes and self._body == other._body

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show what was given."""
        return f"Message(attributes={self._attributes!r}, body={self._body!r})"


def _refuse(what: str, expected: str, found: object) -> NoReturn:
    problem = f"the {what} of a message must be {expected}, not {type(found).__name__}"
    raise MessageError(problem)


def body_object(body: object) -> dict[str, object] | None:
    """Return the JSON object that a body holds (text, UTF-8 bytes or decoded), or ``None``.

    A payload filter policy presumes a well-formed JSON object (sns-message-filtering).
    """
    if isinstance(body, _BINARY):
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
    if isinstance(attribute, Mapping):
        return _spelt_value(attribute)
    if isinstance(attribute, _BINARY):
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


def member_names(attribute: Mapping[object, object]) -> tuple[str, str]:
    """Return under which names an attribute has its data type and its text: a notification's or boto3's."""
    return ("Type", "Value") if attribute.get("Type") is not None else ("DataType", "StringValue")


def _spelt_value(attribute: Mapping[object, object]) -> object:
    kind_name, text_name = member_names(attribute)
    kind, text = attribute.get(kind_name), attribute.get(text_name)
    if not isinstance(kind, str):
        problem = f"it has no data type: {kind_name} isn't a string"
        raise MalformedMessageError(problem)
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
    if len(text) > MAX_NUMBER or not _NUMBER.fullmatch(text):
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
    except (TypeError, RecursionError):
        problem = "it holds something that JSON doesn't have, or nests too deeply"
        raise MalformedMessageError(problem) from None


def _name(name: object) -> str:
    if not isinstance(name, str):
        problem = "it has a key that isn't a string"
        raise MalformedMessageError(problem)
    return str.__str__(name)
