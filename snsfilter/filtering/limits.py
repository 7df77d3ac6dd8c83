"""How large a policy may be: SNS's constraints as data, and bounds of our own that keep hostile policies cheap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from snsfilter.errors import FilterPolicyLimitError
from snsfilter.filtering.nodes import AnyOf, FilterPolicyScope, Nested, Property
from snsfilter.filtering.paths import alternatives, count_alternatives

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import AllOf
    from snsfilter.filtering.paths import Alternative

__all__ = ["Limits", "bounded_alternatives", "check_limits"]

MAX_ALTERNATIVES = 10_000
"""How many alternatives ``$or`` may make of a policy; SNS allows 150 combinations in all."""

MAX_KEYS = 256
"""How many keys one alternative may have (Event Ruler)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What SNS enforces on a policy today (subscription-filter-policy-constraints).

    Attributes:
        size: the most bytes that the text of a policy may have.
        nested_attributes: whether a policy of scope MessageAttributes may nest.
    """

    size: int = 256 * 1024
    nested_attributes: bool = False


def check_limits(tree: AllOf, text: str, scope: FilterPolicyScope, limits: Limits | None) -> None:
    """Refuse a policy that is larger than *limits* allow.

    Raises:
        FilterPolicyLimitError: it is; every violation is named.
    """
    if limits is None:
        return
    violations: list[tuple[str, str]] = []  # problem and hint
    # A character takes at most four bytes, so most policies needn't be encoded to know.
    size = 4 * len(text) if 4 * len(text) <= limits.size else len(text.encode("utf-8", "surrogatepass"))
    if size > limits.size:
        problem = f"the policy has {size:,} bytes, more than the {limits.size:,} that SNS takes"
        violations.append((problem, "shorten it, or split it over several subscriptions"))
    if scope is FilterPolicyScope.MESSAGE_ATTRIBUTES and not limits.nested_attributes and _nests(tree):
        problem = "a policy of scope MessageAttributes can't have nested keys"
        violations.append((problem, "set the scope to MessageBody, or use attribute names of one level"))
    if violations:
        problem, hint = violations[0]
        raise FilterPolicyLimitError(problem, violations=tuple(each for each, _ in violations), hint=hint)


def _nests(tree: AllOf) -> bool:
    for member in tree.members:
        match member:
            case Property():
                pass
            case Nested():
                return True
            case AnyOf(branches):
                if any(map(_nests, branches)):
                    return True
            case _:
                assert_never(member)
    return False


def bounded_alternatives(tree: AllOf) -> list[Alternative]:
    """Return the alternatives of a policy, if they are few enough to be kept.

    Raises:
        FilterPolicyLimitError: there are more than :data:`MAX_ALTERNATIVES`, or one has over :data:`MAX_KEYS` keys.
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
