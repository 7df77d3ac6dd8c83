"""What an index holds and how much memory that takes."""

from __future__ import annotations

from array import array
from collections import deque
from dataclasses import dataclass
from sys import getsizeof
from typing import TYPE_CHECKING, get_args

from snsfilter.filtering.index.blocks import Block
from snsfilter.filtering.index.census import Census, Sample
from snsfilter.filtering.index.clusters import Cluster
from snsfilter.filtering.index.columns import Column
from snsfilter.filtering.index.conditions import Condition
from snsfilter.filtering.index.members import Entry, Member
from snsfilter.filtering.index.places import Place
from snsfilter.filtering.index.structures import Structures
from snsfilter.filtering.index.walking import Names, Plan
from snsfilter.filtering.index.wing import Wing
from snsfilter.filtering.nodes import Pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["IndexCost", "cost_of"]


@dataclass(frozen=True, slots=True)
class IndexCost:
    """What a :class:`~snsfilter.PolicyIndex` holds; ``str()`` says it in words.

    Attributes:
        policies: how many keys the mapping has.
        distinct: how many different policies these are.
        alternatives: how many alternatives the different policies have, without ``$or``.
        paths: how many different paths they look at.
        conditions: how many different conditions there are: a path and what is accepted there.
        clusters: under how many entries several alternatives stand or stood, with those two where every message of a
            scope meets them.
        blocks: how many sets of bitmaps have been made so far, for clusters that a message has met.
        size: the memory of the index in bytes, but for policies, keys and the tests of what can't be looked up.
    """

    policies: int
    distinct: int
    alternatives: int
    paths: int
    conditions: int
    clusters: int
    blocks: int
    size: int

    def __str__(self) -> str:
        """Say it in words."""
        return (
            f"{self.policies:,} policies, {self.distinct:,} of them distinct, with {self.alternatives:,} alternatives; "
            f"{self.conditions:,} conditions on {self.paths:,} paths; "
            f"{self.clusters:,} clusters, {self.blocks:,} blocks of bitmaps; {self.size / 1e6:.1f} MB"
        )


_OURS = (
    Block, Census, Cluster, Column, Condition, Entry, Member, Names, Place, Plan, Sample, Structures, Wing,
    *get_args(Pattern),
)  # fmt: skip
"""Patterns and texts are the index's own, for its policies don't keep theirs."""
_CONTAINERS = (dict, list, tuple, set, frozenset, deque)
_LEAVES = (str, int, float, array)


def cost_of(policies: int, entries: Collection[Entry], wings: tuple[Wing, ...]) -> IndexCost:
    """Walk over all that an index is made of, what has been removed and not yet tidied away included in its size."""
    counts, size = dict.fromkeys(_OURS, 0), 0
    known = {id(key) for entry in entries for key in entry.keys}
    pending: list[object] = [*entries, *wings]
    while pending:
        part = pending.pop()
        if id(part) in known:
            continue
        known.add(id(part))
        if isinstance(part, _OURS):
            counts[type(part)] += 1
            size += getsizeof(part)
            pending += _held(part)
        elif isinstance(part, _CONTAINERS):
            size += getsizeof(part)
            pending += [*part.keys(), *part.values()] if isinstance(part, dict) else part
        elif isinstance(part, _LEAVES):
            size += getsizeof(part)
    return IndexCost(
        policies=policies,
        distinct=len(entries),
        alternatives=sum(wing.members for wing in wings),
        paths=sum(len(wing.places) for wing in wings),
        conditions=sum(wing.conditions for wing in wings),
        clusters=counts[Cluster],
        blocks=counts[Block],
        size=size,
    )


def _held(part: object) -> Iterable[object]:
    """Return what an object holds, but for the policy, and for a test, which looking at it would make."""
    names = getattr(type(part), "__slots__", ()) or vars(part)
    return [getattr(part, name, None) for name in names if name not in {"policy", "takes"}]
