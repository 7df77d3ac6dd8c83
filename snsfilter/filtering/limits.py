"""How large a policy may be: SNS's constraints as data, and bounds of our own that keep hostile policies cheap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from snsfilter.errors import FilterPolicyLimitError, Violation
from snsfilter.filtering.nodes import AnyOf, FilterPolicyScope, Nested, Property
from snsfilter.filtering.paths import alternatives, size_of_alternatives

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import AllOf
    from snsfilter.filtering.paths import Alternative

__all__ = ["Limits", "bounded_alternatives", "check_limits"]

MAX_ALTERNATIVES = 10_000
"""How many alternatives ``$or`` may make of a policy; SNS allows 150 combinations in all."""

MAX_CHARACTERS = 1_000_000
"""How many characters the paths of all alternatives may have together: what SNS takes of text, four times over."""

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


def check_limits(tree: AllOf, text: str, scope: FilterPolicyScope, limits: Limits) -> None:
    """Refuse a policy that is larger than *limits* allow.

    Raises:
        FilterPolicyLimitError: it is; every violation is named.
    """
    violations: list[Violation] = []
    # A character takes at most four bytes, so most policies needn't be encoded to know.
    size = 4 * len(text) if 4 * len(text) <= limits.size else len(text.encode("utf-8", "surrogatepass"))
    if size > limits.size:
        problem = f"the policy has {size:,} bytes, more than the {limits.size:,} that SNS takes"
        violations.append(Violation(problem, "shorten it, or split it over several subscriptions"))
    nested = _first_nested(tree) if scope is FilterPolicyScope.MESSAGE_ATTRIBUTES else None
    if nested is not None and not limits.nested_attributes:
        problem = f"{nested!r} holds an object, but a policy of scope MessageAttributes can't have nested keys"
        hint = "put values and operators in an array, or set the scope to MessageBody if nested keys are meant"
        violations.append(Violation(problem, hint))
    if violations:
        raise FilterPolicyLimitError(tuple(violations))


def _first_nested(tree: AllOf) -> str | None:
    """Return the name of the first key that holds nested keys."""
    for member in tree.members:
        match member:
            case Property():
                pass
            case Nested(name):
                return name
            case AnyOf(branches):
                for branch in branches:
                    if (nested := _first_nested(branch)) is not None:
                        return nested
            case _:
                assert_never(member)
    return None


def bounded_alternatives(tree: AllOf) -> list[Alternative]:
    """Return the alternatives of a policy, if they are few and small enough to be kept.

    Raises:
        FilterPolicyLimitError: there are more than :data:`MAX_ALTERNATIVES`, their paths have over
            :data:`MAX_CHARACTERS` characters in all, or one has over :data:`MAX_KEYS` keys.
    """
    count, characters = size_of_alternatives(tree)
    if count > MAX_ALTERNATIVES:
        found = f"{count:,}" if count < MAX_ALTERNATIVES**2 else f"over {MAX_ALTERNATIVES**2:,}"
        problem = f"$or makes {found} alternatives of the policy, more than {MAX_ALTERNATIVES:,}"
        raise _refused(problem, "put fewer $or side by side: their branches multiply")
    if characters > MAX_CHARACTERS:
        problem = f"the paths of all keys have {characters:,} characters in all, more than {MAX_CHARACTERS:,}"
        raise _refused(problem, "use fewer $or, or shorter names around many keys")
    expanded = alternatives(tree)
    longest = max(map(len, expanded))
    if longest > MAX_KEYS:
        problem = f"an alternative of the policy has {longest:,} keys, more than {MAX_KEYS}"
        raise _refused(problem, "split it over several subscriptions")
    return expanded


def _refused(problem: str, hint: str) -> FilterPolicyLimitError:
    return FilterPolicyLimitError((Violation(problem, hint),))
