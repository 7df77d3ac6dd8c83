"""Every shape that a message has on its way, as constructors of the class that is mixed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from snsfilter.errors import PublishError
    from snsfilter.message.checking import Parts

__all__ = ["PublishBatch", "Shapes"]

M = TypeVar("M")


class PublishBatch(NamedTuple, Generic[M]):
    """The entries of a PublishBatch.

    Attributes:
        messages: the messages that can be published, by the Id of the entry.
        failed: what is wrong with the other entries, by their Ids.
    """

    messages: Mapping[str, M]
    failed: Mapping[str, PublishError]

    @property
    def refusal(self) -> PublishError | None:
        """What SNS answers to the whole request because of one entry; ``None`` if it answers entry by entry.

        Recorded for message attributes, a missing MessageGroupId and a missing ``default``.
        """
        return next((error for error in self.failed.values() if error.whole_batch), None)


class Shapes:
    """The constructors; none of them decodes more than it must, nor loads its reader before it is used."""

    __slots__ = ()

    @classmethod
    def from_publish(cls, **arguments: Any) -> Self:  # noqa: ANN401 (boto3's arguments, each checked)
        """Read the arguments of boto3's ``publish``, and check them as SNS does.

        Args:
            **arguments: ``Message``, ``MessageAttributes``, ``Subject``, ``MessageStructure``, ``MessageGroupId``,
                ``MessageDeduplicationId``, and ``TopicArn``, ``TargetArn`` or ``PhoneNumber``, which may be left out.

        Raises:
            PublishError: SNS would refuse the message.
            MessageError: an argument isn't of the type that boto3 takes, or there is none of that name.
        """
        from snsfilter.message.requests import read_publish  # noqa: PLC0415 (only those who publish need it)

        return _made(cls, read_publish(arguments))

    @classmethod
    def from_publish_batch(cls, **arguments: Any) -> PublishBatch[Self]:  # noqa: ANN401 (likewise)
        """Read the arguments of boto3's ``publish_batch``: every entry, whether or not others are at fault.

        Args:
            **arguments: ``TopicArn`` and ``PublishBatchRequestEntries``.

        Raises:
            PublishError: SNS would refuse the batch as such: its size, the number of its entries, their Ids.
            MessageError: an argument isn't of the type that boto3 takes, or there is none of that name.
        """
        from snsfilter.message.requests import read_publish_batch  # noqa: PLC0415 (likewise)

        read, failed = read_publish_batch(arguments)
        return PublishBatch({entry: _made(cls, parts) for entry, parts in read.items()}, failed)

    @classmethod
    def from_query(cls, parameters: str | bytes | Mapping[str, object]) -> Self:
        """Read the parameters of Publish as they go over the wire, and check them as SNS does.

        Args:
            parameters: the form, as text, bytes or decoded: ``Message``, ``MessageAttributes.entry.1.Name``, ...

        Raises:
            PublishError: SNS would refuse the message.
            MessageError: they aren't parameters of Publish.
        """
        from snsfilter.message.query import read_query  # noqa: PLC0415 (only emulators need it)

        return cls.from_publish(**read_query(parameters))

    @classmethod
    def from_notification(cls, envelope: str | bytes | Mapping[str, object]) -> Self:
        """Read a notification: the JSON that SNS posts to HTTP/S, and puts into a queue without raw delivery.

        The attributes come as boto3 spells them.  An attribute that SNS wouldn't send stays as it is.
        A publish request that somebody keeps as JSON is read too; a BinaryValue of text is base64, as on the wire.

        Args:
            envelope: the JSON object, as text, UTF-8 bytes or decoded.

        Raises:
            MessageError: it isn't a notification.
        """
        from snsfilter.message.readers import read_notification  # noqa: PLC0415 (only those who receive need it)

        return _made(cls, read_notification(envelope))

    @classmethod
    def from_lambda(cls, record: str | bytes | Mapping[str, object]) -> Self:
        """Read what a Lambda function receives from SNS.

        Args:
            record: a record of the event, or the event with its one record.

        Raises:
            MessageError: it isn't that.
        """
        from snsfilter.message.readers import read_lambda  # noqa: PLC0415 (likewise)

        return _made(cls, read_lambda(record))

    @classmethod
    def from_sqs(cls, message: str | bytes | Mapping[str, object], *, raw: bool | None = None) -> Self:
        """Read a message of a queue.

        Args:
            message: as boto3's ``receive_message`` returns it (``Body``, ``MessageAttributes``), or as Lambda has it
                in a record of its event (``body``, ``messageAttributes``), or such an event with one record.
            raw: whether the subscription has raw message delivery; ``None`` to take for an envelope what looks like
                one.

        Raises:
            MessageError: it isn't that.
        """
        from snsfilter.message.readers import read_sqs  # noqa: PLC0415 (likewise)

        return _made(cls, read_sqs(message, raw=raw))

    @classmethod
    def from_firehose(cls, record: str | bytes | Mapping[str, object], *, raw: bool | None = None) -> Self:
        """Read a record of a Firehose delivery stream.

        Args:
            record: with ``Data``, bytes or their base64; or with ``data``, as a transforming function or an HTTP
                endpoint has it; or what either of these receives, with one record.
            raw: as for :meth:`from_sqs`.

        Raises:
            MessageError: it isn't that.
        """
        from snsfilter.message.readers import read_firehose  # noqa: PLC0415 (likewise)

        return _made(cls, read_firehose(record, raw=raw))


def _made(kind: type[M], parts: Parts) -> M:
    return cast("Callable[..., M]", kind)(**parts)
