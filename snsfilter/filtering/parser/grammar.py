"""What the dialects, and Event Ruler's two compilers, accept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import Dialect

__all__ = ["GRAMMARS", "OR", "RESERVED", "Grammar"]

OR = "$or"
RESERVED = frozenset(
    "exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard "
    "not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range "
    "ip-address-in-range ip-address-not-in-range".split()
)
"""Names that may not be keys inside ``$or`` (Event Ruler)."""

_FORMS = frozenset({"prefix", "suffix", "equals-ignore-case", "wildcard"})


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a dialect, or one of Event Ruler's two compilers, adds to what all of them accept."""

    empty_policy: bool
    or_operator: bool
    exactly: bool
    affix_ignore_case: bool
    anything_but_forms: frozenset[str]
    anything_but_listed_forms: frozenset[str]
    prefix_words: str
    """How Event Ruler names the operator when the prefix under anything-but isn't a string; its versions differ."""

    def without_or(self) -> Grammar:
        """Return what Event Ruler's older compiler accepts of the same dialect."""
        return replace(
            self,
            or_operator=False,
            anything_but_forms=self.anything_but_forms - {"wildcard"},
            anything_but_listed_forms=self.anything_but_listed_forms & {"equals-ignore-case"},
        )


GRAMMARS: dict[Dialect, Grammar] = {
    "sns": Grammar(
        empty_policy=True,
        or_operator=True,
        exactly=False,
        affix_ignore_case=False,
        anything_but_forms=_FORMS,
        anything_but_listed_forms=frozenset(),
        prefix_words="prefix",  # recorded on SNS
    ),
    "ruler": Grammar(
        empty_policy=False,
        or_operator=True,
        exactly=True,
        affix_ignore_case=True,
        anything_but_forms=_FORMS,
        anything_but_listed_forms=_FORMS,
        prefix_words="prefix/suffix",
    ),
}
