"""What is wrong with a policy, and the words to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from snsfilter.jsontext import CutOffError, Members, NumberLiteral
from snsfilter.plaintext import printable, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from snsfilter.jsontext import Trail

__all__ = [
    "ONE_KEY",
    "TOO_MANY",
    "CutOffListError",
    "Mark",
    "PolicyFault",
    "brief",
    "describe",
    "one_of",
    "second_key",
    "suggest",
    "token_text",
]

Mark: TypeAlias = Literal["opened", "read", "closed"]
"""How far Event Ruler's JSON parser has read of the value at a trail when it finds a fault.

``opened``: its first token, which is a number or word as a whole, a bracket, or just the opening quote of a string
(a key's name is read together with the first token of its value, so a fault of the name is marked like one of the
value); ``read``: a string to its end; ``closed``: an array or object to its end.
"""


_LONGEST_BRIEF = 39


class PolicyFault(ValueError):
    """A place where the JSON isn't a policy.

    Attributes:
        problem: what was found and what was expected.
        trail: the place.
        name: whether it is the member's name that is at fault rather than its value.
        hint: how to mend it.
        words: what Event Ruler says, without the place.
        mark: how far Event Ruler has read by then of the value at *reached*.
        reached: the value that Event Ruler has read last, as a trail; the place itself if not given.
        tails: how often Event Ruler says where: not at all when the value's own class complains, and twice within a
            list of ``anything-but``, whose loop reports the report.
        second: the fault that Event Ruler's older compiler finds, which is the one that it reports.
    """

    def __init__(  # noqa: PLR0913 (each is a detail of its own, given by name)
        self,
        problem: str,
        trail: Trail,
        *,
        words: str,
        mark: Mark = "opened",
        reached: Trail | None = None,
        tails: int = 1,
        name: bool = False,
        hint: str = "",
    ) -> None:
        """Keep what is known of the fault."""
        super().__init__(problem)
        self.problem = problem
        self.trail = trail
        self.words = words
        self.mark: Mark = mark
        self.reached = trail if reached is None else reached
        self.tails = tails
        self.name = name
        self.hint = hint
        self.second: PolicyFault | None = None


class CutOffListError(CutOffError):
    """The text breaks off in a list of ``anything-but``, whose loop reports the report and says where once more."""


def one_of(names: Iterable[str]) -> str:
    """List names for a person: ``'a', 'b' or 'c'``."""
    *most, last = map(repr, names)
    return f"{', '.join(most)} or {last}" if most else last


def suggest(name: str, known: Sequence[str]) -> str:
    """Say which of the *known* names a misspelt one may stand for, or which there are."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a fault needs it)

    close = get_close_matches(name.lower().replace("_", "-").strip(), known, 1)
    return f"did you mean {close[0]!r}?" if close else f"use {one_of(known)}"


def describe(value: object) -> str:
    """Name a JSON value for an error: its type and, where that helps, its text."""
    if isinstance(value, Members):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, NumberLiteral):
        return f"the number {brief(value)}"
    if isinstance(value, str):
        return f"the string {brief(value)}"
    return brief(value)


def brief(value: object) -> str:
    """Write a scalar, or the beginning of a long one."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = printable(shortened(str(value), _LONGEST_BRIEF))
    return text if isinstance(value, NumberLiteral) else f'"{text}"'


def token_text(value: object) -> str:
    """Return the text of a value's first token, which is how Event Ruler names a value that it didn't expect."""
    if isinstance(value, list):
        return "{" if isinstance(value, Members) else "["
    if isinstance(value, str):
        return str(value)
    return brief(value)


ONE_KEY = "Only one key allowed in match expression"
TOO_MANY = "Too many elements in numeric expression"
"""What Event Ruler says of a second key: the latter after ``numeric`` and most of ``anything-but``."""

_EACH = "write an object for each operator; they are alternatives"


def second_key(members: Members, trail: Trail, words: str, hint: str = _EACH) -> PolicyFault:
    """Return the fault of an object that may hold one key only."""
    return PolicyFault(
        f"an operator object must hold one key only, found {quoted(members[1][0])} as well",
        (*trail, 1),
        words=words,
        name=True,
        hint=hint,
    )
