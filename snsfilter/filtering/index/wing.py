"""The policies of one scope, indexed."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from snsfilter.filtering.index.census import Census
from snsfilter.filtering.index.clusters import Cluster
from snsfilter.filtering.index.members import Member
from snsfilter.filtering.index.places import Place
from snsfilter.filtering.index.structures import Structures
from snsfilter.filtering.index.walking import Names, Plan
from snsfilter.filtering.index.weighing import in_block, is_columnar, is_worth_a_block, under_entry
from snsfilter.filtering.nodes import FilterPolicyScope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from snsfilter.filtering.index.clusters import Slot
    from snsfilter.filtering.index.conditions import Condition
    from snsfilter.filtering.index.members import Entry
    from snsfilter.filtering.index.observing import Observed, ObservedBody

__all__ = ["Wing"]

_ROUNDS = 2
"""How often many alternatives choose where to stand, in view of what the others chose."""
_FEW_GONE = 64
"""How many alternatives that are gone may wait to be visited again, beside as many as there are."""
_FEW_PLACES = 32
"""Up to how many places are all looked at, before the message's own names decide which."""


class Wing:
    """The policies of one scope.

    Attributes:
        places: every path that some policy looks at.
        members: how many alternatives there are.
    """

    def __init__(self, scope: FilterPolicyScope) -> None:
        self.scope = scope
        self.places: dict[str, Place] = {}
        self.members = 0
        self._census: dict[Place, Census] = {}
        """What the policies say at each place."""
        self._standing: dict[Place, Structures] = {}
        """The places where alternatives stand."""
        self._names = Names()
        """All places, by name."""
        self._plan: Plan | None = None
        self._deep = 0
        """How many places have too many names for a plan."""
        self._always = Cluster()
        """The alternatives that every message meets."""
        self._excess = 0
        """What all alternatives would cost under entries more than among those that every message meets."""
        self._revisits: deque[Member] = deque()

    def add_all(self, entries: Iterable[Entry]) -> None:
        """Add policies: first what they say, then each where that makes it stand best."""
        members = [member for entry in entries for member in self._take(entry)]
        votes = Counter(map(self._likeliest, members if len(members) > 1 else ()))
        for _ in range(_ROUNDS if votes else 1):
            for member in members:
                self._excess -= member.excess
                self._choose(member, votes)
            votes = Counter(
                None if member.access is None or self._crowds(member) else member.access.place for member in members
            )
        for member in members:
            self._stand(member)
        self._revisits += members

    def add(self, entry: Entry) -> None:
        """Add a policy; and see for two others whether they stand well, now that there are more."""
        self.add_all((entry,))
        for _ in range(2):
            member = self._revisits.popleft()
            if member.entry.members:
                self._revisit(member)
                self._revisits.append(member)

    def _revisit(self, member: Member) -> None:
        """Put an alternative anew if it would stand better elsewhere by now."""
        former = member.access
        self._excess -= member.excess
        self._choose(member, {})
        better = None if self._crowds(member) else member.access
        member.access = former
        if better is not former:
            self._leave(member)
            member.access = better
            self._stand(member)

    def remove(self, entry: Entry) -> None:
        """Remove a policy."""
        for member in entry.members:
            self._excess -= member.excess
            self._leave(member)
            for condition in member.conditions:
                self._release(condition)
            member.conditions = member.rest = ()  # it may wait to be forgotten (see below, and in blocks)
            member.access = None
        self.members -= len(entry.members)
        entry.members = ()
        if len(self._revisits) > 2 * self.members + _FEW_GONE:
            self._revisits = deque(member for member in self._revisits if member.entry.members)

    def rekey(self, entry: Entry, key: object, *, added: bool) -> None:
        """Take note that a policy has one key more or less."""
        for member in entry.members:
            if member.access is None:
                self._always.rekey(member, key, added=added)
                continue
            structures = self._standing[member.access.place]
            for handle in member.access.handles:
                slot = structures.at(handle)
                if type(slot) is Cluster:
                    slot.rekey(member, key, added=added)

    @property
    def conditions(self) -> int:
        """How many different conditions there are."""
        return sum(len(census.conditions) for census in self._census.values())

    def _take(self, entry: Entry) -> tuple[Member, ...]:
        alternatives = entry.policy._expanded()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own, and quicker
        entry.members = tuple(
            Member(
                entry, tuple(self._census[self._place(path)].take(patterns) for path, patterns in alternative.items())
            )
            for alternative in alternatives
        )
        self.members += len(entry.members)
        if self.scope is FilterPolicyScope.MESSAGE_ATTRIBUTES:
            entry.cares = tuple(set().union(*alternatives))
            return entry.members
        cares: set[str] = set()
        shared: dict[Place, None] = {}
        for member in entry.members:
            groups = Counter(condition.place.group for condition in member.conditions)
            for condition in member.conditions:
                if groups[condition.place.group] > 1:
                    shared[condition.place] = None
                    cares.add(condition.place.group)
                elif condition.absence:
                    cares.add(condition.place.group)
        entry.cares = tuple(cares)
        if len(entry.members) > 1:
            others = tuple(shared)  # one for all alternatives: there may be thousands, with places of their own
            for member in entry.members:
                if not shared.keys() <= {condition.place for condition in member.conditions}:
                    member.others = others
        return entry.members

    def _place(self, path: str) -> Place:
        place = self.places.get(path)
        if place is None:
            in_body = self.scope is FilterPolicyScope.MESSAGE_BODY
            place = self.places[path] = Place(path, path.split(".") if in_body else [path])
            self._census[place] = Census(place)
            self._names.add(place)
            self._plan = None
            self._deep += not place.plain
        return place

    def _release(self, condition: Condition) -> None:
        place = condition.place
        self._census[place].release(condition)
        if not self._census[place].uses:
            del self._census[place], self.places[place.path]
            self._names.remove(place)
            self._plan = None
            self._deep -= not place.plain

    def _meetings(self, member: Member) -> dict[Condition, float]:
        """Estimate for each condition that can stand in the index how many messages lead to it."""
        return {
            condition: self._census[condition.place].meeting(condition, self.members)
            for condition in member.conditions
            if condition.handles
        }

    def _likeliest(self, member: Member) -> Place | None:
        """Return the place where fewest messages lead to an alternative, whatever the others choose."""
        meetings = self._meetings(member)
        return min(meetings, key=meetings.__getitem__).place if meetings else None

    def _choose(self, member: Member, votes: Mapping[Place | None, int]) -> None:
        """Find the entry where an alternative costs least, and what that costs more than a bit in a block.

        *votes*: how many others are likely to stand at a place soon.
        """
        looks = len(self.places) <= _FEW_PLACES  # beyond, only the places that a message has are looked at
        member.access, least = None, under_entry(1.0, 0, looks=False)
        for condition, chance in self._meetings(member).items():
            standers = votes.get(condition.place, 0) + self._standers(condition.place)
            cost = under_entry(chance, standers, looks=looks)
            if cost < least or member.access is None:
                member.access, least = condition, cost
        member.excess = max(0, int(least - self._cost_in_block(member))) if least > 1.0 else 0
        self._excess += member.excess

    def _cost_in_block(self, member: Member) -> float:
        columnar = [condition for condition in member.conditions if is_columnar(condition)]
        checked = 0.0
        if len(columnar) < len(member.conditions):
            checked = min(map(self._holding, columnar), default=1.0)
        return in_block([self._census[condition.place].uses for condition in columnar], self.members, checked)

    def _holding(self, condition: Condition) -> float:
        return 1.0 if condition.absence else self._census[condition.place].holding(condition, self.members)

    def _crowds(self, member: Member) -> bool:
        """Tell whether an alternative should be where every message meets it: so much do all save that crowd there."""
        return bool(member.excess) and is_worth_a_block(self._excess)

    def _stand(self, member: Member) -> None:
        """Put an alternative under its entry; or where every message meets it, if that saves enough."""
        if self._crowds(member):
            member.access = None
        access = member.access
        rest = [each for each in member.conditions if not (each is access and each.precise)]
        if len(rest) > 1:
            rest.sort(key=self._holding)
        member.rest = tuple(rest)
        if access is None:
            self._always.add(member)
            return
        structures = self._standing.get(access.place)
        if structures is None:
            structures = self._standing[access.place] = Structures()
        structures.add(access.handles, member)

    def _standers(self, place: Place) -> int:
        structures = self._standing.get(place)
        return 0 if structures is None else structures.count

    def _leave(self, member: Member) -> None:
        access = member.access
        if access is None:
            self._always.remove(member)
            return
        place = access.place
        structures = self._standing[place]
        structures.remove(access.handles, member)
        if not structures.count:
            del self._standing[place]

    def match_attributes(self, message: Observed) -> None:
        """Report to *message* the alternatives that its attributes satisfy."""
        slots: list[Slot] = []
        for place, seen in list(message.items()):
            structures = self._standing.get(place)
            if structures is not None:
                structures.find(seen, slots)
        self._collect(slots, message)

    def match_body(self, message: ObservedBody) -> None:
        """Report to *message* the alternatives that its body satisfies."""
        slots: list[Slot] = []
        standing = self._standing
        if len(self.places) <= _FEW_PLACES and not self._deep:
            if self._plan is None:
                self._plan = Plan("", self._names)
            message.read(self._plan, message.body)
        else:
            standing = {place: standing[place] for place in self._names.met(message.body) if place in standing}
        for place, structures in standing.items():
            token = message[place]
            if type(token) is tuple:
                structures.find(token, slots)
                continue
            slot = structures.exact.get(token)
            if slot is not None:
                slots.append(slot)
            if structures.more:
                structures.find_more(token, slots)  # type: ignore[arg-type]  # one token, being no tuple
        self._collect(slots, message)

    def _collect(self, slots: list[Slot], message: Observed) -> None:
        for slot in slots:
            if type(slot) is Cluster:
                slot.collect(message)
            else:
                message.check(slot)  # type: ignore[arg-type]  # a member, being no cluster
        self._always.collect(message)
