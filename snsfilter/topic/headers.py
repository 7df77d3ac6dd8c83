"""The headers of SNS's POST requests (http-header)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from snsfilter.errors import MessageError, describe_foreign

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
        MessageError: one of them, such as the content type, isn't a line of ASCII.
    """
    own = {
        "x-amz-sns-message-type": kind,
        "x-amz-sns-message-id": published.message_id,
        "x-amz-sns-topic-arn": published.topic_arn,
    }
    if kind != "SubscriptionConfirmation":
        own["x-amz-sns-subscription-arn"] = subscription.subscription_arn
    if raw:
        own["x-amz-sns-rawdelivery"] = "true"
    headers = own | {
        "Content-Length": str(len(body.encode())),
        "Content-Type": content_type,
        "Host": _host(subscription.endpoint),
        "Connection": "Keep-Alive",
        "User-Agent": "Amazon Simple Notification Service Agent",
        "Accept-Encoding": "gzip,deflate",
    }
    return {name: _line(name, value) for name, value in headers.items()}


def _line(name: str, value: object) -> str:
    """Return what can stand in a header; a line break would begin another one."""
    text = str.__str__(value) if isinstance(value, str) else None
    if text is None or not text.isascii() or not text.isprintable():
        problem = f"the header {name} must be a line of ASCII, not {describe_foreign(value if text is None else text)}"
        raise MessageError(problem)
    return text


def _host(endpoint: str) -> str:
    """Return the host and port that a URL names, without user and password; ``""`` if it isn't one.

    A host of other letters than ASCII's stands there as the DNS has it (inferred).
    """
    try:
        host = urlsplit(endpoint).netloc.rpartition("@")[2]
        return host if host.isascii() else host.encode("idna").decode()
    except ValueError:
        return ""
