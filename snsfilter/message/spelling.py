"""Message attributes in one spelling, whatever the caller's: a type and a text, or bytes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import NamedTuple

from snsfilter.jsontext import plain_scalar
from snsfilter.message.texts import json_text, number_text
from snsfilter.message.values import BINARY, MalformedMessageError, is_text, member_names, spelt_members

__all__ = ["Attribute", "attribute_of", "base64_bytes", "is_binary"]


class Attribute(NamedTuple):
    """An attribute as it is published: ``String``, ``String.Array``, ``Number``, ``Binary``, or one with a suffix."""

    type: str
    value: str | bytes

    @property
    def size(self) -> int:
        """How many bytes of a message it takes, its name apart."""
        return _size(self.type) + _size(self.value)

    def of_request(self) -> dict[str, object]:
        """Write it as boto3 and SQS have it: ``DataType`` with ``StringValue``, or ``BinaryValue`` as bytes."""
        name = "BinaryValue" if isinstance(self.value, bytes) else "StringValue"
        return {"DataType": self.type, name: self.value}

    def of_notification(self) -> dict[str, str]:
        """Write it as a notification has it: ``Type`` and ``Value``, Binary in base64."""
        value = b64encode(self.value).decode() if isinstance(self.value, bytes) else self.value
        return {"Type": self.type, "Value": value}


def _size(part: str | bytes) -> int:
    return len(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass"))


def is_binary(kind: str) -> bool:
    """Tell whether a data type is Binary, with or without a suffix."""
    return kind.partition(".")[0] == "Binary"


def attribute_of(given: object) -> Attribute:
    """Return an attribute, whether a caller spelt it as boto3, as a notification does, or as a plain value.

    Raises:
        MalformedMessageError: it is none of these.
    """
    if isinstance(given, Mapping):
        return _of_mapping(spelt_members(given))
    if isinstance(given, BINARY):
        return Attribute("Binary", bytes(given))
    if isinstance(given, list | tuple):
        return Attribute("String.Array", json_text(given))
    try:
        plain = plain_scalar(given)
    except TypeError:
        plain = None
    if plain is None or isinstance(plain, bool):
        problem = "it is neither a mapping nor a plain string, number, list or bytes"
        raise MalformedMessageError(problem)
    return Attribute("String", plain) if type(plain) is str else Attribute("Number", str.__str__(number_text(plain)))


def _of_mapping(given: Mapping[object, object]) -> Attribute:
    kind_name, text_name = member_names(given)
    kind = given.get(kind_name)
    if not is_text(kind):
        problem = f"it has no data type: {kind_name} isn't a string"
        raise MalformedMessageError(problem)
    kind = str.__str__(kind)
    if is_binary(kind):
        return Attribute(kind, _binary(given, "Value" if text_name == "Value" else "BinaryValue"))
    text = given.get(text_name)
    if not is_text(text):
        problem = f"it has no value: {text_name} isn't a string"
        raise MalformedMessageError(problem)
    return Attribute(kind, str.__str__(text))


def _binary(given: Mapping[object, object], name: str) -> bytes:
    """Return Binary: bytes, or in a notification base64; boto3 sends text as UTF-8."""
    value = given.get(name)
    if isinstance(value, BINARY):
        return bytes(value)
    found = None
    if is_text(value):
        found = base64_bytes(value) if name == "Value" else str.__str__(value).encode("utf-8", "surrogatepass")
    if found is None:
        problem = f"it has no value: {name} isn't {'base64' if name == 'Value' else 'bytes'}"
        raise MalformedMessageError(problem)
    return found


def base64_bytes(text: str) -> bytes | None:
    """Return what *text* is the base64 of, or ``None`` if it isn't base64."""
    try:
        return b64decode(str.__str__(text), validate=True)
    except ValueError:
        return None
