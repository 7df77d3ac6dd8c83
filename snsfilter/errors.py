"""Every error that snsfilter raises on purpose.

Each has a text for the developer, ``str(error)``: what was found, what was expected, where, and how to mend it.
All of them pickle, and compare equal when they say the same of the same place.
"""

from __future__ import annotations

from typing import ClassVar, NamedTuple

__all__ = [
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicySyntaxError",
    "MessageError",
    "SnsFilterError",
    "Violation",
]


class SnsFilterError(Exception):
    """The root: catch this to catch everything that snsfilter raises on purpose."""

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* is the same kind of error, with the same text and details."""
        if type(other) is not type(self):
            return NotImplemented
        return self.args == other.args and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((type(self), self.args))


class FilterPolicyError(SnsFilterError, ValueError):
    """A filter policy is at fault.

    Attributes:
        problem: what was found and what was expected.
        pointer: the place as a JSON Pointer (RFC 6901), ``""`` for the policy as a whole.
        line: the line in the caller's own text, from 1; ``None`` when the policy was given as a mapping.
        column: the column in that line, in characters, from 1; ``None`` with *line*.
        hint: how to mend it, or ``""``.
        code: the error code that SNS answers with.
    """

    code: ClassVar[str] = "InvalidParameter"

    def __init__(
        self,
        problem: str,
        *,
        pointer: str = "",
        line: int | None = None,
        column: int | None = None,
        hint: str = "",
    ) -> None:
        """Keep what is known of the fault."""
        super().__init__(problem)
        self.problem = problem
        self.pointer = pointer
        self.line = line
        self.column = column
        self.hint = hint

    def __str__(self) -> str:
        """Return the developer's text: problem, remedy and place."""
        place: list[str] = []
        if self.pointer:
            place.append(f"at {self.pointer}")
        if self.line is not None:
            place.append(f"line {self.line}, column {self.column}")
        remedy = f"; {self.hint}" if self.hint else ""
        return f"{self.problem}{remedy}" + (f" ({', '.join(place)})" if place else "")


class FilterPolicySyntaxError(FilterPolicyError):
    """The text isn't JSON, or the JSON isn't a policy of the dialect."""


class Violation(NamedTuple):
    """A limit that a policy exceeds: what was found and what is allowed, and how to mend it."""

    problem: str
    hint: str


class FilterPolicyLimitError(FilterPolicyError):
    """The policy is well formed but larger than a limit allows.

    Attributes:
        violations: every limit that is exceeded; the error's own text is that of the first.
    """

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        """Keep every violation."""
        first = violations[0]
        super().__init__(first.problem, hint=first.hint)
        self.args = (violations,)
        self.violations = violations


class MessageError(SnsFilterError, ValueError):
    """A :class:`~snsfilter.Message` can't be built from what was given."""
