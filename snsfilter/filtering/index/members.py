"""What the index holds: distinct policies, and their alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snsfilter.filtering.index.conditions import Condition
    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.policy import FilterPolicy

__all__ = ["Entry", "Member"]


class Entry:
    """A policy and the keys that it stands under in the mapping.

    Attributes:
        policy: the policy.
        keys: its keys.
        members: its alternatives.
        cares: the groups of paths (in attribute scope, the attributes) where its conditions don't stand alone: keys
            that may lead through the same array, and absence.  Where a message is odd there, the policy is asked.
    """

    __slots__ = ("cares", "keys", "members", "policy")

    def __init__(self, policy: FilterPolicy) -> None:
        self.policy = policy
        self.keys: set[object] = set()
        self.members: tuple[Member, ...] = ()
        self.cares: tuple[str, ...] = ()


class Member:
    """One alternative of a policy.

    Attributes:
        entry: the policy.
        conditions: all its conditions.
        access: the condition by which it stands in the index, if it has one that needs a value.
        excess: what it would cost a message under that entry more than as a bit in a block.
        rest: the conditions that are left to check when it is found there, the most selective first.
        others: places of the policy, some of other alternatives, that must be looked at before this one may decide.
    """

    __slots__ = ("access", "conditions", "entry", "excess", "others", "rest")

    def __init__(self, entry: Entry, conditions: tuple[Condition, ...]) -> None:
        self.entry = entry
        self.conditions = conditions
        self.access: Condition | None = None
        self.excess = 0
        self.rest: tuple[Condition, ...] = ()
        self.others: tuple[Place, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether it matches where it is found, whatever else the message holds."""
        return not (self.rest or self.others or self.entry.cares)
