"""The headers of SNS's POST requests (http-header)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from snsfilter.errors import MessageError

if TYPE_CHECKING:
    from snsfilter.message.published import Published
    from snsfilter.topic.subscription import Subscription

__all__ = ["CONTENT_TYPE", "http_headers"]

CONTENT_TYPE: Final = "text/plain; charset=UTF-8"
"""The Content-Type, unless the delivery policy sets another for notifications."""


def http_headers(
    kind: str,
    published: Published,
    subscription: Subscription,
    body: str,
    *,
    content_type: str = CONTENT_TYPE,
    raw: bool = False,
) -> dict[str, str]:
    """Return the headers of a POST, in the order of the page's examples.

    A SubscriptionConfirmation has no x-amz-sns-subscription-arn (recorded); the others have one.

    Raises:
        MessageError: the content type isn't one line of ASCII.
    """
    given: object = content_type
    if not isinstance(given, str) or not given.isascii() or not given.isprintable():
        problem = f"the content type must be a line of ASCII, such as {CONTENT_TYPE!r}"
        raise MessageError(problem)
    own = {
        "x-amz-sns-message-type": kind,
        "x-amz-sns-message-id": published.message_id,
        "x-amz-sns-topic-arn": published.topic_arn,
    }
    if kind != "SubscriptionConfirmation":
        own["x-amz-sns-subscription-arn"] = subscription.subscription_arn
    if raw:
        own["x-amz-sns-rawdelivery"] = "true"
    return own | {
        "Content-Length": str(len(body.encode())),
        "Content-Type": str.__str__(given),
        "Host": _host(subscription.endpoint),
        "Connection": "Keep-Alive",
        "User-Agent": "Amazon Simple Notification Service Agent",
        "Accept-Encoding": "gzip,deflate",
    }


def _host(endpoint: str) -> str:
    """Return the host and port that a URL names, without user and password; ``""`` if it isn't one."""
    try:
        return urlsplit(endpoint).netloc.rpartition("@")[2]
    except ValueError:
        return ""
