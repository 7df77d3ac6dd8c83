"""What endpoints receive, read back: notifications, Lambda events, messages of SQS, records of Firehose.

A reader takes an attribute as it finds it, if it is none that SNS sends: the matcher decides what that means, and
``explain`` says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, cast

from snsfilter.errors import MessageError
from snsfilter.jsontext import NumberLiteral, a_type, load, type_name
from snsfilter.message.checking import Parts
from snsfilter.message.given import copy_of
from snsfilter.message.spelling import attribute_of, base64_bytes, is_binary
from snsfilter.message.values import BINARY, MalformedMessageError, is_text
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.message.published import Published

__all__ = [
    "ReadParts",
    "kind_of",
    "notification_members",
    "read_firehose",
    "read_lambda",
    "read_notification",
    "read_sqs",
]


class ReadParts(Parts):
    """What a message is made of that an endpoint received."""

    published: Published | None


def notification_members(envelope: object) -> Mapping[str, object]:
    """Return the members of a JSON object that is given as text, as UTF-8, or decoded.

    Raises:
        MessageError: it is none.
    """
    if isinstance(envelope, Mapping):
        return _named(copy_of("the notification", envelope))
    text = _decoded(envelope)
    if text is None:
        _refuse("a notification", "a JSON object, as text, UTF-8 or a mapping", envelope)
    members = load(text, "{")
    if not isinstance(members, dict):
        problem = f"a notification must be a JSON object, not {quoted(text)}"
        raise MessageError(problem)
    return cast("dict[str, object]", members)


def read_notification(envelope: object) -> ReadParts:
    """Read the JSON that SNS posts to HTTP/S, and that a queue, a stream or an inbox receives without raw delivery.

    Raises:
        MessageError: it isn't that.
    """
    return _of_members(notification_members(envelope))


def read_lambda(record: object) -> ReadParts:
    """Read a record of the event that a function receives from SNS, or such an event, which has one record.

    Raises:
        MessageError: it isn't that.
    """
    given = _one_record(record)
    sns = given.get("Sns")
    if not isinstance(sns, Mapping):
        remedy = "; read it with from_sqs" if _is(given.get("eventSource"), "aws:sqs") else ""
        problem = f"a record of SNS must have an object Sns{remedy}"
        raise MessageError(problem)
    return _of_members(notification_members(sns))


def read_sqs(message: object, *, raw: bool | None = None) -> ReadParts:
    """Read a message of a queue: as boto3 receives it, or as a record of the event that a function receives from SQS.

    Raises:
        MessageError: it isn't that.
    """
    given = _one_record(message)
    names = _BOTO3 if "Body" in given else _LAMBDA
    body = given.get(names.body)
    if not is_text(body):
        problem = f"a message of SQS must have a string Body (or body, as Lambda has it), not {type(body).__name__}"
        raise MessageError(problem)
    parts = _enveloped(body, raw=raw)
    if parts is None:
        parts = _raw(body, _attributes(given.get(names.attributes), names))
    system = given.get(names.system)
    if isinstance(system, Mapping):
        system = copy_of(names.system, system)
        group, deduplication = system.get("MessageGroupId"), system.get("MessageDeduplicationId")
        parts["message_group_id"] = group if is_text(group) else None
        parts["message_deduplication_id"] = deduplication if is_text(deduplication) else None
    return parts


def read_firehose(record: object, *, raw: bool | None = None) -> ReadParts:
    """Read a record of Firehose: ``Data`` as bytes or base64, or ``data`` as a transforming function has it.

    Raises:
        MessageError: it isn't that.
    """
    given = notification_members(record)
    data = given.get("Data", given.get("data"))
    if is_text(data):
        data = base64_bytes(data)
    text = _decoded(data) if isinstance(data, BINARY) else None
    if text is None:
        problem = "a record of Firehose must have Data (or data, as Lambda has it) that is UTF-8, as bytes or in base64"
        raise MessageError(problem)
    parts = _enveloped(text, raw=raw)
    return _raw(text) if parts is None else parts


# ------------------------------------------------------------------------------------------------------------ parts


class _Names(NamedTuple):
    """How somebody spells the members of a message of SQS, and those of its attributes."""

    body: str
    attributes: str
    system: str
    kind: str
    values: tuple[str, str]


_BOTO3: Final = _Names("Body", "MessageAttributes", "Attributes", "DataType", ("StringValue", "BinaryValue"))
_LAMBDA: Final = _Names("body", "messageAttributes", "attributes", "dataType", ("stringValue", "binaryValue"))


def _one_record(event: object) -> Mapping[str, object]:
    """Return the record of an event that has one, or what isn't an event.

    Raises:
        MessageError: the event has more, or none.
    """
    members = notification_members(event)
    records = members.get("Records")
    if records is None:
        return members
    if not isinstance(records, list | tuple) or len(records) != 1:
        found = len(records) if isinstance(records, list | tuple) else "no array"
        problem = f"an event must have one record to be one message, not {found}; read each record by itself"
        raise MessageError(problem)
    return notification_members(records[0])


def _named(members: Mapping[object, object]) -> dict[str, object]:
    return {str.__str__(name): value for name, value in members.items() if isinstance(name, str)}


def _is(value: object, text: str) -> bool:
    return is_text(value) and str.__str__(value) == text


def _decoded(text: object) -> str | None:
    """Return text, or the text that bytes are the UTF-8 of."""
    if is_text(text):
        return str.__str__(text)
    try:
        return bytes(text).decode() if isinstance(text, BINARY) else None
    except UnicodeDecodeError:
        return None


def _enveloped(text: str, *, raw: bool | None) -> ReadParts | None:
    """Return what an envelope holds; ``None`` if *text* is a raw message, or isn't recognised as an envelope."""
    if raw:
        return None
    if raw is None:
        members = load(text, "{")
        if not isinstance(members, dict) or not _is(members.get("Type"), "Notification"):
            return None
        if not is_text(members.get("TopicArn")) or not is_text(members.get("Message")):
            return None
    return read_notification(text)


