"""The places of an index by name: which of very many a message leads to, in time linear in the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.index.tokens import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Seen

__all__ = ["Names", "Plan"]


class Plan:
    """How to look at all places below a name, level by level.

    Attributes:
        steps: the next names, each with the place that ends there and the plan of what is below, if there are such.
        spellings: names, longer by dots, under which a message may spell paths below, beside the name itself.
        dotted: all such names at the level of the steps.
        absent: what a message shows at all places below that has none of these names.
    """

    __slots__ = ("absent", "dotted", "spellings", "steps")

    def __init__(self, name: str, names: Names) -> None:
        """Plan for the tree below a name."""
        self.steps = [
            (next_name, inner.place, Plan(next_name, inner) if inner.below else None)
            for next_name, inner in names.below.items()
        ]
        self.dotted: frozenset[str] = frozenset().union(*[inner.spellings for _, _, inner in self.steps if inner])
        below = self.dotted.union([next_name for next_name, _, _ in self.steps])
        self.spellings = frozenset(f"{name}.{spelling}" for spelling in below)
        self.absent: dict[Place, Seen] = dict.fromkeys(self._places(), ABSENT)

    def _places(self) -> Iterator[Place]:
        for _, place, inner in self.steps:
            if place is not None:
                yield place
            if inner is not None:
                yield from inner.absent


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
            for name, member in value.items():  # type: ignore[attr-defined]
                inner = node.below.get(name) or node._follow(name)  # noqa: SLF001
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
