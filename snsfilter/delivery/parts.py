"""The parts of a policy as values, and the policy as SNS writes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from snsfilter.delivery.contenttype import CONTENT_TYPE
from snsfilter.delivery.healthy import HealthyRetryPolicy
from snsfilter.delivery.rules import MAX_RECEIVES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from snsfilter.delivery.shapes import Level

__all__ = ["Parts", "RequestPolicy", "ThrottlePolicy", "members_of", "parts_of", "written"]


@dataclass(frozen=True, slots=True)
class ThrottlePolicy:
    """How fast messages are delivered; part of a policy that has been read.

    Attributes:
        max_receives_per_second: the most deliveries a second to one subscription, on average.  What has to wait uses
            up no retries.
    """

    max_receives_per_second: int


@dataclass(frozen=True, slots=True)
class RequestPolicy:
    """How messages are posted; part of a policy that has been read.

    Attributes:
        header_content_type: the ``Content-Type`` of notifications.  A request to confirm keeps SNS's default.
    """

    header_content_type: str


class Parts(NamedTuple):
    """The parts of a policy, under the same names for subscriptions and topics; ``None`` where it has none."""

    healthy: HealthyRetryPolicy | None = None
    sickly: HealthyRetryPolicy | None = None
    throttle: ThrottlePolicy | None = None
    request: RequestPolicy | None = None
    flag: bool = False


def parts_of(members: Mapping[str, object], level: Level) -> Parts:
    """Return the parts that members make which have no fault; a retry policy is completed by SNS's defaults."""
    within = cast("Mapping[str, object]", (members[level.parent] or {}) if level.parent else members)
    healthy, sickly, throttle, request = (
        cast("dict[str, object] | None", within.get(name))
        for name in (level.healthy, level.sickly, level.throttle, level.request)
    )
    return Parts(
        None if healthy is None else HealthyRetryPolicy.of(healthy),
        None if sickly is None else HealthyRetryPolicy.of(sickly),
        None if throttle is None else ThrottlePolicy(cast("int", throttle[MAX_RECEIVES])),
        None if request is None else RequestPolicy(cast("str", request[CONTENT_TYPE])),
        bool(within.get(level.flag)),
    )


def members_of(parts: Parts, level: Level) -> dict[str, object]:
    """Return the members that say what *parts* say, all of them."""
    healthy, sickly, throttle, request, flag = parts
    named: dict[str, object] = {
        level.healthy: None if healthy is None else healthy.members(),
        level.sickly: None if sickly is None else sickly.members(),
        level.throttle: None if throttle is None else {MAX_RECEIVES: throttle.max_receives_per_second},
        level.request: None if request is None else {CONTENT_TYPE: request.header_content_type},
        level.flag: flag,
    }
    members = {name: named[name] for name in level.members}
    return {level.parent: members} if level.parent else members


def written(members: Mapping[str, object], level: Level) -> str:
    """Return a policy as SNS stores and shows it: in its order, without white space, the flag always written.

    What is absent is ``null`` in a subscription's policy, down to the members of its retry policy
    (terraform-provider-aws#3289), and left out of a topic's (recorded).
    """
    within = members[level.parent] if level.parent else members
    if within is not None:
        kept = cast("dict[str, object]", within) | {level.flag: bool(cast("dict[str, object]", within)[level.flag])}
        members = {level.parent: kept} if level.parent else kept
    return json.dumps(members if level.writes_null else _without_null(members), separators=(",", ":"))


def _without_null(members: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _without_null(value) if isinstance(value, dict) else value
        for name, value in members.items()
        if value is not None
    }
