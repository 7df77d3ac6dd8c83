"""What is wrong with a filter policy."""

from __future__ import annotations

from typing import NamedTuple

from snsfilter.errors.base import AwsText, RefusalError, developers_text

__all__ = ["FilterPolicyError", "FilterPolicyLimitError", "FilterPolicySyntaxError", "Violation"]


class FilterPolicyError(RefusalError):
    """A filter policy is at fault.

    Attributes:
        problem: what was found and what was expected.
        pointer: the place as a JSON Pointer (RFC 6901), ``""`` for the policy as a whole.
        line: the line in the caller's own text, from 1; ``None`` when the policy was given as a mapping.
        column: the column in that line, in characters, from 1; ``None`` with *line*.
        hint: how to mend it, or ``""``.
        excerpt: the line of the caller's own text, and under it a caret at the column; ``""`` without *line*.
        code: the error code that SNS answers with.
        http_status: the HTTP status that SNS answers with.
        sender_fault: whether SNS says that the caller is at fault.
    """

    def __init__(  # noqa: PLR0913 (each is a detail of its own, given by name)
        self,
        problem: str,
        *,
        pointer: str = "",
        line: int | None = None,
        column: int | None = None,
        hint: str = "",
        excerpt: str = "",
        aws: AwsText | None = None,
    ) -> None:
        """Keep what is known of the fault; without *aws*, AWS never sees it, and the problem stands for its text."""
        super().__init__(problem)
        self.problem = problem
        self.pointer = pointer
        self.line = line
        self.column = column
        self.hint = hint
        self.excerpt = excerpt
        self._aws = aws if aws is not None else AwsText(problem, problem)

    def __str__(self) -> str:
        """Return the developer's text: problem, remedy, place, and the place shown in the caller's own text.

        It is fit for a terminal: what would control one is escaped, and a long pointer is shortened.
        """
        return developers_text(self)


class FilterPolicySyntaxError(FilterPolicyError):
    """The text isn't JSON, or the JSON isn't a policy of the dialect."""


class Violation(NamedTuple):
    """A limit that a policy exceeds: what was found and what is allowed, and how to mend it.

    Attributes:
        problem: what was found and what is allowed.
        hint: what would bring the policy under the limit.
        limit: the field of :class:`~snsfilter.Limits` that is exceeded; ``""`` for a bound of our own.
        found: what the policy has, in the unit of the limit (bytes, keys, combinations, wildcards, points, levels).
        allowed: the most that the limit allows, in the same unit.
        pointer: the place as a JSON Pointer (RFC 6901), ``""`` for the policy as a whole.
        line: the line in the caller's own text, from 1; ``None`` when the policy was given as a mapping.
        column: the column in that line, in characters, from 1; ``None`` with *line*.
        aws: what SNS answers, without the words that the operation puts in front.
        excerpt: the line of the caller's own text, and under it a caret at the column; ``""`` without *line*.
    """

    problem: str
    hint: str
    limit: str = ""
    found: int = 0
    allowed: int = 0
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    aws: str = ""
    excerpt: str = ""


class FilterPolicyLimitError(FilterPolicyError):
    """The policy is well formed but larger than a limit allows.

    Attributes:
        violations: every limit that is exceeded, in the order in which SNS checks them.  ``str()`` tells of all of
            them; the other details and what AWS says are those of the first.
    """

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        """Keep every violation."""
        first = violations[0]
        super().__init__(
            first.problem,
            pointer=first.pointer,
            line=first.line,
            column=first.column,
            hint=first.hint,
            excerpt=first.excerpt,
            aws=AwsText(first.aws, first.aws) if first.aws else None,
        )
        self.args = (violations,)
        self.violations = violations

    def __str__(self) -> str:
        """Return the developer's text of every violation, one below the other."""
        if len(self.violations) == 1:
            return super().__str__()
        return "\n".join(str(FilterPolicyLimitError((each,))) for each in self.violations)
