"""Every limit that a policy exceeds; what it takes to say so is loaded only if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.errors import FilterPolicyError, describe_foreign
from snsfilter.filtering.limits.counting import exceeds
from snsfilter.filtering.limits.values import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from snsfilter.errors import Violation
    from snsfilter.filtering.nodes import AllOf, Dialect, FilterPolicyScope
    from snsfilter.jsontext import Place

__all__ = ["SNS_LIMITS", "check_limits", "known_limits"]

SNS_LIMITS = Limits()
"""What SNS enforces today."""


def known_limits(limits: Limits | None, dialect: Dialect) -> Limits | None:
    """Return the limits that a caller named; :data:`SNS_LIMITS`, the default, is for the sns dialect only.

    Raises:
        FilterPolicyError: *limits* is none.
    """
    if limits is not None and not isinstance(limits, Limits):
        problem = f"the limits of a policy must be Limits(...) or None, not {describe_foreign(limits)}"
        raise FilterPolicyError(problem)
    return None if dialect == "ruler" and limits is SNS_LIMITS else limits


def check_limits(
    tree: AllOf, text: str, scope: FilterPolicyScope, limits: Limits, place: Callable[..., Place]
) -> tuple[Violation, ...]:
    """Return every limit that a policy exceeds (see :func:`snsfilter.filtering.limits.violations.violations_of`)."""
    if not exceeds(tree, text, scope, limits):
        return ()
    from snsfilter.filtering.limits.violations import violations_of  # noqa: PLC0415 (most policies have none)

    return violations_of(tree, text, scope, limits, place)
