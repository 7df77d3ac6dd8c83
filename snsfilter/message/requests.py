"""The arguments of boto3's ``publish`` and ``publish_batch``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NoReturn, cast

from snsfilter.errors import MessageError, PublishError, describe_foreign
from snsfilter.message.checking import MAX_SIZE, Parts, check_parts
from snsfilter.message.given import copy_of
from snsfilter.message.values import BINARY, is_text
from snsfilter.plaintext import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["OF_PUBLISH", "check_batch_size", "read_publish", "read_publish_batch"]

_SHARED: Final = (
    "Message",
    "Subject",
    "MessageStructure",
    "MessageAttributes",
    "MessageGroupId",
    "MessageDeduplicationId",
)
OF_PUBLISH: Final = ("TopicArn", "TargetArn", "PhoneNumber", *_SHARED)
_OF_BATCH: Final = ("TopicArn", "PublishBatchRequestEntries")
_OF_ENTRY: Final = ("Id", *_SHARED)
_MOST_ENTRIES: Final = 10
_OF_ATTRIBUTE: Final = ("DataType", "StringValue", "BinaryValue")
_LONGEST_ID: Final = 80
_NO_ID_CHARACTER: Final = re.compile(r"[^A-Za-z0-9_-]")
_ARN_PARTS: Final = 6


def read_publish(arguments: Mapping[str, object], maximum_size: int = MAX_SIZE) -> Parts:
    """Return what is published; *maximum_size* is how many bytes the topic takes.

    Raises:
        PublishError: SNS would refuse it.
        MessageError: boto3 would refuse the arguments.
    """
    given = _known(arguments, OF_PUBLISH, "publish")
    topic = _text(given, "TopicArn")
    target = topic if topic is not None else _text(given, "TargetArn")
    _text(given, "PhoneNumber")
    if target is not None:
        _check_arn(target)
    parts = _parts(given)
    _check(parts, target, maximum_size)
    return parts


def read_publish_batch(
    arguments: Mapping[str, object], maximum_size: int = MAX_SIZE
) -> tuple[dict[str, Parts], dict[str, PublishError]]:
    """Return the entries that can be published, by Id, and what is wrong with the others.

    *maximum_size* is how many bytes the topic takes.

    Raises:
        PublishError: SNS would refuse the batch as such.
        MessageError: boto3 would refuse the arguments.
    """
    given = _known(arguments, _OF_BATCH, "publish_batch")
    topic = _text(given, "TopicArn")
    if topic is not None:
        _check_arn(topic)
    entries = _entries(given.get("PublishBatchRequestEntries"))
    read: dict[str, Parts] = {}
    failed: dict[str, PublishError] = {}
    size = 0
    for position, (name, entry) in enumerate(entries.items(), 1):
        try:
            parts = _parts(entry)
            size += _check(parts, topic, maximum_size, position)
            read[name] = parts
        except PublishError as error:
            failed[name] = error
    check_batch_size(size, maximum_size)
    return read, failed


_TOO_LONG: Final = "The length of all the messages put together is more than the limit."


def check_batch_size(size: int, maximum_size: int) -> None:
    """Refuse a batch whose messages have more bytes together than the topic takes of one message (PublishBatch).

    Raises:
        PublishError: they have.
    """
    if size > maximum_size:
        problem = f"the messages of the batch have {size:,} bytes together, but SNS takes {maximum_size:,}"
        _refuse_batch(problem, "BatchRequestTooLong", _TOO_LONG, hint="publish them in several batches")


def _check(parts: Parts, target: str | None, maximum_size: int, entry: int | None = None) -> int:
    """Check as far as can be known without the attributes of the topic."""
    fifo = None if target is None else target.endswith(".fifo")
    return check_parts(
        parts,
        fifo=fifo,
        content_based_deduplication=True,
        maximum_size=maximum_size,
        to_endpoint=target is not None and ":endpoint/" in target,
        entry=entry,
    )


def _known(given: Mapping[str, object], names: Sequence[str], what: str) -> dict[str, object]:
    """Return the members that are given, if boto3 has all of them; ``None`` is the same as none.

    Raises:
        MessageError: it hasn't.
    """
    known: dict[str, object] = {}
    for name, value in copy_of(what, cast("Mapping[object, object]", given)).items():
        text = str.__str__(name) if isinstance(name, str) else ""
        if text not in names:
            meant = did_you_mean(text, names)
            found = quoted(text) if isinstance(name, str) else type(name).__name__
            problem = f"{what} has no {found}, only {', '.join(names)}{meant and f'; {meant}'}"
            raise MessageError(problem)
        if value is not None:
            known[text] = value
    return known


def _text(given: Mapping[str, object], name: str, where: str = "") -> str | None:
    value = given.get(name)
    if value is None:
        return None
    if not is_text(value):
        problem = f"{name}{where} must be a string, not {type(value).__name__}"
        raise MessageError(problem)
    return str.__str__(value)


def _parts(given: Mapping[str, object]) -> Parts:
    body = given.get("Message", "")
    if not is_text(body):
        remedy = "decode it" if isinstance(body, BINARY) else "write JSON as text, with json.dumps"
        problem = f"Message must be text, not {type(body).__name__}; {remedy}"
        raise MessageError(problem)
    return Parts(
        attributes=_attributes(given.get("MessageAttributes", {})),
        body=str.__str__(body),
        subject=_text(given, "Subject"),
        message_structure=_text(given, "MessageStructure"),
        message_group_id=_text(given, "MessageGroupId"),
        message_deduplication_id=_text(given, "MessageDeduplicationId"),
    )


def _attributes(given: object) -> dict[str, dict[str, object]]:
    """Return the attributes, if boto3 has all of their members; it knows no ``Type`` and ``Value``.

    Raises:
        MessageError: it hasn't.
    """
    if not isinstance(given, Mapping):
        problem = f"MessageAttributes must be a mapping of names to attributes, not {type(given).__name__}"
        raise MessageError(problem)
    read: dict[str, dict[str, object]] = {}
    for name, attribute in copy_of("MessageAttributes", given).items():
        what = f"the message attribute {describe_foreign(name)}"
        if not isinstance(attribute, Mapping):
            problem = f"{what} must be a mapping with a DataType and a StringValue, not {type(attribute).__name__}"
            raise MessageError(problem)
        read[name] = _attribute(attribute, what)
    return read


def _attribute(given: Mapping[str, object], what: str) -> dict[str, object]:
    """Return the members of an attribute, BinaryValue as bytes: boto3 sends text as UTF-8."""
    known = _known(given, _OF_ATTRIBUTE, what)
    data = known.get("BinaryValue")
    if is_text(data):
        data = str.__str__(data).encode("utf-8", "surrogatepass")
    elif data is not None and not isinstance(data, BINARY):
        problem = f"BinaryValue of {what} must be bytes, not {type(data).__name__}"
        raise MessageError(problem)
    read: dict[str, object] = {name: _text(known, name, f" of {what}") for name in ("DataType", "StringValue")}
    read["BinaryValue"] = None if data is None else bytes(data)
    return {name: value for name, value in read.items() if value is not None}


def _check_arn(arn: str) -> None:
    """Refuse what isn't an ARN (recorded 2024-03-11)."""
    elements = len(arn.split(":"))
    if elements < _ARN_PARTS:
        raise PublishError(
            f"a topic must be named by its ARN, not {quoted(arn)}",
            parameter="TopicArn",
            hint="write arn:aws:sns:REGION:ACCOUNT:NAME",
            aws=f"Invalid parameter: TopicArn Reason: An ARN must have at least {_ARN_PARTS} elements, not {elements}",
            evidence="recorded",
            whole_batch=True,
        )


