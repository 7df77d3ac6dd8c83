"""One key of one alternative, as the index sees it: what it accepts, and where in the index it could stand.

A *handle* is an entry of one of the structures of :mod:`~snsfilter.filtering.index.structures`.  The handles of a
condition cover it: whatever value it accepts is found under one of them.  They are *precise* when nothing else is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias, assert_never, cast

from snsfilter.filtering.addresses import parse_address
from snsfilter.filtering.index.tokens import ABSENT, FALSE, NULL, NUMBERS, TRUE, UNKNOWN, token_of
from snsfilter.filtering.nodes import (
    Address,
    AnythingBut,
    Cidr,
    EqualsIgnoreCase,
    Exact,
    Exists,
    Numeric,
    Prefix,
    Suffix,
    Wildcard,
)
from snsfilter.filtering.predicates import accepts, bounds, spellings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from snsfilter.filtering.index.places import Place
    from snsfilter.filtering.index.tokens import Token
    from snsfilter.filtering.nodes import Pattern

__all__ = ["GRAM", "LONGEST_AFFIX", "Condition", "Handle", "fold", "named_by", "ranges_of"]

LONGEST_AFFIX = 16
"""How many characters of a prefix or suffix the index looks at."""
GRAM = 3
"""How many characters of a literal inside a wildcard the index looks at."""


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
    if max(len(start), len(end)) < GRAM and (inner := max(literals[1:-1], key=len, default="")) and len(inner) >= GRAM:
        return ("within", inner[:GRAM]), False
    if start or end:
        return _affix("prefix", start)[0] if len(start) >= len(end) else _affix("suffix", end)[0], False
    return PRESENT, len(literals) == 2  # noqa: PLR2004 (one star: anything)


def _handle(pattern: Pattern) -> tuple[Handle | None, bool]:  # noqa: PLR0911 (a list of cases)
    """Return the handle of a pattern, if it needs a value, and whether it is precise."""
    match pattern:
        case Exact(value):
            return ("exact", token_of(value)), True
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
            handle, precise = _wildcard(literals)
            return handle, precise and handle is not PRESENT
        case Numeric():
            lowest, highest = bounds(pattern)
            if lowest == highest:
                return ("exact", lowest + 0.0), True
            return ("number", None), False
        case Cidr(version, first, last):
            shift = (last - first).bit_length()
            return ("network", (version, shift, first >> shift)), True
        case Exists(present=True):
            return PRESENT, True
        case Exists():
            return None, True
        case _:
            assert_never(pattern)


def ranges_of(patterns: Iterable[Numeric]) -> tuple[tuple[float, float], ...]:
    """Return the ranges of numbers that patterns accept, apart and in order."""
    found = [(lowest, highest) for lowest, highest in map(bounds, patterns) if lowest <= highest]
    merged: list[tuple[float, float]] = []
    for lowest, highest in sorted(found):
        if merged and lowest <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(highest, merged[-1][1]))
        else:
            merged.append((lowest, highest))
    return tuple(merged)


def named_by(pattern: Pattern) -> list[Token] | None:
    """Return the tokens that a pattern tells apart from the others of their type, if these are all there is to it."""
    tokens: list[Token] = []
    for each in pattern.excluded if isinstance(pattern, AnythingBut) else (pattern,):
        if isinstance(each, Exact):
            tokens.append(token_of(each.value))
        elif not isinstance(each, Exists):
            return None
    return tokens


_WORDS: dict[object, bool | None] = {TRUE: True, FALSE: False, NULL: None}


class Condition:
    """The patterns of one key at one place; every alternative that says the same shares it.

    Attributes:
        place: where it looks.
        patterns: what it accepts.
        uses: how many alternatives have it.
        handles: where it can stand in the index; none if it accepts absence.
        precise: whether what is found under its handles needs no second look.
        absence: whether it accepts that there is no value.
        ranges: the ranges of numbers that it accepts, apart and in order, if these are all there is to it.
    """

    __slots__ = ("absence", "handles", "patterns", "place", "precise", "ranges", "takes", "uses")
    takes: Callable[[Token], bool]
    """Tells whether one value is accepted, or absence; made when first asked for."""

    def __init__(self, place: Place, patterns: tuple[Pattern, ...]) -> None:
        self.place = place
        self.patterns = patterns
        self.uses = 0
        found = [_handle(pattern) for pattern in patterns]
        handles = tuple(dict.fromkeys(handle for handle, _ in found if handle is not None))
        self.absence = any(handle is None for handle, _ in found)
        if PRESENT in handles:
            handles = (PRESENT,)
            found = [(handle, precise) for handle, precise in found if handle == PRESENT]
            self.precise = any(precise for _, precise in found)
        else:
            self.precise = all(precise for _, precise in found)
        self.handles: tuple[Handle, ...] = () if self.absence else handles
        numeric = [pattern for pattern in patterns if isinstance(pattern, Numeric)]
        self.ranges = ranges_of(numeric) if len(numeric) == len(patterns) else None

    def __getattr__(self, name: str) -> object:
        """Make the test of a value."""
        if name != "takes":
            raise AttributeError(name)
        self.takes = test = self.test()
        return test

    def test(self) -> Callable[[Token], bool]:
        """Return a new test of a value: for who asks now and never again."""
        known = accepts(self.patterns)
        text, number = known.text, known.number
        if all(isinstance(pattern, Exact) or pattern == Exists(present=False) for pattern in self.patterns):
            # Equal tokens are equal values.
            return frozenset([*self.named(), *([ABSENT] if known.absence else [])]).__contains__

        def takes(token: Token) -> bool:
            kind = type(token)
            if kind is str:
                return token in known.strings or (text is not None and text(token))  # type: ignore[arg-type]
            if kind in NUMBERS:
                return number is not None and number(token)  # type: ignore[arg-type]
            if token is ABSENT:
                return known.absence
            return token is not UNKNOWN and _WORDS[token] in known.words

        return takes

    @property
    def is_tabular(self) -> bool:
        """Whether tables of values, beginnings, endings and bounds say all there is to it."""
        return all(
            named_by(pattern) is not None
            or isinstance(pattern, Numeric)
            or (isinstance(pattern, Prefix | Suffix) and not pattern.ignore_case)
            for pattern in self.patterns
        )

    def named(self) -> set[Token]:
        """Return the tokens that its patterns name, as far as these tell single values apart."""
        return {token for pattern in self.patterns for token in named_by(pattern) or ()}
