"""What endpoints receive, as data: one class for each way in which a message is handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Envelope", "FirehoseEnvelope", "HttpEnvelope", "LambdaEnvelope", "SqsEnvelope", "TextEnvelope"]

_MOST_RAW_ATTRIBUTES: Final = 10


@dataclass(frozen=True, slots=True)
class SqsEnvelope:
    """What is put into a queue.

    Attributes:
        body: the body of the message of SQS.
        message_attributes: its message attributes, as boto3 spells them; without raw delivery there are none.
        message_group_id: its MessageGroupId, if it has one.
        message_deduplication_id: its MessageDeduplicationId, if it has one.
    """

    body: str
    message_attributes: Mapping[str, dict[str, object]]
    message_group_id: str | None = None
    message_deduplication_id: str | None = None

    @property
    def client_error(self) -> str:
        """Why SNS discards the message at once, or moves it to the dead-letter queue; ``""`` if it can be delivered.

        SQS takes no more than 10 message attributes (sns-message-attributes).
        """
        count = len(self.message_attributes)
        if count <= _MOST_RAW_ATTRIBUTES:
            return ""
        return f"SQS takes {_MOST_RAW_ATTRIBUTES} message attributes, not {count}"

    def request(self) -> dict[str, object]:
        """Return the arguments of boto3's ``send_message``, the queue's URL apart."""
        given = {
            "MessageBody": self.body,
            "MessageAttributes": dict(self.message_attributes),
            "MessageGroupId": self.message_group_id,
            "MessageDeduplicationId": self.message_deduplication_id,
        }
        return {name: value for name, value in given.items() if value}

    def received(self) -> dict[str, object]:
        """Return what boto3's ``receive_message`` shows of the message, if asked for all attributes.

        What SQS adds isn't there: identities, digests, the time, a SequenceNumber of its own.
        """
        ids = {"MessageGroupId": self.message_group_id, "MessageDeduplicationId": self.message_deduplication_id}
        system = {name: value for name, value in ids.items() if value}
        shown = {"Attributes": system, "Body": self.body, "MessageAttributes": dict(self.message_attributes)}
        return {name: value for name, value in shown.items() if value or name == "Body"}


@dataclass(frozen=True, slots=True)
class HttpEnvelope:
    """What is posted to an HTTP/S endpoint.

    Attributes:
        headers: the headers, in SNS's spelling; HTTP doesn't care for letter case.
        body: the body, to be sent as UTF-8.
    """

    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class LambdaEnvelope:
    """What a function receives.

    Attributes:
        event: the event, with one record.
    """

    event: dict[str, object]


@dataclass(frozen=True, slots=True)
class FirehoseEnvelope:
    """What a delivery stream receives.

    Attributes:
        data: the ``Data`` of the record; Firehose puts nothing between records of its own accord.
    """

    data: bytes


@dataclass(frozen=True, slots=True)
class TextEnvelope:
    """What goes to people and devices: the text only, for how it is dressed isn't documented.

    Attributes:
        text: the text for the protocol, or the platform; for ``email-json`` the JSON of the notification.
        subject: the Subject, which SNS uses for e-mail.
    """

    text: str
    subject: str | None = None


Envelope: TypeAlias = SqsEnvelope | HttpEnvelope | LambdaEnvelope | FirehoseEnvelope | TextEnvelope
"""What an endpoint receives; which it is follows from the protocol of the subscription."""
