"""The alternatives that stand under one entry of the index, and which of them a message satisfies.

An alternative that needs nothing more is *bare*.  The others, while few, are checked one by one; when they are many,
they settle in blocks, each with bitmaps of its own (:mod:`~snsfilter.filtering.index.blocks`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

from snsfilter.filtering.index.blocks import Block

if TYPE_CHECKING:
    from snsfilter.filtering.index.members import Member
    from snsfilter.filtering.index.observing import Observed

__all__ = ["Cluster", "Slot", "drop", "put"]

FEW = 12
"""How many alternatives are checked one by one."""
BLOCK = 16384
"""How many alternatives settle in one block at most."""


class Cluster:
    """Alternatives, bare or with conditions left.

    Attributes:
        bare: the alternatives that need nothing more.
        keys: all their keys together.
        loose: the alternatives that are checked one by one.
        blocks: the others.
    """

    __slots__ = ("bare", "blocks", "keys", "loose")

    def __init__(self) -> None:
        """Begin with none."""
        self.bare: dict[Member, None] = {}
        self.keys: set[object] = set()
        self.loose: dict[Member, None] = {}
        self.blocks: list[Block] = []

    def add(self, member: Member) -> None:
        """Take an alternative in."""
        if member.is_bare:
            self.bare[member] = None
            self.keys |= member.entry.keys
        else:
            self.loose[member] = None

    def remove(self, member: Member) -> None:
        """Let go of an alternative."""
        if member in self.bare:
            del self.bare[member]
            # Another alternative of the same policy may stand here too; if so the last, for they are removed in order.
            if not any(other in self.bare for other in reversed(member.entry.members)):
                self.keys -= member.entry.keys
        elif member in self.loose:
            del self.loose[member]
        else:
            block = next(block for block in self.blocks if member in block)
            block.remove(member)
            if block.is_sparse():
                self.blocks.remove(block)
                self.loose.update(dict.fromkeys(block.living()))

    def rekey(self, member: Member, key: object, *, added: bool) -> None:
        """Take note that a policy has one key more or less."""
        if member in self.bare:
            (self.keys.add if added else self.keys.discard)(key)
        for block in self.blocks:
            if member in block:
                block.rekey(member)

    def __len__(self) -> int:
        """Count all."""
        return len(self.bare) + len(self.loose) + sum(map(len, self.blocks))

    def collect(self, message: Observed) -> None:
        """Report the alternatives that *message* satisfies."""
        if self.bare:
            if message.asks_all:
                for member in self.bare:
                    message.report(member)
            else:
                message.found |= self.keys
        if self.loose:
            if len(self.loose) > FEW:
                self._settle()
            for member in self.loose:
                message.check(member)
        for block in self.blocks:
            block.collect(message)

    def _settle(self) -> None:
        """Move the loose alternatives into a block, together with the last blocks if these aren't much larger.

        So there are few blocks, and over all insertions each alternative is moved a few times only.
        """
        members, kept = list(self.loose), len(self.blocks)
        while kept and len(self.blocks[kept - 1]) <= 2 * len(members):
            if len(self.blocks[kept - 1]) + len(members) > BLOCK:
                break
            kept -= 1
            members = [*self.blocks[kept].living(), *members]
        members.sort(key=_kinship)
        new = [Block(members[start : start + BLOCK]) for start in range(0, len(members), BLOCK)]
        # All at once, so that what is cut short, by Ctrl-C or for want of memory or stack, has changed nothing.
        self.blocks, self.loose = [*self.blocks[:kept], *new], {}


def _kinship(member: Member) -> tuple[str, float, str]:
    """Order alternatives so that those that a message is likely to satisfy together stand side by side in a block."""
    if not member.rest:
        return "", 0.0, ""
    first = member.rest[0]
    lowest = first.ranges[0][0] if first.ranges else 0.0
    return first.place.path, lowest, str(first.handles[0][1]) if first.handles else ""


Slot: TypeAlias = "Member | Cluster"
"""What stands under an entry: mostly one alternative, which needs no cluster."""
_Key = TypeVar("_Key")


def put(entries: dict[_Key, Slot], key: _Key, member: Member) -> None:
    """Add an alternative under an entry."""
    slot = entries.get(key)
    if slot is None:
        entries[key] = member
        return
    if type(slot) is not Cluster:
        cluster = Cluster()
        cluster.add(slot)  # type: ignore[arg-type]  # a member, being no cluster
        entries[key] = slot = cluster
    slot.add(member)


def drop(entries: dict[_Key, Slot], key: _Key, member: Member) -> None:
    """Remove an alternative from an entry, and the entry with the last."""
    slot = entries[key]
    if type(slot) is Cluster:
        slot.remove(member)
        if len(slot):
            return
    del entries[key]
