"""What is wrong with a policy, and the words to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from snsfilter.jsontext import Members, NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PolicyFault", "Trail", "brief", "describe", "one_of"]

Trail: TypeAlias = tuple[int, ...]
"""A place in a policy, as positions from the root (see :class:`snsfilter.jsontext.Document`)."""


class PolicyFault(ValueError):
    """A place where the JSON isn't a policy.

    Attributes:
        problem: what was found and what was expected.
        trail: the place, as positions from the root (see :class:`snsfilter.jsontext.Document`).
        name: whether it is the member's name that is at fault rather than its value.
        hint: how to mend it.
        second: the fault that Event Ruler's older compiler finds, which is the one that it reports.
    """

    def __init__(self, problem: str, trail: Trail, *, name: bool = False, hint: str = "") -> None:
        """Keep what is known of the fault."""
        super().__init__(problem)
        self.problem = problem
        self.trail = trail
        self.name = name
        self.hint = hint
        self.second: PolicyFault | None = None


def one_of(names: Iterable[str]) -> str:
    """List names for a person: ``'a', 'b' or 'c'``."""
    *most, last = map(repr, names)
    return f"{', '.join(most)} or {last}" if most else last


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
    text = str(value) if len(str(value)) < 40 else str(value)[:37] + "..."  # noqa: PLR2004
    return text if isinstance(value, NumberLiteral) else f'"{text}"'
