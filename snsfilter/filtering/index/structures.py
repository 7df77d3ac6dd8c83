"""What stands in the index at one place, by what it requires of the value there.

* *exact*: a table from token to alternatives;
* *prefix*, *suffix*: a table for each length of at most :data:`~.conditions.LONGEST_AFFIX` characters;
* *folded*: a table of texts with letter case taken away;
* *network*: a table for each IP version and length of the network, single addresses included;
* *number*: whatever needs a number in some range: a cluster, whose bitmaps know the ranges;
* *within*: a table for each number of characters, at most :data:`~.conditions.GRAM`, that a wildcard has inside;
* *present*: whatever needs any value, and that is all that can be looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from snsfilter.filtering.addresses import parse_address
from snsfilter.filtering.index.clusters import drop, put
from snsfilter.filtering.index.conditions import fold
from snsfilter.filtering.index.tokens import ABSENT, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from snsfilter.filtering.index.clusters import Slot
    from snsfilter.filtering.index.conditions import Handle
    from snsfilter.filtering.index.members import Member
    from snsfilter.filtering.index.tokens import Seen, Token

__all__ = ["Structures"]

_SIMPLE = frozenset({"exact", "folded", "number", "present"})


class Structures:
    """The entries of one place.

    Attributes:
        exact: the table of exact values; the others are as above.
        more: whether there is more than the table of exact values.
        count: how many alternatives stand here.
    """

    __slots__ = ("count", "exact", "folded", "more", "network", "number", "prefix", "present", "suffix", "within")

    def __init__(self) -> None:
        self.exact: dict[Hashable, Slot] = {}
        self.folded: dict[Hashable, Slot] = {}
        self.present: dict[Hashable, Slot] = {}
        self.prefix: dict[int, dict[Hashable, Slot]] = {}
        self.suffix: dict[int, dict[Hashable, Slot]] = {}
        self.within: dict[int, dict[Hashable, Slot]] = {}
        self.network: dict[tuple[int, int], dict[Hashable, Slot]] = {}
        self.number: dict[Hashable, Slot] = {}
        self.more = False
        self.count = 0

    def add(self, handles: Iterable[Handle], member: Member) -> None:
        """Add an alternative under its entries."""
        self.count += 1
        for structure, key in handles:
            table = getattr(self, structure)
            if structure in _SIMPLE:
                put(table, key, member)
            else:
                group, inner = _grouped(structure, key)
                put(table.setdefault(group, {}), inner, member)
        self._look()

    def remove(self, handles: Iterable[Handle], member: Member) -> None:
        """Remove an alternative from its entries."""
        self.count -= 1
        for structure, key in handles:
            table = getattr(self, structure)
            if structure in _SIMPLE:
                drop(table, key, member)
            else:
                group, inner = _grouped(structure, key)
                drop(table[group], inner, member)
                if not table[group]:
                    del table[group]
        self._look()

    def at(self, handle: Handle) -> Slot:
        """Return what stands under an entry."""
        structure, key = handle
        table: dict[Hashable, Slot] = getattr(self, structure)
        if structure in _SIMPLE:
            return table[key]
        group, inner = _grouped(structure, key)
        return cast("dict[Hashable, dict[Hashable, Slot]]", table)[group][inner]

    def _look(self) -> None:
        more = (self.folded, self.within, self.prefix, self.suffix, self.network, self.number, self.present)
        self.more = any(more)

    def find(self, seen: Seen, found: list[Slot]) -> None:
        """Collect what stands under the entries that the values at this place lead to."""
        for token in cast("tuple[Token, ...]", seen if type(seen) is tuple else (seen,)):
            slot = self.exact.get(token)
            if slot is not None:
                found.append(slot)
            if self.more:
                self.find_more(token, found)

    def find_more(self, token: Token, found: list[Slot]) -> None:
        """Collect what else than exact values the value at this place leads to."""
        if type(token) is str:
            self._find_text(token, found)
        elif self.number and (type(token) is float or type(token) is int):
            found.extend(self.number.values())
        if self.present and token is not ABSENT and token is not UNKNOWN:
            found.extend(self.present.values())

    def _find_text(self, text: str, found: list[Slot]) -> None:
        for length, entries in self.prefix.items():
            slot = entries.get(text[:length])
            if slot is not None:
                found.append(slot)
        for length, entries in self.suffix.items():
            slot = entries.get(text[-length:])
            if slot is not None:
                found.append(slot)
        if self.folded and (slot := self.folded.get(fold(text))) is not None:
            found.append(slot)
        for length, entries in self.within.items():
            grams = {text[start : start + length] for start in range(len(text) - length + 1)}
            found.extend(entries[gram] for gram in grams & entries.keys())
        if self.network and (address := parse_address(text)) is not None:
            version, number = address
            for (needed, shift), entries in self.network.items():
                if needed == version and (slot := entries.get(number >> shift)) is not None:
                    found.append(slot)


def _grouped(structure: str, key: Hashable) -> tuple[Hashable, Hashable]:
    """Return which table of a structure a key belongs to, and the key in it."""
    if structure == "network":
        version, shift, number = cast("tuple[int, int, int]", key)
        return (version, shift), number
    return len(cast("str", key)), key
