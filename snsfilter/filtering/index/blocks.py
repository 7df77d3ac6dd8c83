"""Alternatives under one entry, as bits: which of them a message satisfies is a few operations on integers.

For every place that some of them look at there is a column.  What a message shows at the place leads to the bitmap of
the alternatives that have no objection; the bitmaps of all columns together leave those that match.

* A *listed* column is for conditions that tell single values apart: a table from value to bitmap.
* A *ranged* column is for ranges of numbers: the bitmaps between their bounds, found by bisection.
* An *asked* column is for all others: each condition is asked, and the bitmap kept for the next message that shows the
  same, as long as these are few.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from functools import reduce
from itertools import compress
from math import inf, nextafter
from operator import or_
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from snsfilter.filtering.index.tokens import ABSENT, FALSE, NULL, TRUE, UNKNOWN
from snsfilter.jsontext import NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from snsfilter.filtering.index.conditions import Condition
    from snsfilter.filtering.index.members import Member
    from snsfilter.filtering.index.observing import Observed
    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Seen, Token

__all__ = ["Block"]

_Table: TypeAlias = dict[object, int]
"""Token to bitmap; under the type of a token, the bitmap for all others of the type."""


_MOST_ANSWERS = 128
"""How many bitmaps an asked column keeps."""
_LISTED, _RANGED, _ASKED = range(3)


class _Column(NamedTuple):
    kind: int
    place: Place
    concerned: int
    """The alternatives that have a condition here."""
    table: _Table
    edges: Sequence[float]
    between: list[int]
    """Of a ranged column: the bitmaps below, between and above the edges."""
    free: int
    """The bitmap for what nothing accepts."""
    asked: list[tuple[Condition, int]]


class Block:
    """Alternatives that don't come and go: one that is removed loses its bit."""

    __slots__ = ("_alive", "_careful", "_cares", "_columns", "_count", "_keys", "_members", "_positions")

    def __init__(self, members: list[Member]) -> None:
        """Settle the alternatives."""
        self._members = members
        self._count = len(members)
        self._alive = full = (1 << len(members)) - 1
        self._positions = {member: position for position, member in enumerate(members)}
        self._keys: list[object] = [None] * len(members)
        """One key of each alternative; most have no more."""
        self._careful = 0
        """The alternatives with several keys, and those that other alternatives may overrule."""
        self._cares: dict[str, int] = {}
        """For each group of paths, the alternatives that the policy decides about when it is odd."""
        for member in members:
            self.rekey(member)
        columns = [
            column for place, conditions in _by_place(members).items() for column in _columns(place, conditions, full)
        ]
        # Where most are concerned, most drop out; and a column that concerns none of those left is passed over.
        self._columns = sorted(columns, key=lambda column: -column.concerned.bit_count())

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
        self._alive &= ~(1 << self._positions.pop(member))

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
        for column in self._columns:
            kind, place, concerned, table, edges, between, free, _ = column
            if not left & concerned:
                continue
            token = message[place]
            if kind == _RANGED:
                if type(token) is float or type(token) is int:
                    left &= between[bisect_right(edges, token)]
                elif type(token) is tuple:
                    numbers = [each for each in token if type(each) is float or type(each) is int]
                    left &= reduce(or_, [between[bisect_right(edges, each)] for each in numbers], free)
                else:
                    left &= free
            else:
                bits = table.get(token)
                if bits is not None:
                    left &= bits
                elif kind == _ASKED:
                    left &= _ask(column, token, self._count)
                else:
                    left &= _any_of(table, token) if type(token) is tuple else table[type(token)]
            if not left:
                return
        self._report(left, message)

    def _report(self, left: int, message: Observed) -> None:
        """Report the alternatives whose bits are set: one key each, but where there are more, or doubts."""
        careful = left & (-1 if message.asks_all else self._careful)
        for group in message.odd:
            careful |= left & self._cares.get(group, 0)
        if careful:
            left ^= careful
            for member in _chosen(careful, self._members):
                message.report(member)
        if left:
            message.found.update(_chosen(left, self._keys))


_Item = TypeVar("_Item")
_WORD = 64
_FEW_WORDS = 32
"""Up to how many words a bitmap is taken apart as a whole."""
_DIGITS = bytes(number == ord("1") for number in range(256))


