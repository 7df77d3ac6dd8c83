"""One place, for all alternatives of a block: what a message shows there leads to a bitmap of those without objection.

The conditions are taken apart by pattern, for a condition holds if some pattern of it does:

* those that tell single values apart go into a table from value to bitmap;
* prefixes and suffixes go into tables by length;
* ranges of numbers become the bitmaps between their bounds, found by bisection;
* all others are asked.

Answers are kept for the next message that shows the same, as long as these are few.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import defaultdict
from functools import reduce
from math import inf, nextafter
from operator import or_
from typing import TYPE_CHECKING, Any, TypeAlias

from snsfilter.filtering.index.meaning import named_by, takes_of
from snsfilter.filtering.index.tokens import ABSENT, FALSE, NULL, TRUE, UNKNOWN
from snsfilter.filtering.nodes import Prefix, Suffix, Wildcard
from snsfilter.jsontext import NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from snsfilter.filtering.index.conditions import Condition
    from snsfilter.filtering.index.meaning import Meaning, Other, Range
    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Seen, Token

__all__ = ["Column"]

Bits: TypeAlias = int
"""A bitmap: one bit for each alternative of the block."""
_Test: TypeAlias = "Callable[[Token], bool]"
_Used: TypeAlias = "tuple[Condition, Bits]"
"""A condition, and the alternatives that have it."""

_MOST_ANSWERS = 128
"""How many bitmaps are kept beside those of the tables."""
_LONGEST_KEPT = 256
"""How many characters a text may have whose bitmap is kept: what is kept of messages must stay small."""
ASKED_FROM = 12
"""How many alternatives must share a condition that can only be asked, to be worth asking before the others are out."""
_BITMAPS_EACH = 3
"""How many bitmaps the tables may have for each alternative of the block, whatever values there are."""


class Column:
    """The conditions at one place.

    Attributes:
        place: the place.
        concerned: the alternatives that have a condition here.
        unsettled: those of them that must be checked if they remain, for the tables know their condition in part or
            not at all.
        answers: the bitmaps by what a message shows, as far as they are kept; under a type that of all others of it.
    """

    __slots__ = (
        "_asked", "_between", "_edges", "_keeps", "_named", "_prefixes", "_suffixes",
        "answers", "concerned", "place", "unsettled",
    )  # fmt: skip

    def __init__(self, place: Place, conditions: Sequence[_Used], full: Bits) -> None:
        """Settle the conditions of the alternatives that *full* counts."""
        self.place = place
        self.concerned = reduce(or_, [bits for _, bits in conditions])
        settled, left_out = _taken_apart(conditions, _BITMAPS_EACH * full.bit_length() + 64)
        self.unsettled = reduce(or_, [bits for parts, bits in settled if parts.in_part], left_out)
        self._asked = [(parts.asked, bits) for parts, bits in settled if parts.asked]
        self._prefixes = _by_length((text, bits) for parts, bits in settled for text in parts.prefixes)
        self._suffixes = _by_length((text, bits) for parts, bits in settled for text in parts.suffixes)
        self._named = _table(
            [(parts.takes, parts.named, bits) for parts, bits in settled if parts.takes],
            (full ^ self.concerned) | left_out,
        )
        self._edges, self._between = _steps([(parts.ranges, bits) for parts, bits in settled])
        self._keeps = 0
        self.answers = self._named
        if self._asked or self._prefixes or self._suffixes or self._edges:
            self._keeps = min(_MOST_ANSWERS, 16 + 2 * full.bit_length())
            self.answers = {}

    def answer(self, seen: Seen) -> Bits:
        """Return the alternatives that have no objection to what a message shows; keep the answer if there is room."""
        # To look at the type is quicker than isinstance, but tells the checkers nothing: to them it may be anything.
        token: Any = seen
        kind = type(seen)
        if kind is tuple:
            return self._answer_several(token)
        bits = self._named.get(token)
        if bits is None:
            bits = self._named[kind]
        if (kind is float or kind is int) and self._edges:
            bits |= self._between[bisect_right(self._edges, token)]
        elif kind is str:
            for length, prefixes in self._prefixes:
                if (begun := prefixes.get(token[:length])) is not None:
                    bits |= begun
            for length, suffixes in self._suffixes:
                if (ended := suffixes.get(token[-length:])) is not None:
                    bits |= ended
        for takes, concerned in self._asked:
            if takes(token):
                bits |= concerned
        if len(self.answers) < self._keeps and (kind is not str or len(token) <= _LONGEST_KEPT):
            self.answers[token] = bits
        return bits

    def _answer_several(self, seen: tuple[Token, ...]) -> Bits:
        answers = self.answers
        found = 0
        for token in seen:
            bits = answers.get(token)
            if bits is None:
                bits = answers.get(type(token))
                if bits is None:
                    bits = self.answer(token)
            found |= bits
        return found


class _Parts:
    """A condition taken apart by how its patterns are settled.

    Attributes:
        named: the values that some pattern tells apart from the others of their type.
        takes: the test of all such patterns, if there are any.
        asked: the test of those that can only be asked, likewise.
        ranges: the ranges of numbers.
        prefixes, suffixes: the texts that values may begin and end with.
        in_part: whether that is all that is known of some pattern.
        marks: the values, texts and bounds that have a bitmap in some table.
    """

    __slots__ = ("asked", "in_part", "marks", "named", "prefixes", "ranges", "suffixes", "takes")

    def __init__(self, meaning: Meaning, *, asking: bool) -> None:
        """Take it apart; *asking* if it is worth while to ask what can only be asked."""
        values, self.ranges, others, absence = meaning
        self.prefixes: list[str] = []
        self.suffixes: list[str] = []
        self.in_part = False
        self.named = set(values)
        naming: list[Other] = []
        asked: list[Other] = []
        for pattern in others:
            tokens = named_by(pattern)
            if tokens is not None:
                naming.append(pattern)
                self.named.update(tokens)
            elif not self._ends(pattern, asking=asking):
                asked.append(pattern)
        self.marks: set[object] = set()
        self.marks.update(self.named, self.prefixes, self.suffixes, *self.ranges)
        names = values or naming or absence
        self.takes = takes_of((values, (), tuple(naming), absence)) if names else None
        self.asked = takes_of(((), (), tuple(asked), False)) if asked else None

    def _ends(self, pattern: Other, *, asking: bool) -> bool:
        """Take over how values must begin or end; tell whether the pattern says so."""
        match pattern:
            case Prefix(text, ignore_case=False) if text:
                self.prefixes.append(text)
            case Suffix(text, ignore_case=False) if text:
                self.suffixes.append(text)
            case Wildcard((start, *_, end)) if not asking and (start or end):
                self.in_part = True
                # Where it stands under an entry it does so by the longer of its ends; the other one tells more.
                if end and (not start or len(end) <= len(start)):
                    self.suffixes.append(end)
                else:
                    self.prefixes.append(start)
            case _:
                return False
        return True


def _taken_apart(conditions: Sequence[_Used], most: int) -> tuple[list[tuple[_Parts, Bits]], Bits]:
    """Take conditions apart; leave out those that aren't worth asking, or would make more than *most* marks in all."""
    settled: list[tuple[_Parts, Bits]] = []
    left_out = 0
    marks: set[object] = set()
    for condition, bits in sorted(conditions, key=lambda each: each[0].size):
        shared = bits.bit_count() >= ASKED_FROM
        parts = _Parts(condition.meaning, asking=shared)
        new = parts.marks - marks
        if (parts.asked and not shared) or len(marks) + len(new) > most:
            left_out |= bits
        else:
            marks |= new
            settled.append((parts, bits))
    return settled, left_out


