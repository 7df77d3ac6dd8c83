"""What the policies say at one path, counted: the conditions, and a guess of how many messages satisfy them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from math import isfinite, sqrt
from typing import TYPE_CHECKING

from snsfilter.filtering.index.conditions import Condition
from snsfilter.filtering.index.meaning import meaning_of

if TYPE_CHECKING:
    from snsfilter.filtering.index.conditions import Handle
    from snsfilter.filtering.index.meaning import Meaning
    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.nodes import Pattern

__all__ = ["Census"]


_SOME = 16
"""How many entries of a condition are looked at, to guess how often any of them is met."""


class Census:
    """The conditions at one place.

    Attributes:
        uses: how many alternatives have one.
    """

    __slots__ = ("_bounds", "_counts", "_totals", "conditions", "place", "uses")

    def __init__(self, place: Place) -> None:
        """Begin with none."""
        self.place = place
        self.conditions: dict[Meaning, Condition] = {}
        self.uses = 0
        self._counts: dict[Handle, int] = {}  # plain, so that the collector passes over them
        self._totals: dict[str, int] = {}
        self._bounds: Sample | None = None

    def take(self, patterns: tuple[Pattern, ...]) -> Condition:
        """Return the condition of these patterns, for one more alternative."""
        meaning = meaning_of(patterns)
        condition = self.conditions.get(meaning)
        if condition is None:
            condition = self.conditions[meaning] = Condition(self.place, meaning)
        condition.uses += 1
        self.uses += 1
        for handle in condition.handles:
            self._counts[handle] = self._counts.get(handle, 0) + 1
            self._totals[handle[0]] = self._totals.get(handle[0], 0) + 1
        if condition.is_range:
            self._bounds = self._bounds or Sample()
            for ends in condition.ranges:
                self._bounds.add(ends)
        return condition

    def release(self, condition: Condition) -> None:
        """Let an alternative go that had the condition."""
        condition.uses -= 1
        self.uses -= 1
        if not condition.uses:
            del self.conditions[condition.meaning]
        for handle in condition.handles:
            self._totals[handle[0]] -= 1
            if self._counts[handle] > 1:
                self._counts[handle] -= 1
            else:
                del self._counts[handle]

    def meeting(self, condition: Condition, population: int) -> float:
        """Estimate how many messages of all lead to one of the entries of a condition, from the policies alone.

        What many policies ask for, many messages have; a place that few policies look at, few messages have.
        """
        some = condition.handles[:_SOME]
        share = sum(map(self._share, some)) * len(condition.handles) / len(some)
        return min(1.0, share) * min(1.0, (4 * self.uses + 1) / (population + 1))

    def holding(self, condition: Condition, population: int) -> float:
        """Estimate likewise how many messages satisfy a condition, absence aside."""
        chance = self.meeting(condition, population)
        if not condition.is_range or self._bounds is None:
            return chance
        return chance * min(1.0, sum(map(self._bounds.share, condition.ranges)))

    def _share(self, handle: Handle) -> float:
        structure, key = handle
        if key is None:
            return 1.0
        return (self._counts.get(handle, 0) + 1) / (self._totals.get(structure, 0) + 2)


_SAMPLE = 64


class Sample:
    """Some of the bounds that the ranges at a place have, as a guess of what numbers stand there."""

    __slots__ = ("_bounds", "_turn")

    def __init__(self) -> None:
        self._bounds: list[float] = []
        self._turn = 0

    def add(self, ends: tuple[float, float]) -> None:
        """Add the bounds of a range; once there are enough, in the place of others."""
        for bound in filter(isfinite, ends):
            if len(self._bounds) == _SAMPLE:
                self._turn = (self._turn * 29 + 17) % _SAMPLE
                del self._bounds[self._turn]
            insort(self._bounds, bound)

    def share(self, ends: tuple[float, float]) -> float:
        """Estimate how many numbers lie in a range: between its share of the bounds and that of their span."""
        bounds = self._bounds
        lowest, highest = ends
        if not bounds or bounds[0] == bounds[-1]:
            return 1.0
        inside = (bisect_right(bounds, highest) - bisect_left(bounds, lowest) + 1) / (len(bounds) + 1)
        covered = max(0.0, min(highest, bounds[-1]) - max(lowest, bounds[0])) / (bounds[-1] - bounds[0])
        if not (isfinite(lowest) and isfinite(highest)):
            covered += 0.05
        return sqrt(inside * min(1.0, covered))
