"""The explanation itself: a verdict, what was found, and ways to show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snsfilter.filtering.explain.findings import AlternativeFinding, NearMiss, Reason
    from snsfilter.filtering.nodes import FilterPolicyScope

__all__ = ["Explanation"]


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why a message matches a policy, or doesn't: true if it matches, and readable as ``str()``.

    >>> from snsfilter import FilterPolicy, Message
    >>> policy = FilterPolicy.parse('{"store": ["example_corp"]}')
    >>> why = policy.explain(Message(attributes={"store": "Example_Corp"}))
    >>> bool(why), why.reason
    (False, 'MessageAttributes')
    >>> print(why)
    The message doesn't match.
    <BLANKLINE>
    store: doesn't match
      found "Example_Corp" (String)
      "example_corp": it is another string
      near miss: "Example_Corp" differs from "example_corp" in letter case only;
        send "example_corp", or write {"equals-ignore-case": "example_corp"} in the
        policy
    <BLANKLINE>
    SNS counts it as NumberOfNotificationsFilteredOut-MessageAttributes.

    Attributes:
        matched: the verdict of :meth:`FilterPolicy.matches`.
        reason: as what SNS counts the message that it filters out; ``None`` when it matches.
        scope: what the policy is matched against.
        problem: what is the matter with the message as a whole, or ``""``.
        near_misses: what would mend that.
        alternatives: the alternative that matched, or those that came closest.
        more_alternatives: how many more the policy has.
    """

    matched: bool
    reason: Reason | None
    scope: FilterPolicyScope
    problem: str = ""
    near_misses: tuple[NearMiss, ...] = ()
    alternatives: tuple[AlternativeFinding, ...] = ()
    more_alternatives: int = 0

    def __bool__(self) -> bool:
        """Tell whether the message matches."""
        return self.matched

    def __str__(self) -> str:
        """Return the text for people, at most 80 columns wide."""
        from snsfilter.filtering.explain.rendering import text  # noqa: PLC0415 (read only by those who print)

        return text(self)

    @property
    def summary(self) -> str:
        """The gist in one line of at most 200 characters."""
        from snsfilter.filtering.explain.rendering import summary  # noqa: PLC0415 (as above)

        return summary(self)

    def __repr__(self) -> str:
        """Show the gist in one line, short enough that pytest shows it whole."""
        return f"<Explanation: {self.summary}>"

    def as_dict(self) -> dict[str, object]:
        """Return the whole as dicts, lists, texts, numbers and truth values, for ``json.dumps``."""
        return {
            "matched": self.matched,
            "reason": self.reason,
            "scope": str(self.scope),
            "problem": self.problem,
            "near_misses": [each.as_dict() for each in self.near_misses],
            "alternatives": [each.as_dict() for each in self.alternatives],
            "more_alternatives": self.more_alternatives,
        }
