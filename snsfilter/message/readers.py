"""What endpoints receive, read back: notifications, Lambda events, messages of SQS, records of Firehose.

A reader takes an attribute as it finds it, if it is none that SNS sends: the matcher decides what that means, and
``explain`` says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast

from snsfilter.errors import MessageError, describe_foreign
from snsfilter.jsontext import load
from snsfilter.message.checking import Parts
from snsfilter.message.given import copy_of, kind_of, named, refuse_kind
from snsfilter.message.receiving import OF_BOTO3, OF_LAMBDA, received_attributes
from snsfilter.message.spelling import base64_bytes
from snsfilter.message.values import BINARY, is_text
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.message.published import Published

__all__ = [
    "ReadParts",
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
        return named(copy_of("the notification", envelope))
    text = _decoded(envelope)
    if text is None:
        refuse_kind("a notification", "a JSON object, as text, UTF-8 or a mapping", envelope)
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
    names = OF_BOTO3 if "Body" in given else OF_LAMBDA
    body = given.get(names.body)
    if not is_text(body):
        problem = f"a message of SQS must have a string Body (or body, as Lambda has it), not {type(body).__name__}"
        raise MessageError(problem)
    parts = _enveloped(body, raw=raw)
    if parts is None:
        parts = _raw(body, received_attributes(given.get(names.attributes), names))
    system = given.get(names.system)
    if isinstance(system, Mapping):
        system = copy_of(names.system, system)
        group, deduplication = system.get("MessageGroupId"), system.get("MessageDeduplicationId")
        parts["message_group_id"] = group if is_text(group) else None
        parts["message_deduplication_id"] = deduplication if is_text(deduplication) else None
    return parts


def read_firehose(record: object, *, raw: bool | None = None) -> ReadParts:
    """Read a record of Firehose: ``Data`` as bytes or base64; or ``data``, as a function and an HTTP endpoint have it.

    Raises:
        MessageError: it isn't that.
    """
    given = _one_record(record, "records")
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


def _one_record(event: object, name: str = "Records") -> Mapping[str, object]:
    """Return the record of an event that has one, or what isn't an event; *name* is where it has its records.

    Raises:
        MessageError: the event has more, or none.
    """
    members = notification_members(event)
    records = members.get(name)
    if records is None:
        return members
    if not isinstance(records, list | tuple) or len(records) != 1:
        found = len(records) if isinstance(records, list | tuple) else "no array"
        problem = f"an event must have one record to be one message, not {found}; read each record by itself"
        raise MessageError(problem)
    return notification_members(records[0])


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
    given: object = raw
    if given is not None and not isinstance(given, bool):
        problem = f"raw must be True, False, or None to find out, not {describe_foreign(given)}"
        raise MessageError(problem)
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
        attributes=received_attributes(members.get("MessageAttributes")),
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
        refuse_kind(name, "a string", value)
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