def _chosen(bits: int, items: list[_Item]) -> Iterable[_Item]:
    """Return the items whose bits are set."""
    if bits.bit_count() * 10 > len(items):
        digits = bin(bits | 1 << len(items))[:2:-1]
        return compress(items, digits.encode().translate(_DIGITS))
    found: list[_Item] = []
    if bits.bit_length() <= _WORD * _FEW_WORDS:
        while bits:
            position = bits.bit_length() - 1
            found.append(items[position])
            bits ^= 1 << position
        return found
    words = memoryview(bits.to_bytes(len(items) // _WORD * 8 + 8, "little")).cast("Q")
    for index in compress(range(len(words)), words):
        word = words[index]
        base = index * _WORD
        while word:
            position = word.bit_length() - 1
            found.append(items[base + position])
            word ^= 1 << position
    return found


def _by_place(members: list[Member]) -> dict[Place, list[tuple[Condition, int]]]:
    """Return the conditions at each place, with the bitmap of the alternatives that have them."""
    uses: dict[Condition, int] = defaultdict(int)
    for position, member in enumerate(members):
        for condition in member.rest:
            uses[condition] |= 1 << position
    places: dict[Place, list[tuple[Condition, int]]] = defaultdict(list)
    for condition, bits in uses.items():
        places[condition.place].append((condition, bits))
    return places


def _columns(place: Place, conditions: list[tuple[Condition, int]], full: int) -> Iterator[_Column]:
    """Yield the columns of one place, one for each kind of condition."""
    listed = [(each, bits, tokens) for each, bits in conditions if (tokens := each.listed()) is not None]
    others = [(each, bits) for each, bits in conditions if each.listed() is None]
    ranged = [(each.ranges, bits) for each, bits in others if each.ranges is not None]
    asked = [(each, bits) for each, bits in others if each.ranges is None]
    if listed:
        concerned = reduce(or_, [bits for _, bits, _ in listed])
        yield _Column(_LISTED, place, concerned, _table(listed, full), (), [], full ^ concerned, [])
    if ranged:
        concerned = reduce(or_, [bits for _, bits in ranged])
        edges, between = _steps(ranged, full ^ concerned)
        yield _Column(_RANGED, place, concerned, {}, edges, between, full ^ concerned, [])
    if asked:
        concerned = reduce(or_, [bits for _, bits in asked])
        yield _Column(_ASKED, place, concerned, {}, (), [], full ^ concerned, asked)


def _table(conditions: Sequence[tuple[Condition, int, set[Token]]], full: int) -> _Table:
    free = full
    longest = 0
    named: dict[object, Token] = {token: token for token in (TRUE, FALSE, NULL, ABSENT, UNKNOWN)}
    for _, bits, tokens in conditions:
        free ^= bits
        named.update(zip(tokens, tokens, strict=True))
        longest = max([longest, *(len(token) for token in tokens if isinstance(token, str))])
    unnamed: dict[object, Token] = {str: "-" * (longest + 1), NumberLiteral: NumberLiteral("9" * (longest + 1))}
    table = dict.fromkeys(unnamed | named, free)
    for condition, bits, tokens in conditions:
        # What takes no value that it doesn't name needs to be asked about those only.
        wide = condition.absence or any(map(condition.takes, unnamed.values()))
        asked = (unnamed | named).items() if wide else zip(tokens, tokens, strict=True)
        for key, token in asked:
            if condition.takes(token):
                table[key] |= bits
    table[int] = table[float] = table[NumberLiteral]
    return table


def _any_of(table: _Table, seen: tuple[Token, ...]) -> int:
    """Return the bitmap for several tokens."""
    return reduce(or_, [table[type(token)] if (bits := table.get(token)) is None else bits for token in seen])


def _steps(conditions: Sequence[tuple[list[tuple[float, float]], int]], free: int) -> tuple[Sequence[float], list[int]]:
    """Return the bounds of the ranges in order, and the bitmap for the numbers below, between and above."""
    changes: dict[float, int] = defaultdict(int)
    for ranges, bits in conditions:
        for lowest, highest in ranges:
            changes[lowest] ^= bits
            changes[nextafter(highest, inf)] ^= bits
    edges = sorted(changes)
    current = free
    between = [free]
    for edge in edges:
        current ^= changes[edge]
        between.append(current)
    return array("d", edges), between  # an array, for its numbers lie side by side


def _ask(column: _Column, seen: Seen, count: int) -> int:
    """Ask the conditions of a column, and remember the answer unless there are many already."""
    answer = column.free
    for condition, bits in column.asked:
        if condition.holds(seen):
            answer |= bits
    if len(column.table) < min(_MOST_ANSWERS, 16 + 2 * count):
        column.table[seen] = answer
    return answer
