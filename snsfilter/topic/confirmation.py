"""What an HTTP/S endpoint receives when it is subscribed and unsubscribed.

Pages: http-subscription-confirmation-json, http-unsubscribe-confirmation-json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.errors import MessageError
from snsfilter.topic.headers import http_headers
from snsfilter.topic.notification import Sender, spaced_json
from snsfilter.topic.received import HttpEnvelope

if TYPE_CHECKING:
    from snsfilter.message.published import Published
    from snsfilter.topic.signing import Signer
    from snsfilter.topic.subscription import Subscription

__all__ = ["subscription_confirmation", "unsubscribe_confirmation"]


def subscription_confirmation(
    published: Published,
    subscription: Subscription,
    token: str,
    *,
    signer: Signer | None = None,
    service_url: str | None = None,
) -> HttpEnvelope:
    """Return what asks an endpoint whether it wants to be subscribed.

    Args:
        published: the identity and time of this very request, and the signature version of the topic.
        subscription: the subscription.
        token: the Token by which the endpoint confirms.
        signer: what signs; see :func:`snsfilter.topic.envelope.render`.
        service_url: where the service is, for SubscribeURL.

    Raises:
        MessageError: the token isn't of letters and digits, or another argument isn't what it should be.
    """
    sender = Sender.of(published, subscription, signer, service_url)
    text = (
        f"You have chosen to subscribe to the topic {published.topic_arn}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message."
    )
    return _confirmation("SubscriptionConfirmation", text, published, subscription, token, sender)


def unsubscribe_confirmation(
    published: Published,
    subscription: Subscription,
    token: str,
    *,
    signer: Signer | None = None,
    service_url: str | None = None,
) -> HttpEnvelope:
    """Return what tells an endpoint that it was unsubscribed, and how to come back.

    The arguments are those of :func:`subscription_confirmation`.

    Raises:
        MessageError: the token isn't of letters and digits, or another argument isn't what it should be.
    """
    sender = Sender.of(published, subscription, signer, service_url)
    text = (
        f"You have chosen to deactivate subscription {subscription.subscription_arn}.\n"
        "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
    )
    return _confirmation("UnsubscribeConfirmation", text, published, subscription, token, sender)


def _confirmation(
    kind: str, text: str, published: Published, subscription: Subscription, token: object, sender: Sender
) -> HttpEnvelope:
    letters = str.__str__(token) if isinstance(token, str) else ""
    if not letters.isascii() or not letters.isalnum():
        problem = f"the token of a {kind} must be letters and digits of ASCII, as SNS's are"
        raise MessageError(problem)
    members: dict[str, object] = {
        "Type": kind,
        "MessageId": published.message_id,
        "Token": letters,
        "TopicArn": published.topic_arn,
        "Message": text,
        "SubscribeURL": f"{sender.url}/?Action=ConfirmSubscription&TopicArn={published.topic_arn}&Token={letters}",
        "Timestamp": published.timestamp_text,
    }
    body = spaced_json(members | sender.signature(members, published.signature_version))
    return HttpEnvelope(http_headers(kind, published, subscription, body), body)
