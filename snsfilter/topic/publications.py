"""What is given to be published: read, checked, measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from snsfilter.errors import NotFoundError, PublishError, TopicError, describe_foreign
from snsfilter.mappings import members_of
from snsfilter.message import Message, PublishBatch
from snsfilter.message.attributes import check_attributes
from snsfilter.message.checking import LARGEST_SIZE, MAX_SIZE
from snsfilter.message.details import NO_DETAILS
from snsfilter.message.requests import check_batch_size, read_publish, read_publish_batch
from snsfilter.plaintext import quoted
from snsfilter.topic.publishing import check_publish, content_deduplication_id

if TYPE_CHECKING:
    from collections.abc import Hashable

    from snsfilter.topic.outcomes import PublishResult

__all__ = ["BatchResult", "Publication", "deduplication_key", "read_batch", "read_publication"]


class Publication(NamedTuple):
    """A message that SNS takes.

    Attributes:
        message: the message.
        size: its size with its attributes, in bytes.
    """

    message: Message
    size: int


class BatchResult(NamedTuple):
    """What PublishBatch answers.

    Attributes:
        successful: what became of each message that was published, by the Id of its entry.
        failed: what is wrong with the other entries, by their Ids.
    """

    successful: Mapping[str, PublishResult]
    failed: Mapping[str, PublishError]


def read_publication(
    given: object, topic_arn: str, attributes: Mapping[str, str], most: int | None = None
) -> Publication:
    """Return a message that is given as such, or as the arguments of boto3's ``publish``.

    *most* is how many bytes it may have, by default what the attributes of the topic say.

    Raises:
        PublishError: SNS would refuse it.
        TopicError: it is neither, or is for another topic.
    """
    if most is None:
        most = maximum_size(attributes)
    if isinstance(given, Message):
        return _checked(given, attributes, most)
    if isinstance(given, Mapping):
        arguments = _arguments(given, "publish")
        for name in ("TopicArn", "TargetArn"):
            _check_topic(arguments.pop(name, None), topic_arn)
        parts = read_publish({"TopicArn": topic_arn, **arguments}, most)
        return _checked(Message(**parts), attributes, most)
    hint = "write Message(attributes=..., body=...)" if isinstance(given, str) else ""
    what = "a Message, or boto3's arguments as a mapping"
    raise TopicError(f"what is published must be {what}, not {type(given).__name__}", parameter="Message", hint=hint)


def read_batch(
    given: object, topic_arn: str, attributes: Mapping[str, str]
) -> tuple[dict[str, Publication], Mapping[str, PublishError]]:
    """Return the entries of a batch that can be published, by Id, and what is wrong with the others.

    Raises:
        PublishError: SNS would refuse the batch as a whole.
        TopicError: it is no batch.
    """
    most = maximum_size(attributes)
    if not isinstance(given, PublishBatch):
        read, failed = read_publish_batch({"TopicArn": topic_arn, **_batch_arguments(given, topic_arn)}, most)
        given = PublishBatch({name: Message(**each) for name, each in read.items()}, failed)
    parts: tuple[object, ...] = given
    if not all(isinstance(part, Mapping) for part in parts):
        raise TopicError("a PublishBatch must have mappings of messages and of faults, as from_publish_batch makes it")
    if given.refusal is not None:
        raise given.refusal
    taken = {name: read_publication(each, topic_arn, attributes, LARGEST_SIZE) for name, each in given.messages.items()}
    check_batch_size(sum(each.size for each in taken.values()), most)
    return taken, given.failed


def maximum_size(attributes: Mapping[str, str]) -> int:
    """Return how many bytes a topic takes, by its attributes."""
    return int(attributes.get("MaximumMessageSize") or MAX_SIZE)


def _batch_arguments(given: object, topic_arn: str) -> dict[str, object]:
    if isinstance(given, Mapping):
        arguments = _arguments(given, "publish_batch")
        _check_topic(arguments.pop("TopicArn", None), topic_arn)
        return arguments
    if isinstance(given, Iterable) and not isinstance(given, str | bytes):
        return {"PublishBatchRequestEntries": list(given)}
    what = "a list of entries, boto3's arguments as a mapping or a PublishBatch"
    raise TopicError(f"a batch must be {what}, not {type(given).__name__}", parameter="PublishBatchRequestEntries")


def _arguments(given: Mapping[object, object], operation: str) -> dict[str, object]:
    arguments = members_of(f"the arguments of {operation}", given, TopicError)
    for name in arguments:
        if not isinstance(name, str):
            raise TopicError(f"the arguments of {operation} must have names, not a key of type {type(name).__name__}")
    return {str(name): value for name, value in arguments.items()}


def _check_topic(given: object, topic_arn: str) -> None:
    if given is not None and given != topic_arn:
        raise NotFoundError(
            f"the message is for the topic {describe_foreign(given)}, but this is {quoted(topic_arn)}",
            parameter="TopicArn",
            aws="Topic does not exist",
        )


def _checked(message: Message, attributes: Mapping[str, str], most: int) -> Publication:
    is_fifo = "FifoTopic" in attributes
    if not is_fifo and (size := _size_of_plain_text(message, most)):
        return Publication(message, size)
    by_content = attributes.get("ContentBasedDeduplication") == "true"
    size = check_publish(message, fifo=is_fifo, content_based_deduplication=by_content, maximum_size=most)
    return Publication(message, size)


def _size_of_plain_text(message: Message, most: int) -> int:
    """Return the size of a message of ASCII text, and attributes that SNS takes; of any other message 0.

    The checks take longer than all else that publishing does besides matching; of these there are only the attributes
    to check.

    Raises:
        PublishError: SNS would refuse an attribute.
    """
    body, details, sent = message._body, message._details, message._attributes  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own, and quicker
    if not body or details is not NO_DETAILS or type(body) is not str or not body.isascii():
        return 0
    size = len(body) + check_attributes(sent)
    return size if size <= most else 0


def deduplication_key(message: Message, scope: str | None) -> Hashable:
    """Return by what a FIFO topic knows a message again (PublishInput).

    That is its MessageDeduplicationId, given or made; within its message group if that is the FifoThroughputScope.
    """
    known_by = message.message_deduplication_id or content_deduplication_id(message)
    return (message.message_group_id, known_by) if scope == "MessageGroup" else known_by
