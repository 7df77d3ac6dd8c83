"""Every error that snsfilter raises on purpose.

Each has a text for the developer, ``str(error)``: what was found, what was expected, where, and how to mend it.
All of them pickle, and compare equal when they say the same of the same place.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = ["FilterPolicyError", "FilterPolicyLimitError", "FilterPolicySyntaxError", "MessageError", "SnsFilterError"]


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
        self, problem: str, *, pointer: str = "", line: int | None = None, column: int | None = None, hint: str = ""
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
        place = [f"at {self.pointer}" if self.pointer else "at the top level"]
        if self.line is not None:
            place.append(f"line {self.line}, column {self.column}")
        remedy = f"; {self.hint}" if self.hint else ""
        return f"{self.problem}{remedy} ({', '.join(place)})"


class FilterPolicySyntaxError(FilterPolicyError):
    """The text isn't JSON, or the JSON isn't a policy of the dialect."""


class FilterPolicyLimitError(FilterPolicyError):
    """The policy is well formed but larger than a limit allows.

    Attributes:
        violations: one sentence for each limit that is exceeded.
    """

    def __init__(self, problem: str, *, violations: tuple[str, ...] = (), hint: str = "") -> None:
        """Keep every violation; *problem* says the first."""
        super().__init__(problem, hint=hint)
        self.violations: tuple[str, ...] = violations or (problem,)


class MessageError(SnsFilterError, ValueError):
    """A :class:`~snsfilter.Message` can't be built from what was given."""
