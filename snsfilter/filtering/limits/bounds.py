"""Bounds of our own, which hold whatever limits are set: they keep hostile policies cheap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.errors import FilterPolicyLimitError, Violation
from snsfilter.filtering.paths import alternatives, size_of_alternatives

if TYPE_CHECKING:
    from collections.abc import Callable

    from snsfilter.filtering.nodes import AllOf
    from snsfilter.filtering.paths import Alternative
    from snsfilter.jsontext import Place

__all__ = ["TOO_COMPLEX", "check_bounds", "expand"]

MAX_ALTERNATIVES = 10_000
"""How many alternatives ``$or`` may make of a policy; SNS allows 150 combinations in all."""

MAX_CHARACTERS = 1_000_000
"""How many characters the paths of all alternatives may have together: what SNS takes of text, four times over."""

MAX_KEYS = 256
"""How many keys one alternative may have (Event Ruler)."""

TOO_COMPLEX = "FilterPolicy: Filter policy is too complex"
"""What SNS answers to more than 150 combinations (recorded), and so to whatever is even more complex (inferred)."""


def check_bounds(tree: AllOf, where: Callable[[], Place]) -> None:
    """Refuse a policy of which nothing should be worked out that takes time or room for each alternative or path.

    *where* says where the policy begins.

    Raises:
        FilterPolicyLimitError: there are more than :data:`MAX_ALTERNATIVES`, or their paths have over
            :data:`MAX_CHARACTERS` characters in all.
    """
    count, characters = size_of_alternatives(tree)
    if count > MAX_ALTERNATIVES:
        found = f"{count:,}" if count < MAX_ALTERNATIVES**2 else f"over {MAX_ALTERNATIVES**2:,}"
        problem = f"$or makes {found} alternatives of the policy, more than {MAX_ALTERNATIVES:,}"
        hint = "put fewer $or side by side: their branches multiply"
        raise _refused(problem, hint, min(count, MAX_ALTERNATIVES**2), MAX_ALTERNATIVES, where)
    if characters > MAX_CHARACTERS:
        problem = f"the paths of all keys have {characters:,} characters in all, more than {MAX_CHARACTERS:,}"
        hint = "use fewer $or, or shorter names around many keys"
        raise _refused(problem, hint, characters, MAX_CHARACTERS, where)


def expand(tree: AllOf, where: Callable[[], Place]) -> list[Alternative]:
    """Return the alternatives of a policy that is within :func:`check_bounds`.

    Raises:
        FilterPolicyLimitError: one has over :data:`MAX_KEYS` keys.
    """
    expanded = alternatives(tree)
    longest = max(map(len, expanded))
    if longest > MAX_KEYS:
        problem = f"an alternative of the policy has {longest:,} keys, more than {MAX_KEYS}"
        raise _refused(problem, "split it over several subscriptions", longest, MAX_KEYS, where)
    return expanded


def _refused(problem: str, hint: str, found: int, allowed: int, where: Callable[[], Place]) -> FilterPolicyLimitError:
    violation = Violation(problem, hint, found=found, allowed=allowed, **where()._asdict(), aws=TOO_COMPLEX)
    return FilterPolicyLimitError((violation,))
