"""What SNS takes when a message is published, and the words in which it refuses the rest.

The order of the checks is LocalStack's, which follows its recordings of AWS; few pairs of faults are recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, TypedDict
from unicodedata import category

from snsfilter.errors import PublishError
from snsfilter.message.attributes import check_attributes
from snsfilter.message.texts import body_text, protocol_texts
from snsfilter.message.values import body_object
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.errors import PublishEvidence

__all__ = ["LARGEST_SIZE", "MAX_SIZE", "Parts", "check_parts", "check_size"]

MAX_SIZE: Final = 262_144
"""How many bytes a message may have, unless its topic says otherwise: the body, and all of its attributes (Publish)."""

LARGEST_SIZE: Final = 1_048_576
"""How many bytes a topic may allow, by its MaximumMessageSize (large-message-payloads)."""

_LONGEST_SUBJECT: Final = 100
_LONGEST_ID: Final = 128
_CONTROLS: Final = frozenset({"Cc", "Zl", "Zp", "Cs"})
"""Control characters, line breaks, and what UTF-8 can't encode."""


class Parts(TypedDict):
    """What a message is made of."""

    attributes: Mapping[str, object]
    body: object
    subject: str | None
    message_structure: str | None
    message_group_id: str | None
    message_deduplication_id: str | None


def check_parts(
    parts: Parts,
    *,
    fifo: bool | None,
    content_based_deduplication: bool,
    maximum_size: int,
    to_endpoint: bool = False,
    entry: int | None = None,
) -> int:
    """Check what is published as SNS does.

    Args:
        parts: the message.
        fifo: whether the topic is FIFO; ``None`` if it isn't known.
        content_based_deduplication: whether the topic makes deduplication ids itself.
        maximum_size: the most bytes that the topic takes.
        to_endpoint: whether it isn't published to a topic but to the endpoint of a mobile app.
        entry: the position of the entry in a PublishBatch, from 1.

    Returns:
        The size of the message, in bytes.

    Raises:
        PublishError: SNS would refuse the message.
    """
    _check_subject(parts["subject"])
    text = _checked_text(parts["body"])
    size = len(text.encode()) + check_attributes(parts["attributes"], entry=entry)
    if entry is None:
        check_size(size, maximum_size)
    _check_ids(parts, fifo=fifo, content_based_deduplication=content_based_deduplication)
    _check_structure(parts["message_structure"], text, to_endpoint=to_endpoint)
    return size


def check_size(size: int, maximum_size: int) -> None:
    """Refuse a message that is too long (recorded 2024-09-04).

    Raises:
        PublishError: it is.
    """
    if size > maximum_size:
        problem = f"the message has {size:,} bytes with its attributes, but SNS takes {maximum_size:,}"
        hint = "keep the payload elsewhere, and publish where it is"
        raise PublishError(
            problem, parameter="Message", hint=hint, aws="Invalid parameter: Message too long", evidence="recorded"
        )


def _refuse(
    problem: str,
    parameter: str,
    reason: str,
    *,
    hint: str = "",
    evidence: PublishEvidence = "inferred",
    whole_batch: bool = False,
) -> NoReturn:
    raise PublishError(
        problem,
        parameter=parameter,
        hint=hint,
        aws=f"Invalid parameter: {reason}",
        evidence=evidence,
        whole_batch=whole_batch,
    )


