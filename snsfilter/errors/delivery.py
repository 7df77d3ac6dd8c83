"""What is wrong with a delivery policy."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from snsfilter.errors.base import AwsText, RefusalError, developers_text

__all__ = ["DeliveryPolicyError", "DeliveryViolation", "Evidence"]

Evidence: TypeAlias = Literal["recorded", "third-party", "inferred"]
"""How SNS's words are known: an answer of SNS that somebody published, somebody's report or copy of one, or neither."""


class DeliveryViolation(NamedTuple):
    """One fault of a delivery policy.

    Attributes:
        problem: what was found and what was expected.
        hint: how to mend it, or ``""``.
        field: the member at fault as SNS names it, ``"healthyRetryPolicy.numRetries"``; ``""`` for the whole policy.
        value: what it holds, if that is a string, a number or a boolean; else ``None``.
        pointer: the place as a JSON Pointer (RFC 6901), ``""`` for the policy as a whole.
        line: the line in the caller's own text, from 1; ``None`` when the policy was given as a mapping.
        column: the column in that line, in characters, from 1; ``None`` with *line*.
        aws: what SNS answers, without the words that the operation puts in front; ``""`` where SNS never sees it.
        evidence: how these words are known.
        excerpt: the line of the caller's own text, and under it a caret at the column; ``""`` without *line*.
    """

    problem: str
    hint: str = ""
    field: str = ""
    value: str | int | float | bool | None = None
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    aws: str = ""
    evidence: Evidence = "inferred"
    excerpt: str = ""

    def __str__(self) -> str:
        """Return the developer's text: problem, remedy, place, and the place shown in the caller's own text.

        It is fit for a terminal: what would control one is escaped, and a long pointer is shortened.
        """
        return developers_text(self)


class DeliveryPolicyError(RefusalError):
    """A delivery policy is at fault.

    ``str()`` tells of every fault; the other details, and what SNS answers, are those of the first.

    Attributes:
        violations: every fault, in the order in which SNS is taken to look for them.
        problem: what was found and what was expected.
        hint: how to mend it, or ``""``.
        field: the member at fault as SNS names it, ``"healthyRetryPolicy.numRetries"``; ``""`` for the whole policy.
        value: what it holds, if that is a string, a number or a boolean; else ``None``.
        pointer: the place as a JSON Pointer (RFC 6901), ``""`` for the policy as a whole.
        line: the line in the caller's own text, from 1; ``None`` when the policy was given as a mapping.
        column: the column in that line, in characters, from 1; ``None`` with *line*.
        evidence: how the words are known that SNS answers with.
        excerpt: the line of the caller's own text, and under it a caret at the column; ``""`` without *line*.
        code: the error code that SNS answers with.
        http_status: the HTTP status that SNS answers with.
        sender_fault: whether SNS says that the caller is at fault.
    """

    def __init__(self, violations: tuple[DeliveryViolation, ...]) -> None:
        """Keep every violation, of which there is at least one."""
        super().__init__(violations)
        first = violations[0]
        self.violations = violations
        self.problem = first.problem
        self.hint = first.hint
        self.field = first.field
        self.value = first.value
        self.pointer = first.pointer
        self.line = first.line
        self.column = first.column
        self.evidence = first.evidence
        self.excerpt = first.excerpt
        words = first.aws or first.problem
        self._aws = AwsText(words, words)

    def __str__(self) -> str:
        """Return the developer's text of every violation, one below the other."""
        return "\n".join(map(str, self.violations))