def _raw(text: str, attributes: Mapping[str, object] | None = None) -> ReadParts:
    return ReadParts(
        attributes=attributes or {},
        body=str.__str__(text),
        subject=None,
        message_structure=None,
        message_group_id=None,
        message_deduplication_id=None,
        published=None,
    )


def _of_members(members: Mapping[str, object]) -> ReadParts:
    kind = members.get("Type")
    if kind is not None and not _is(kind, "Notification"):
        found = quoted(str.__str__(kind)) if is_text(kind) else kind_of(kind)
        problem = f"a notification must have the Type 'Notification', not {found}; a confirmation has no message"
        raise MessageError(problem)
    body = members.get("Message")
    if not is_text(body):
        problem = f"Message must be a string, not {kind_of(body)}; SNS takes text, so write JSON as one string"
        raise MessageError(problem)
    structure = _optional(members, "MessageStructure")
    if structure not in {None, "json"}:
        problem = f"MessageStructure must be 'json' or left out, not {quoted(structure or '')}"
        raise MessageError(problem)
    return ReadParts(
        attributes=_attributes(members.get("MessageAttributes"), None),
        body=str.__str__(body),
        subject=_optional(members, "Subject"),
        message_structure=structure,
        message_group_id=_optional(members, "MessageGroupId"),
        message_deduplication_id=_optional(members, "MessageDeduplicationId"),
        published=_published(members),
    )


def _optional(members: Mapping[str, object], name: str) -> str | None:
    value = members.get(name)
    if value is not None and not is_text(value):
        _refuse(name, "a string", value)
    return None if value is None else str.__str__(value)


def _published(members: Mapping[str, object]) -> Published | None:
    """Return what SNS added, if all of it is there."""
    from snsfilter.message.published import Published  # noqa: PLC0415 (loads the calendar)

    found = [members.get(name) for name in ("MessageId", "TopicArn", "Timestamp")]
    identity, topic, moment = (str.__str__(each) if is_text(each) else "" for each in found)
    number, version = members.get("SequenceNumber"), members.get("SignatureVersion")
    try:
        return Published(
            message_id=identity,
            timestamp=datetime.fromisoformat(moment),
            topic_arn=topic,
            sequence_number=number if is_text(number) else None,
            signature_version=version if is_text(version) else "1",
        )
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------- attributes


def _attributes(given: object, names: _Names | None) -> dict[str, object]:
    """Return message attributes, as boto3 spells them where they are spelt as SNS, SQS or Lambda does."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        _refuse("MessageAttributes", "an object", given)
    members = _named(copy_of("MessageAttributes", given))
    return {name: _attribute(name, each, names) for name, each in members.items()}


def _attribute(name: str, given: object, names: _Names | None) -> object:
    if not isinstance(given, Mapping):
        return _number(given)
    members = copy_of(f"the message attribute {quoted(name)}", cast("Mapping[object, object]", given))
    if names is None and "DataType" in members:
        names = _BOTO3
    try:
        return attribute_of(members if names is None else _as_notified(members, names)).of_request()
    except MalformedMessageError:
        return {name: _number(member) for name, member in members.items()}


def _as_notified(members: Mapping[object, object], names: _Names) -> Mapping[object, object]:
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


def _refuse(what: str, expected: str, found: object) -> NoReturn:
    problem = f"{what} must be {expected}, not {kind_of(found)}"
    raise MessageError(problem)


def kind_of(value: object) -> str:
    """Name the kind of a decoded JSON value as an error has it: ``"a number"``, ``"null"``, ``"bytes"``."""
    name = type_name(value)
    return type(value).__name__ if name == "not JSON" else str(value).lower() if name == "boolean" else a_type(name)
