"""How large a policy may be: SNS's constraints as data, and bounds of our own that keep hostile policies cheap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from snsfilter.errors import FilterPolicyLimitError
from snsfilter.filtering.paths import alternatives, count_alternatives

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import AllOf
    from snsfilter.filtering.paths import Alternative

__all__ = ["Limits", "bounded_alternatives", "check_size"]

MAX_ALTERNATIVES = 10_000
"""How many alternatives ``$or`` may make of a policy; SNS allows 150 combinations in all."""

MAX_KEYS = 256
"""How many keys one alternative may have (Event Ruler)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What SNS enforces on a policy today (subscription-filter-policy-constraints).

    Attributes:
        size: the most bytes that the text of a policy may have.
    """

    size: int = 256 * 1024


def check_size(text: str, limits: Limits | None) -> None:
    """Refuse a policy whose text is larger than *limits* allow.

    Raises:
        FilterPolicyLimitError: it is.
    """
    # A character takes at least a byte and at most four.
    if limits is None or 4 * len(text) <= limits.size:
        return
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.size:
        problem = f"the policy has {size:,} bytes, more than the {limits.size:,} that SNS takes"
        raise FilterPolicyLimitError(problem, hint="shorten it, or split it over several subscriptions")


def bounded_alternatives(tree: AllOf) -> list[Alternative]:
    """Return the alternatives of a policy, if they are few enough to be kept.

    Raises:
        FilterPolicyLimitError: there are more than :data:`MAX_ALTERNATIVES`, or one has more than :data:`MAX_KEYS` keys.
    """
    count = count_alternatives(tree)
    if count > MAX_ALTERNATIVES:
        found = f"{count:,}" if count < MAX_ALTERNATIVES**2 else f"over {MAX_ALTERNATIVES**2:,}"
        problem = f"$or makes {found} alternatives of the policy, more than {MAX_ALTERNATIVES:,}"
        raise FilterPolicyLimitError(problem, hint="put fewer $or side by side: their branches multiply")
    expanded = alternatives(tree)
    keys = max(map(len, expanded))
    if keys > MAX_KEYS:
        problem = f"an alternative of the policy has {keys:,} keys, more than {MAX_KEYS}"
        raise FilterPolicyLimitError(problem, hint="split it over several subscriptions")
    return expanded