# ------------------------------------------------------------------------------------------------------- the batch


def _refuse_batch(problem: str, code: str, aws: str, *, hint: str = "", recorded: bool = False) -> NoReturn:
    raise PublishError(
        problem,
        parameter="PublishBatchRequestEntries",
        hint=hint,
        code=code,
        aws=aws,
        evidence="recorded" if recorded else "documented",
        whole_batch=True,
    )


def _entries(given: object) -> dict[str, dict[str, object]]:
    """Return the entries by Id, in order.

    Raises:
        PublishError: there are none, too many, or Ids that SNS doesn't take.
        MessageError: they aren't what boto3 takes.
    """
    if not isinstance(given, list | tuple):
        found = "nothing" if given is None else type(given).__name__
        problem = f"PublishBatchRequestEntries must be a list of mappings, not {found}"
        raise MessageError(problem)
    if not given:
        aws = "The batch request doesn't contain any entries."
        _refuse_batch("the batch has no entries", "EmptyBatchRequest", aws)
    if len(given) > _MOST_ENTRIES:
        problem = f"the batch has {len(given)} entries, but SNS takes {_MOST_ENTRIES}"
        aws = "The batch request contains more entries than permissible."
        _refuse_batch(problem, "TooManyEntriesInBatchRequest", aws, recorded=True)
    read: list[tuple[str, dict[str, object]]] = []
    for position, entry in enumerate(given, 1):
        if not isinstance(entry, Mapping):
            problem = f"entry {position} of the batch must be a mapping, not {type(entry).__name__}"
            raise MessageError(problem)
        known = _known(entry, _OF_ENTRY, f"entry {position} of publish_batch")
        name = _text(known, "Id")
        if name is None:
            problem = f"entry {position} of the batch has no Id"
            raise MessageError(problem)
        read.append((name, known))
    _check_entry_ids([name for name, _ in read])
    return dict(read)


def _check_entry_ids(names: Iterable[str]) -> None:
    """Up to 80 letters, digits, hyphens and underscores, each another one; the texts on the form are LocalStack's."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            aws = "Two or more batch entries in the request have the same Id."
            problem = f"two entries of the batch have the Id {quoted(name)}"
            _refuse_batch(problem, "BatchEntryIdsNotDistinct", aws, recorded=True)
        seen.add(name)
    for name in seen:
        if 0 < len(name) <= _LONGEST_ID and not _NO_ID_CHARACTER.search(name):
            continue
        what = "is too long" if len(name) > _LONGEST_ID else "contains an impermissible character"
        problem = f"the Id {quoted(name)} must be 1 to {_LONGEST_ID} letters, digits, hyphens and underscores"
        _refuse_batch(problem, "InvalidBatchEntryId", f"The Id of a batch entry in the batch request {what}: {name}")
