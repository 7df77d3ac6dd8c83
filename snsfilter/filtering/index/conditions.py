"""One key of one alternative, as the index sees it: what it accepts, and where in the index it could stand.

A *handle* is an entry of one of the structures of :mod:`~snsfilter.filtering.index.structures`.  The handles of a
condition cover it: whatever value it accepts is found under one of them.  They are *precise* when nothing else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, assert_never, cast

from snsfilter.filtering.addresses import parse_address
from snsfilter.filtering.index.meaning import named_by, takes_of
from snsfilter.filtering.nodes import (
    Address,
    AnythingBut,
    Cidr,
    EqualsIgnoreCase,
    Exists,
    Prefix,
    Suffix,
    Wildcard,
)
from snsfilter.filtering.predicates import spellings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from snsfilter.filtering.index.meaning import Meaning, Other, Range
    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Token

__all__ = ["GRAM", "LONGEST_AFFIX", "Condition", "Handle", "fold"]

LONGEST_AFFIX = 16
"""How many characters of a prefix or suffix the index looks at."""
GRAM = 3
"""How many characters of a literal inside a wildcard the index looks at, at most."""


Handle: TypeAlias = tuple[str, "Hashable"]
"""One entry: the structure and the key in it.  (The garbage collector passes over plain tuples of texts.)"""

PRESENT: Final[Handle] = ("present", None)


def fold(text: str) -> str:
    """Return a form that is the same for all spellings that ``equals-ignore-case`` takes for *text*, but see below."""
    return text.upper().casefold()


def _folds_surely(text: str) -> bool:
    """Tell whether every spelling that counts as *text* has the same folded form."""
    return text.isascii() or all(
        fold(spelling) == fold(character)
        for character, spellings in zip(text, spellings_of(text), strict=True)
        for spelling in spellings
    )


def _affix(structure: str, text: str) -> tuple[Handle, bool]:
    short = text[:LONGEST_AFFIX] if structure == "prefix" else text[-LONGEST_AFFIX:]
    return (structure, short), len(short) == len(text)


def _wildcard(literals: tuple[str, ...]) -> tuple[Handle, bool]:
    start, end = literals[0], literals[-1]
    if len(literals) == 1:
        return ("exact", start), True
    inner = max(literals[1:-1], key=len, default="")[:GRAM]
    if len(inner) > max(len(start), len(end)):
        return ("within", inner), False
    if start or end:
        return _affix("prefix", start)[0] if len(start) >= len(end) else _affix("suffix", end)[0], False
    return PRESENT, False  # for numbers stand there, too


def _handle(pattern: Other) -> tuple[Handle, bool]:
    """Return the handle of a pattern, and whether it is precise."""
    match pattern:
        case Address(text):
            version, number = cast("tuple[int, int]", parse_address(text))
            return ("network", (version, 0, number)), True
        case Prefix(text, ignore_case=False):
            return _affix("prefix", text) if text else (PRESENT, False)
        case Suffix(text, ignore_case=False):
            return _affix("suffix", text) if text else (PRESENT, False)
        case EqualsIgnoreCase(text) if _folds_surely(text):
            return ("folded", fold(text)), False
        case Prefix() | Suffix() | EqualsIgnoreCase() | AnythingBut():
            return PRESENT, False
        case Wildcard(literals):
            return _wildcard(literals)
        case Cidr(version, first, last):
            shift = (last - first).bit_length()
            return ("network", (version, shift, first >> shift)), True
        case Exists():
            return PRESENT, True
        case _:
            assert_never(pattern)


def _handles(meaning: Meaning) -> tuple[tuple[Handle, ...], bool]:
    """Return the handles of a condition that needs a value, and whether they are precise."""
    values, ranges, others, _ = meaning
    found = [_handle(pattern) for pattern in others]
    if present := [precise for handle, precise in found if handle == PRESENT]:
        return (PRESENT,), any(present)
    handles: list[Handle] = [("exact", value) for value in values]
    handles += [("exact", lowest) for lowest, highest in ranges if lowest == highest]
    handles += [handle for handle, _ in found]
    precise = all(precise for _, precise in found)
    if not handles or any(lowest < highest for lowest, highest in ranges):
        handles.append(("number", None))
        precise = False
    return tuple(dict.fromkeys(handles)), precise


class Condition:
    """What is asked at one place; every alternative that asks the same shares it.

    Attributes:
        place: where it looks.
        meaning: what it accepts.
        uses: how many alternatives have it.
        handles: where it can stand in the index; none if it accepts absence.
        precise: whether what is found under its handles needs no second look.
    """

    __slots__ = ("handles", "meaning", "place", "precise", "takes", "uses")
    takes: Callable[[Token], bool]
    """Tells whether one value is accepted, or absence; made when first asked for."""

    def __init__(self, place: Place, meaning: Meaning) -> None:
        self.place = place
        self.meaning = meaning
        self.uses = 0
        self.handles, self.precise = ((), False) if self.absence else _handles(meaning)

    def __getattr__(self, name: str) -> object:
        """Make the test of a value."""
        if name != "takes":
            raise AttributeError(name)
        self.takes = test = takes_of(self.meaning)
        return test

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The ranges of numbers that it accepts, apart and in order."""
        _, ranges, _, _ = self.meaning
        return ranges

    @property
    def is_range(self) -> bool:
        """Whether ranges are all that it accepts."""
        values, _, others, absence = self.meaning
        return not (values or others or absence)

    @property
    def absence(self) -> bool:
        """Whether it accepts that there is no value."""
        _, _, _, absence = self.meaning
        return absence

    @property
    def size(self) -> int:
        """How many values, ranges and other patterns it has."""
        values, ranges, others, _ = self.meaning
        return len(values) + len(ranges) + len(others)

    @property
    def is_tabular(self) -> bool:
        """Whether tables of values, beginnings, endings and bounds say all there is to it."""
        _, _, others, _ = self.meaning
        return all(
            named_by(pattern) is not None or (isinstance(pattern, Prefix | Suffix) and not pattern.ignore_case)
            for pattern in others
        )