def _check_subject(subject: str | None) -> None:
    """At most 100 characters, though the page says fewer (moto#1503), without line breaks and controls (Publish).

    Older pages wanted ASCII that begins with a letter, a number or punctuation; the newest one doesn't.
    A character beyond U+FFFF counts as two, as in Java (inferred).
    """
    if subject is None or (0 < len(subject) <= _LONGEST_SUBJECT // 2 and subject.isprintable()):
        return
    if not subject:
        hint = "leave it out"
        _refuse("the Subject must not be empty", "Subject", "Subject", hint=hint, evidence="recorded")
    length = len(subject.encode("utf-16-le", "surrogatepass")) // 2
    if length > _LONGEST_SUBJECT:
        problem = f"the Subject has {length} characters, but SNS takes {_LONGEST_SUBJECT}"
        _refuse(problem, "Subject", "Subject", hint="shorten it", evidence="recorded")
    if subject.isprintable():
        return
    for position, each in enumerate(subject, 1):
        if category(each) in _CONTROLS:
            problem = f"the Subject has a control character or line break: U+{ord(each):04X}, at character {position}"
            _refuse(problem, "Subject", "Subject", evidence="documented")


def _checked_text(body: object) -> str:
    text = body_text(body)
    if text is None:
        problem = "the Message must be text: UTF-8, or a JSON object that can be written as such"
        _refuse(problem, "Message", "Message", evidence="documented")
    if not text:
        _refuse("the Message must not be empty", "Message", "Empty message", evidence="recorded")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        problem = f"the Message can't be written in UTF-8: character {error.start + 1} is half of a pair"
        _refuse(problem, "Message", "Message", evidence="documented")
    return text


def _check_ids(parts: Parts, *, fifo: bool | None, content_based_deduplication: bool) -> None:
    """Check the MessageGroupId and MessageDeduplicationId against the type of the topic.

    Since 2025 a standard topic takes a MessageGroupId, and hands it to standard queues (Publish).
    """
    group, deduplication = parts["message_group_id"], parts["message_deduplication_id"]
    if fifo and not group:
        reason = "The MessageGroupId parameter is required for FIFO topics"
        problem = "a message to a FIFO topic must have a MessageGroupId"
        _refuse(problem, "MessageGroupId", reason, evidence="recorded", whole_batch=True)
    if fifo and not deduplication and not content_based_deduplication:
        reason = (
            "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
            "explicitly"
        )
        problem = "a message to a FIFO topic without ContentBasedDeduplication must have a MessageDeduplicationId"
        _refuse(problem, "MessageDeduplicationId", reason, evidence="recorded", whole_batch=True)
    if fifo is False and deduplication is not None:
        reason = (
            "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid "
            "for this topic type"
        )
        problem = "a message to a standard topic must not have a MessageDeduplicationId"
        _refuse(problem, "MessageDeduplicationId", reason, hint="leave it out", evidence="recorded")
    _check_id("MessageGroupId", group)
    _check_id("MessageDeduplicationId", deduplication)


def _check_id(name: str, value: str | None) -> None:
    """Up to 128 letters, digits and punctuation marks of ASCII (Publish)."""
    if value is None or (0 < len(value) <= _LONGEST_ID and all("!" <= each <= "~" for each in value)):
        return
    problem = f"the {name} must be 1 to {_LONGEST_ID} letters, digits and punctuation marks of ASCII"
    reason = f"The {name} parameter can only include alphanumeric and punctuation characters. 1 to 128 in length"
    _refuse(f"{problem}, not {quoted(value)}", name, reason, evidence="documented")


def _check_structure(structure: str | None, text: str, *, to_endpoint: bool) -> None:
    """``json`` is the only structure there is, and has a text ``default`` (Publish; recorded 2023-08-24).

    The text must be there "when publishing a message to a topic": what is published to the endpoint of a mobile app
    needs that of its platform only (sns-send-custom-platform-specific-payloads-mobile-devices).
    """
    if structure is None:
        return
    if structure != "json":
        problem = f"the MessageStructure must be 'json' or left out, not {quoted(structure)}"
        _refuse(problem, "MessageStructure", "MessageStructure", evidence="documented")
    if body_object(text) is None:
        reason = "Message Structure - JSON message body failed to parse"
        problem = "with the MessageStructure 'json' the Message must be a JSON object with a text for each protocol"
        _refuse(problem, "Message", reason, evidence="recorded")
    if not to_endpoint and "default" not in protocol_texts(text):
        reason = "Message Structure - No default entry in JSON message body"
        problem = "with the MessageStructure 'json' the Message must have a string 'default'"
        hint = "it is for the protocols that have no text of their own"
        _refuse(problem, "Message", reason, hint=hint, evidence="recorded", whole_batch=True)
