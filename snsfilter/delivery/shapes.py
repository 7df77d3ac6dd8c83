"""What members the policy of a subscription and that of a topic have, and in which order SNS writes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from snsfilter.delivery.contenttype import CONTENT_TYPE
from snsfilter.delivery.healthy import ATTRIBUTES
from snsfilter.delivery.rules import BACKOFF, MAX_RECEIVES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HTTP", "LEVELS", "Kind", "Level", "Shape", "Target"]

HTTP: Final = frozenset({"http", "https"})
"""The protocols whose subscriptions have delivery policies (sns-message-delivery-retries)."""

Target: TypeAlias = Literal["subscription", "topic"]
"""Whose policy it is."""


class Kind(Enum):
    """What a member holds that is no section."""

    WHOLE = "whole number"
    BACKOFF = "name of a backoff function"
    TEXT = "string"
    FLAG = "boolean"


Shape: TypeAlias = "Mapping[str, Kind | Shape]"
"""The members of a section, in SNS's order."""

_RETRY: Final[Shape] = {member: Kind.BACKOFF if member == BACKOFF else Kind.WHOLE for member in ATTRIBUTES}
_THROTTLE: Final[Shape] = {MAX_RECEIVES: Kind.WHOLE}
_REQUEST: Final[Shape] = {CONTENT_TYPE: Kind.TEXT}


@dataclass(frozen=True, slots=True)
class Level:
    """How the policies of subscriptions, or those of topics, name their parts.

    Attributes:
        target: whose they are.
        parent: the section that holds all others; ``""`` where they stand by themselves.
        healthy: the retry policy.
        sickly: the retry policy that is deprecated.
        throttle: the throttle policy.
        request: the request policy.
        flag: the one member that is no section: ``guaranteed`` or ``disableSubscriptionOverrides``.
        writes_null: whether SNS writes what is absent, as ``null``, or leaves it out (recorded).
        members: all of them in SNS's order.
    """

    target: Target
    parent: str
    healthy: str
    sickly: str
    throttle: str
    request: str
    flag: str
    writes_null: bool
    members: Shape

    @property
    def shape(self) -> Shape:
        """The shape of the whole policy."""
        return {self.parent: self.members} if self.parent else self.members

    def path(self, member: str) -> tuple[str, ...]:
        """Return the way to a part."""
        return (self.parent, member) if self.parent else (member,)


LEVELS: Final[Mapping[Target, Level]] = {
    "subscription": Level(
        target="subscription",
        parent="",
        healthy="healthyRetryPolicy",
        sickly="sicklyRetryPolicy",
        throttle="throttlePolicy",
        request="requestPolicy",
        flag="guaranteed",
        writes_null=True,
        members={
            "healthyRetryPolicy": _RETRY,
            "sicklyRetryPolicy": _RETRY,
            "throttlePolicy": _THROTTLE,
            "requestPolicy": _REQUEST,
            "guaranteed": Kind.FLAG,
        },
    ),
    # Where the deprecated member stands isn't recorded; the others are.
    "topic": Level(
        target="topic",
        parent="http",
        healthy="defaultHealthyRetryPolicy",
        sickly="defaultSicklyRetryPolicy",
        throttle="defaultThrottlePolicy",
        request="defaultRequestPolicy",
        flag="disableSubscriptionOverrides",
        writes_null=False,
        members={
            "defaultHealthyRetryPolicy": _RETRY,
            "defaultSicklyRetryPolicy": _RETRY,
            "disableSubscriptionOverrides": Kind.FLAG,
            "defaultThrottlePolicy": _THROTTLE,
            "defaultRequestPolicy": _REQUEST,
        },
    ),
}
