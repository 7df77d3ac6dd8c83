"""What a topic takes: a message, checked against the topic's own attributes."""

from __future__ import annotations

from hashlib import sha256

from snsfilter.errors import MessageError, describe_foreign
from snsfilter.message import Message
from snsfilter.message.checking import MAX_SIZE, Parts, check_parts
from snsfilter.message.texts import body_text

__all__ = ["check_publish", "content_deduplication_id"]


def check_publish(
    message: Message, *, fifo: bool, content_based_deduplication: bool = False, maximum_size: int = MAX_SIZE
) -> int:
    """Check a message as SNS does when it is published to a topic.

    Args:
        message: the message, with its attributes in any spelling.
        fifo: whether the topic is FIFO.
        content_based_deduplication: the topic's attribute ContentBasedDeduplication.
        maximum_size: the topic's attribute MaximumMessageSize, in bytes.

    Returns:
        How many bytes the body has, and the names, types and values of the attributes.

    Raises:
        PublishError: SNS would refuse the message.
        MessageError: *message* is no Message, or *maximum_size* no number.
    """
    _check_message(message)
    limit: object = maximum_size
    if not isinstance(limit, int) or isinstance(limit, bool):
        problem = f"the maximum_size must be a number of bytes, not {describe_foreign(limit)}"
        raise MessageError(problem)
    parts = Parts(
        attributes=message.attributes,
        body=message.body,
        subject=message.subject,
        message_structure=message.message_structure,
        message_group_id=message.message_group_id,
        message_deduplication_id=message.message_deduplication_id,
    )
    return check_parts(
        parts, fifo=fifo, content_based_deduplication=content_based_deduplication, maximum_size=maximum_size
    )


def content_deduplication_id(message: Message) -> str:
    """Return the MessageDeduplicationId that a topic with ContentBasedDeduplication makes: SHA-256 of the Message.

    Recorded 2025-08-18; that it is of the whole Message, with a text for each protocol, is inferred.

    Raises:
        MessageError: *message* is no Message.
    """
    _check_message(message)
    return sha256((body_text(message.body) or "").encode("utf-8", "surrogatepass")).hexdigest()


def _check_message(message: object) -> None:
    if not isinstance(message, Message):
        problem = f"what is published is a Message, not {describe_foreign(message)}"
        raise MessageError(problem)
