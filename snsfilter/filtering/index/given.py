"""What callers give an index: policies by key, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from snsfilter.errors import FilterPolicyError, describe_foreign
from snsfilter.filtering.policy import FilterPolicy

__all__ = ["policies_of", "require_policy"]

K = TypeVar("K")


def policies_of(given: Mapping[K, FilterPolicy] | Iterable[tuple[K, FilterPolicy]]) -> dict[K, FilterPolicy]:
    """Return the policies of a mapping, or of pairs of key and policy.

    Raises:
        FilterPolicyError: it is neither, can't be read, or holds what is no policy.
    """
    try:
        # Another thread may change an index meanwhile: its pairs are those that there are now.
        pairs = given.items() if isinstance(given, Mapping) else given
        policies = dict(cast("Iterable[tuple[K, FilterPolicy]]", pairs))
    except Exception as fault:
        problem = (
            f"the policies of an index can't be read from {describe_foreign(given)}: {type(fault).__name__}: {fault}"
        )
        raise FilterPolicyError(problem, hint="give a mapping, or pairs of a hashable key and a policy") from fault
    for key, policy in policies.items():
        require_policy(key, policy)
    return policies


def require_policy(key: object, policy: object) -> None:
    """Refuse what is no policy.

    Raises:
        FilterPolicyError: *policy* isn't a :class:`~snsfilter.FilterPolicy`.
    """
    if not isinstance(policy, FilterPolicy):
        found = f"{describe_foreign(policy)} (under the key {describe_foreign(key)})"
        problem = f"an index holds FilterPolicy values, not {found}"
        raise FilterPolicyError(problem, hint="make the policy with FilterPolicy.parse(...)")
