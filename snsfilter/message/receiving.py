"""Message attributes as endpoints receive them, read in boto3's spelling whatever the sender's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple, cast

from snsfilter.jsontext import NumberLiteral
from snsfilter.message.given import copy_of, named, refuse_kind
from snsfilter.message.spelling import attribute_of, is_binary
from snsfilter.message.values import MalformedMessageError, is_text
from snsfilter.plaintext import quoted

__all__ = ["OF_BOTO3", "OF_LAMBDA", "Names", "received_attributes"]


class Names(NamedTuple):
    """How somebody spells the members of a message of SQS, and those of its attributes."""

    body: str
    attributes: str
    system: str
    kind: str
    values: tuple[str, str]


OF_BOTO3: Final = Names("Body", "MessageAttributes", "Attributes", "DataType", ("StringValue", "BinaryValue"))
OF_LAMBDA: Final = Names("body", "messageAttributes", "attributes", "dataType", ("stringValue", "binaryValue"))


def received_attributes(given: object, names: Names | None = None) -> dict[str, object]:
    """Return message attributes, as boto3 spells them where they are spelt as SNS, SQS or Lambda does."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        refuse_kind("MessageAttributes", "an object", given)
    members = named(copy_of("MessageAttributes", given))
    return {name: _attribute(name, each, names) for name, each in members.items()}


def _attribute(name: str, given: object, names: Names | None) -> object:
    if not isinstance(given, Mapping):
        return _number(given)
    members = named(copy_of(f"the message attribute {quoted(name)}", cast("Mapping[object, object]", given)))
    if names is None and "DataType" in members:
        names = OF_BOTO3
    try:
        return attribute_of(members if names is None else _as_notified(members, names)).of_request()
    except MalformedMessageError:
        return {name: _number(member) for name, member in members.items()}


def _as_notified(members: Mapping[str, object], names: Names) -> dict[str, object]:
    """Spell an attribute as a notification does, where Binary in text is base64."""
    kind = members.get(names.kind)
    text, data = names.values
    return {"Type": kind, "Value": members.get(data if is_text(kind) and is_binary(str.__str__(kind)) else text)}


def _number(value: object) -> object:
    """Return a number that isn't known by its spelling only, which would pass for text."""
    if not isinstance(value, NumberLiteral):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:  # an exponent beyond those of Decimal
        return float(value)
