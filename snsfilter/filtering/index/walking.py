"""The places of an index by name: which of very many a message leads to, in time linear in the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.index.tokens import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Seen

__all__ = ["Names", "Plan"]


class Plan:
    """How to look at all places below a name, level by level.

    Attributes:
        leaves: the names where places end.
        branches: the names with places below.
        spellings: names, longer by dots, under which a message may spell paths below, beside the name itself.
        dotted: all such names for the branches.
        absent: what a message shows at all places below that has none of these names.
    """

    __slots__ = ("absent", "branches", "dotted", "leaves", "spellings")

    def __init__(self, name: str, names: Names) -> None:
        """Plan for the tree below a name."""
        self.leaves = [(each, inner.place) for each, inner in names.below.items() if inner.place is not None]
        self.branches = [(each, Plan(each, inner)) for each, inner in names.below.items() if inner.below]
        self.dotted: frozenset[str] = frozenset().union(*[inner.spellings for _, inner in self.branches])
        self.spellings: frozenset[str] = frozenset(f"{name}.{spelling}" for spelling in self.dotted.union(names.below))
        self.absent: dict[Place, Seen] = dict.fromkeys([place for _, place in self.leaves], ABSENT)
        for _, inner in self.branches:
            self.absent |= inner.absent


class Names:
    """A tree of names: the places whose paths begin alike.

    Attributes:
        place: the place whose path ends here.
        below: the next names.
    """

    __slots__ = ("below", "place")

    def __init__(self) -> None:
        """Begin with none."""
        self.place: Place | None = None
        self.below: dict[str, Names] = {}

    def add(self, place: Place) -> None:
        """Add a place."""
        node = self
        for name in place.path.split("."):
            node = node.below.setdefault(name, Names())
        node.place = place

    def remove(self, place: Place) -> None:
        """Remove a place, and the names that lead to no other."""
        way: list[tuple[Names, str]] = []
        node = self
        for name in place.path.split("."):
            way.append((node, name))
            node = node.below[name]
        node.place = None
        for parent, name in reversed(way):
            inner = parent.below[name]
            if inner.place is not None or inner.below:
                break
            del parent.below[name]

    def met(self, body: dict[str, object]) -> Iterable[Place]:
        """Return the places that may have a value in a body, each once."""
        met: dict[Place, None] = {}
        pending: list[tuple[Names, object]] = [(self, body)]
        while pending:
            node, value = pending.pop()
            if type(value) is list:
                pending += [(node, element) for element in value if type(element) is dict or type(element) is list]
                continue
            for name, member in value.items():  # type: ignore[attr-defined]  # an object, being no array
                inner = node.below.get(name) or node._follow(name)  # noqa: SLF001 (a node of this very class)
                if inner is None:
                    continue
                if inner.place is not None:
                    met[inner.place] = None
                if inner.below and (type(member) is dict or type(member) is list):
                    pending.append((inner, member))
        return met

    def _follow(self, name: str) -> Names | None:
        """Return where a name with dots in it leads."""
        if "." not in name:
            return None
        node: Names | None = self
        for part in name.split("."):
            node = node.below.get(part) if node is not None else None
        return node
