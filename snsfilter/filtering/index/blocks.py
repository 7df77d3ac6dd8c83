"""Alternatives under one entry, as bits: which of them a message satisfies is a few operations on integers.

For every place that some of them look at there is a column (:mod:`~snsfilter.filtering.index.columns`).  What a message
shows at the place leads to the bitmap of the alternatives that have no objection; the bitmaps of all columns together
leave those that match.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from itertools import compress
from operator import or_
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from snsfilter.filtering.index.columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from snsfilter.filtering.index.conditions import Condition
    from snsfilter.filtering.index.members import Member
    from snsfilter.filtering.index.observing import Observed
    from snsfilter.filtering.index.places import Place

__all__ = ["Block"]


class Block:
    """Alternatives that don't come and go: one that is removed loses its bit."""

    __slots__ = ("_alive", "_careful", "_cares", "_columns", "_count", "_keys", "_members", "_positions", "_unsettled")

    def __init__(self, members: list[Member]) -> None:
        """Settle the alternatives."""
        self._members = members
        self._count = len(members)
        self._alive = full = (1 << len(members)) - 1
        self._positions = {member: position for position, member in enumerate(members)}
        self._keys: list[object] = [None] * len(members)
        """One key of each alternative; most have no more."""
        self._careful = 0
        """The alternatives with several keys, with conditions left, and those that other alternatives may overrule."""
        self._cares: dict[str, int] = {}
        """For each group of paths, the alternatives that the policy decides about when it is odd."""
        for member in members:
            self.rekey(member)
        columns = [Column(place, conditions, full) for place, conditions in _by_place(members).items()]
        self._unsettled: int = reduce(or_, [column.unsettled for column in columns], 0)
        """The alternatives with conditions that no column answers for."""
        self._careful |= self._unsettled
        # Where most are concerned, most drop out; and a column that concerns none of those left is passed over.
        columns.sort(key=lambda column: -column.concerned.bit_count())
        self._columns = [(column.place, column.concerned, column.answers, column) for column in columns]

    def __len__(self) -> int:
        """Count the alternatives that haven't been removed."""
        return len(self._positions)

    def living(self) -> Iterator[Member]:
        """Yield the alternatives that haven't been removed."""
        return iter(self._positions)

    def is_sparse(self) -> bool:
        """Tell whether over half of the alternatives have been removed."""
        return len(self._positions) * 2 < self._count

    def __contains__(self, member: Member) -> bool:
        """Tell whether an alternative is here."""
        return member in self._positions

    def remove(self, member: Member) -> None:
        """Remove an alternative."""
        position = self._positions.pop(member)
        self._alive &= ~(1 << position)
        self._keys[position] = None  # it may be large

    def rekey(self, member: Member) -> None:
        """Take over the keys of an alternative."""
        position = self._positions[member]
        keys = member.entry.keys
        self._keys[position] = next(iter(keys), None)
        if len(keys) > 1 or member.others:
            self._careful |= 1 << position
        for group in member.entry.cares:
            self._cares[group] = self._cares.get(group, 0) | 1 << position

    def collect(self, message: Observed) -> None:
        """Report the alternatives that *message* satisfies."""
        left = self._alive
        for place, concerned, answers, column in self._columns:
            if left & concerned:
                seen = message[place]
                bits = answers.get(seen)
                if bits is None:
                    bits = answers.get(type(seen))
                    if bits is None:
                        bits = column.answer(seen)
                left &= bits
                if not left:
                    return
        # One key each, but where there are more, or conditions left, or doubts.
        careful = left if message.asks_all else left & self._careful
        for group in message.odd:
            careful |= left & self._cares.get(group, 0)
        if careful:
            left ^= careful
            settled = careful & ~self._unsettled
            _each(settled, self._members, message.report)
            _each(careful ^ settled, self._members, message.check)
        if left.bit_count() * _DENSE > left.bit_length():
            digits = bin(left)[:1:-1]
            message.found.update(compress(self._keys, digits.encode().translate(_DIGITS)))
        else:
            _each(left, self._keys, message.found.add)


_DENSE = 8
"""Of how many bits in a row one must be set, for it to be faster to go through all."""
_WINDOW = 60
_DIGITS = bytes(number == ord("1") for number in range(256))
_Item = TypeVar("_Item")


def _each(bits: int, items: list[_Item], take: Callable[[_Item], None]) -> None:
    """Hand over the items whose bits are set."""
    while bits:
        # The bits that are near the highest, for they tend to stand together, as a small number.
        start = max(bits.bit_length() - _WINDOW, 0)
        window = bits >> start
        bits ^= window << start
        while window:
            position = window.bit_length() - 1
            take(items[start + position])
            window ^= 1 << position


_Used: TypeAlias = "tuple[Condition, int]"


def _by_place(members: list[Member]) -> dict[Place, list[_Used]]:
    """Return the conditions at each place, with the bitmap of the alternatives that have them."""
    uses: dict[Condition, int] = defaultdict(int)
    for position, member in enumerate(members):
        for condition in member.rest:
            uses[condition] |= 1 << position
    places: dict[Place, list[_Used]] = defaultdict(list)
    for condition, bits in uses.items():
        places[condition.place].append((condition, bits))
    return places
