"""As what SNS counts a message that a policy filters out: the one place that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from snsfilter.filtering.explain.bodies import unfit
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.message import Message, attribute_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from snsfilter.filtering.explain.findings import Reason

__all__ = ["invalid", "is_malformed", "reason", "reason_of_names"]


def reason(names: Iterable[str], scope: FilterPolicyScope, message: Message) -> Reason:
    """Return which NumberOfNotificationsFilteredOut-... counts *message*, which a policy doesn't match.

    *names* are the paths of the policy's keys.  The metrics' names are SNS's (sns-monitoring-using-cloudwatch); which
    of them counts is inferred from their descriptions.  Attributes are invalid if one is malformed that the policy
    names, for the matcher reads no other.  Never raises.
    """
    try:
        return reason_of_names(names, scope, message)
    except Exception:  # noqa: BLE001 (whatever a message provokes, it is invalid)
        return invalid(scope)


def reason_of_names(
    names: Iterable[str],
    scope: FilterPolicyScope,
    message: Message,
    problem_of: Callable[[str], str] | None = None,
) -> Reason:
    """Return the same; may raise what the message raises.

    *problem_of* tells what is wrong with an attribute that is there, for those who know already.
    """
    if not isinstance(message, Message):
        return invalid(scope)
    if scope is FilterPolicyScope.MESSAGE_BODY:
        fit = message.decoded_body is not None and not (isinstance(message.body, Mapping) and unfit(message.body)[0])
        return "MessageBody" if fit else "InvalidMessageBody"
    attributes = message.attributes
    if not attributes:
        return "NoMessageAttributes"
    for name in names:
        if name in attributes and (problem_of(name) if problem_of else is_malformed(attributes[name])):
            return "InvalidAttributes"
    return "MessageAttributes"


def is_malformed(attribute: object) -> bool:
    """Tell whether a policy that names an attribute rules the message out by it, and never raise."""
    try:
        attribute_value(attribute)
    except Exception:  # noqa: BLE001 (a mapping of the caller's may raise anything)
        return True
    return False


def invalid(scope: FilterPolicyScope) -> Reason:
    """Return the reason for what is no message at all."""
    return "InvalidMessageBody" if scope is FilterPolicyScope.MESSAGE_BODY else "InvalidAttributes"
