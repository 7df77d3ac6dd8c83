"""What an endpoint receives: exactly, by protocol, with raw message delivery and without."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from snsfilter.errors import MessageError
from snsfilter.message import Message
from snsfilter.topic.headers import CONTENT_TYPE, http_headers
from snsfilter.topic.notification import Sender, attributes_of, compact_json, notification, spaced_json, text_of
from snsfilter.topic.publishing import content_deduplication_id
from snsfilter.topic.received import (
    Envelope,
    FirehoseEnvelope,
    HttpEnvelope,
    LambdaEnvelope,
    SqsEnvelope,
    TextEnvelope,
)

if TYPE_CHECKING:
    from snsfilter.message.published import Published
    from snsfilter.topic.signing import Signer
    from snsfilter.topic.subscription import Subscription

__all__ = [
    "CONTENT_TYPE",
    "Envelope",
    "FirehoseEnvelope",
    "HttpEnvelope",
    "LambdaEnvelope",
    "SqsEnvelope",
    "TextEnvelope",
    "dead_letter",
    "render",
    "sends_attributes",
    "text_key",
    "text_key_of",
]

_LAMBDA_NAMES: Final = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}


def render(
    message: Message,
    published: Published,
    subscription: Subscription,
    *,
    signer: Signer | None = None,
    service_url: str | None = None,
    content_type: str = CONTENT_TYPE,
) -> Envelope:
    """Return what the endpoint of a subscription receives of a message.

    Args:
        message: the message.
        published: what SNS added when it took the message.
        subscription: the subscription, with its protocol, endpoint and RawMessageDelivery.
        signer: what signs the envelope; by default nothing does, and the envelope says so.
        service_url: where the service is, for UnsubscribeURL; by default SNS in the region of the topic.
        content_type: the effective delivery policy's headerContentType, for HTTP/S.

    Raises:
        MessageError: the message is none that SNS takes (see :func:`snsfilter.topic.publishing.check_publish`).
    """
    delivery = _Delivery.of(message, published, subscription, signer, service_url)
    raw = subscription.raw_message_delivery
    match subscription.protocol:
        case "sqs":
            return _to_queue(delivery, subscription.endpoint)
        case "lambda":
            return _to_function(delivery)
        case "http" | "https":
            body = delivery.text if raw else delivery.json()
            headers = http_headers("Notification", published, subscription, body, content_type=content_type, raw=raw)
            return HttpEnvelope(headers, body)
        case "firehose":
            return FirehoseEnvelope((delivery.text if raw else compact_json(delivery.members())).encode())
        case "email-json":
            return TextEnvelope(delivery.json(), message.subject)
        case _:
            return TextEnvelope(delivery.text, message.subject)


def dead_letter(
    message: Message,
    published: Published,
    subscription: Subscription,
    *,
    signer: Signer | None = None,
    service_url: str | None = None,
) -> SqsEnvelope:
    """Return what lands in the dead-letter queue of a subscription: the envelope that it would have received.

    With raw delivery that is the text for its protocol, and on ``sqs`` the attributes; else the JSON of the
    notification, also for a function (recorded 2023-08-24).  The arguments are those of :func:`render`.

    Raises:
        MessageError: the message is none that SNS takes.
    """
    delivery = _Delivery.of(message, published, subscription, signer, service_url)
    return _to_queue(delivery, subscription.dead_letter_target_arn or "")


def sends_attributes(subscription: Subscription) -> bool:
    """Tell whether message attributes go with a message as such: they do to a queue, with raw delivery."""
    return subscription.protocol == "sqs" and subscription.raw_message_delivery


def text_key(subscription: Subscription) -> str:
    """Return under which name a message of structure ``json`` has the text for a subscription.

    That is its protocol; for a mobile app the platform that its endpoint names: ``APNS``, ``GCM``, ...
    (sns-send-custom-platform-specific-payloads-mobile-devices).
    """
    return text_key_of(subscription.protocol, subscription.endpoint)


def text_key_of(protocol: str, endpoint: str) -> str:
    """Return the same for an endpoint that needn't be subscribed."""
    if protocol == "application":
        _, found, resource = endpoint.partition(":endpoint/")
        return resource.partition("/")[0] if found else protocol
    return protocol


# ------------------------------------------------------------------------------------------------------- protocols


class _Delivery(NamedTuple):
    """One message on its way to one endpoint."""

    message: Message
    published: Published
    subscription: Subscription
    sender: Sender
    text: str

    @classmethod
    def of(
        cls,
        message: Message,
        published: Published,
        subscription: Subscription,
        signer: Signer | None,
        service_url: str | None,
    ) -> _Delivery:
        """Check what is given, and pick the text."""
        given: object = message
        if not isinstance(given, Message):
            problem = f"what is sent is a Message, not {type(given).__name__}"
            raise MessageError(problem)
        sender = Sender.of(published, subscription, signer, service_url)
        return cls(message, published, subscription, sender, text_of(message, text_key(subscription)))

    def members(self) -> dict[str, object]:
        """Return the members of the notification."""
        return notification(self.message, self.text, self.published, self.subscription, self.sender)

    def json(self) -> str:
        """Return the notification as SNS writes it for queues and HTTP/S."""
        return spaced_json(self.members())


def _to_queue(delivery: _Delivery, queue: str) -> SqsEnvelope:
    raw = delivery.subscription.raw_message_delivery
    sent = attributes_of(delivery.message) if sends_attributes(delivery.subscription) else {}
    attributes = {name: each.of_request() for name, each in sent.items()}
    group, deduplication = _queue_ids(delivery, queue)
    return SqsEnvelope(delivery.text if raw else delivery.json(), attributes, group, deduplication)


def _queue_ids(delivery: _Delivery, queue: str) -> tuple[str | None, str | None]:
    """Return the MessageGroupId and the MessageDeduplicationId of the message in a queue.

    A FIFO queue gets both, a standard queue of a standard topic the group, for fair queues (Publish).
    A message without a deduplication id has one that the topic made (recorded 2025-08-18).
    """
    message = delivery.message
    if queue.endswith(".fifo"):
        own = message.message_deduplication_id
        return message.message_group_id, content_deduplication_id(message) if own is None else own
    return (None if delivery.published.topic_arn.endswith(".fifo") else message.message_group_id), None


def _to_function(delivery: _Delivery) -> LambdaEnvelope:
    """Return the event of a function.

    Its members are spelt ``SigningCertUrl`` and ``UnsubscribeUrl``, Subject is ``null`` and MessageAttributes ``{}``
    where there are none, and the signature is of version 1 whatever the topic's (recorded 2024, 2025).
    Number and String.Array are labelled String (sns-message-attributes).
    """
    first = delivery._replace(published=replace(delivery.published, signature_version="1")).members()
    sns: dict[str, object] = {}
    for name, value in first.items():
        if name == "Message":
            sns.setdefault("Subject", None)
        sns[_LAMBDA_NAMES.get(name, name)] = value
    sns["MessageAttributes"] = {
        name: each._replace(type=_label(each.type)).of_notification()
        for name, each in attributes_of(delivery.message).items()
    }
    record: dict[str, object] = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": delivery.subscription.subscription_arn,
        "Sns": sns,
    }
    return LambdaEnvelope({"Records": [record]})


def _label(kind: str) -> str:
    return "String" if kind == "String.Array" or kind.partition(".")[0] == "Number" else kind
