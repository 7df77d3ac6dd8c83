"""What SNS enforces on a policy, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from snsfilter.errors import FilterPolicyError

__all__ = ["MOST_COUNTED", "KeysCounted", "Limits"]

KeysCounted: TypeAlias = Literal["leaf", "value", "parent", "top-level"]
"""What counts as a key, which the documentation of SNS has defined differently over time."""

MOST_COUNTED = 10**18
"""Where counting combinations stops: what a hostile policy multiplies to has more digits than anyone wants to read."""

_LEAST = {
    "size": 1,
    "keys": 1,
    "combinations": 1,
    "wildcards": 0,
    "wildcard_points": 0,
    "policies_per_topic": 1,
    "policies_per_account": 1,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What SNS enforces on a policy today; each limit can be overridden, and ``None`` means that it isn't enforced.

    >>> from snsfilter import FilterPolicy, Limits
    >>> policy = FilterPolicy.parse('{"a": [1, 2, 3], "b": [4, 5]}')
    >>> [violation.limit for violation in policy.check(Limits(combinations=5))]
    ['combinations']

    The source is the page *subscription-filter-policy-constraints* of the SNS developer guide unless another is named.

    Attributes:
        size: the most bytes of UTF-8 that the text of a policy may have: 256 KB.
        keys: the most keys: 5.
        keys_counted: what counts as a key.

            - ``"leaf"``, today (since 2025; recorded in 2026): every path that holds an array, however often it is
              written.  That a path in two branches of ``$or`` is one key is inferred from Event Ruler, to which the
              same path is one key.
            - ``"value"`` (2024): every key that holds values, as often as it is written.
            - ``"parent"`` (2022): the keys at the top; what is nested in them doesn't count.
            - ``"top-level"`` (late 2024): the same for the scope MessageBody; in MessageAttributes all keys.

            ``$or`` itself is never a key, and adds no level.
        combinations: the most combinations of values: 150 (100 until 2023).  The product, over all keys, of values
            times level of nesting, and over the branches of ``$or`` the sum (*and-or-logic*).
        wildcards: the most wildcards, ``*``, in one pattern: 3.
        wildcard_points: the most points that all fields with wildcards may have together: 100.  A field has the sum of
            its patterns' points, times the number of its patterns.  A pattern with one wildcard has 1 point, one with
            several 3, anything-but 1.
        nested_attributes: whether a policy of scope MessageAttributes may nest: it may not.
        policies_per_topic: how many policies a topic may have: 200.  For callers; a policy alone can't exceed it.
        policies_per_account: how many policies an account may have by default: 10,000 (*general/latest/gr/sns*).
            For callers, as above.

    Raises:
        FilterPolicyError: a value is no limit.
    """

    size: int | None = 256 * 1024
    keys: int | None = 5
    keys_counted: KeysCounted = "leaf"
    combinations: int | None = 150
    wildcards: int | None = 3
    wildcard_points: int | None = 100
    nested_attributes: bool | None = False
    policies_per_topic: int | None = 200
    policies_per_account: int | None = 10_000

    def __post_init__(self) -> None:
        """Refuse a value that is no limit."""
        for name, least in _LEAST.items():
            value: object = getattr(self, name)
            if value is not None and (type(value) is not int or not least <= value < MOST_COUNTED):
                raise _refused(name, f"a whole number, {least} or more and below 10^18, or None for no limit", value)
        counted: object = self.keys_counted
        if not isinstance(counted, str) or str.__str__(counted) not in get_args(KeysCounted):
            raise _refused("keys_counted", " or ".join(map(repr, get_args(KeysCounted))), counted)
        object.__setattr__(self, "keys_counted", str.__str__(counted))
        nested: object = self.nested_attributes
        if nested is not None and not isinstance(nested, bool):
            raise _refused("nested_attributes", "True, False, or None for no limit", nested)


_SHORT = 100


def _refused(name: str, expected: str, found: object) -> FilterPolicyError:
    # The methods of what isn't a plain value may fail, and so may writing out a long integer.
    plain = type(found) in (str, float, bool) or (type(found) is int and found.bit_length() <= _SHORT)
    shown = repr(found) if plain else type(found).__name__
    return FilterPolicyError(f"the limit {name} must be {expected}, not {_cut(shown)}")


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 (the width of an excerpt)
