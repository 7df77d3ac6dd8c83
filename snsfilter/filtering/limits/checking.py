"""Every limit that a policy exceeds; what it takes to say so is loaded only if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.limits.counting import exceeds

if TYPE_CHECKING:
    from collections.abc import Callable

    from snsfilter.errors import Violation
    from snsfilter.filtering.limits.values import Limits
    from snsfilter.filtering.nodes import AllOf, FilterPolicyScope
    from snsfilter.jsontext import Place

__all__ = ["check_limits"]


def check_limits(
    tree: AllOf, text: str, scope: FilterPolicyScope, limits: Limits, place: Callable[..., Place]
) -> tuple[Violation, ...]:
    """Return every limit that a policy exceeds (see :func:`snsfilter.filtering.limits.violations.violations_of`)."""
    if not exceeds(tree, text, scope, limits):
        return ()
    from snsfilter.filtering.limits.violations import violations_of  # noqa: PLC0415 (most policies have none)

    return violations_of(tree, text, scope, limits, place)