def _by_length(texts: Iterable[tuple[str, Bits]]) -> tuple[tuple[int, dict[str, Bits]], ...]:
    """Return the bitmaps by text, in a table for each length."""
    tables: dict[int, dict[str, Bits]] = defaultdict(lambda: defaultdict(int))
    for text, bits in texts:
        tables[len(text)][text] |= bits
    return tuple((length, dict(table)) for length, table in tables.items())


def _table(conditions: Sequence[tuple[_Test, set[Token], Bits]], free: Bits) -> dict[object, Bits]:
    """Return the bitmaps of single values, and under each type of tokens the bitmap of all others of the type."""
    longest = max((len(token) for _, named, _ in conditions for token in named if isinstance(token, str)), default=0)
    unnamed: dict[object, Token] = {str: "-" * (longest + 1), NumberLiteral: NumberLiteral("9" * (longest + 1))}
    unnamed |= {word: word for word in (TRUE, FALSE, NULL, ABSENT, UNKNOWN)}
    table = dict.fromkeys(unnamed, free)
    for takes, _, bits in conditions:
        for key, token in unnamed.items():
            if takes(token):
                table[key] |= bits
    table[int] = table[float] = table[NumberLiteral]
    for takes, named, bits in conditions:
        for token in named:
            others = table.get(token)
            if others is None:
                others = table[type(token)]
            table[token] = others | bits if takes(token) else others & ~bits
    return table


def _steps(conditions: Sequence[tuple[Iterable[Range], Bits]]) -> tuple[array[float], list[Bits]]:
    """Return the bounds of the ranges in order, and the bitmaps of the numbers below, between and above."""
    changes: dict[float, Bits] = defaultdict(int)
    for ranges, bits in conditions:
        for lowest, highest in ranges:
            changes[lowest] ^= bits
            changes[nextafter(highest, inf)] ^= bits
    edges = sorted(changes)
    current = 0
    between = [current]
    for edge in edges:
        current ^= changes[edge]
        between.append(current)
    return array("d", edges), between  # an array, for its numbers lie side by side
