"""Every error that snsfilter raises on purpose.

Each has a text for the developer, ``str(error)``: what was found, what was expected, where, and how to mend it.
All of them pickle, and compare equal when they say the same of the same place.
"""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple, TypeAlias

from snsfilter.plaintext import printable, quoted, shortened

__all__ = [
    "AwsText",
    "FilterPolicyError",
    "FilterPolicyLimitError",
    "FilterPolicySyntaxError",
    "MessageError",
    "Operation",
    "SnsFilterError",
    "SubscriptionAttributeError",
    "Violation",
    "describe_foreign",
]

Operation: TypeAlias = Literal["Subscribe", "SetSubscriptionAttributes"]
"""The operations of SNS that check the attributes of a subscription; each frames the same fault in words of its own."""

_LONGEST_PLACE = 200

_PREFIXES: dict[str, str] = {
    "Subscribe": "Invalid parameter: Attributes Reason: ",
    "SetSubscriptionAttributes": "Invalid parameter: ",
}


def describe_foreign(value: object) -> str:
    """Name an argument for an error; only a string is shown, for the methods of anything else may fail."""
    return quoted(value) if type(value) is str else type(value).__name__


class AwsText(NamedTuple):
    """What AWS says of a fault.

    Attributes:
        ruler: Event Ruler's own text, about the policy as the caller wrote it.
        sns: what SNS answers, about the policy as SNS writes it; without the words that the operation puts in front.
    """

    ruler: str
    sns: str


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


class _RefusalError(SnsFilterError, ValueError):
    """What SNS would refuse, with SNS's own words for it."""

    code: ClassVar[str] = "InvalidParameter"
    http_status: ClassVar[int] = 400
    sender_fault: ClassVar[bool] = True

    _aws: AwsText

    def aws_message(self, operation: Operation | None = "Subscribe") -> str:
        """Return what AWS answers, byte for byte.

        Args:
            operation: the operation of SNS that is asked; ``None`` for Event Ruler's own text, which knows nothing of
                SNS and is about the policy as the caller wrote it.

        Raises:
            SnsFilterError: there is no such operation.
        """
        if operation is None:
            return self._aws.ruler
        asked: object = operation
        prefix = _PREFIXES.get(str.__str__(asked)) if isinstance(asked, str) else None
        if prefix is None:
            known = " or ".join(map(repr, _PREFIXES))
            found = describe_foreign(asked)
            problem = f"the operation must be {known}, or None for Event Ruler's own text, not {found}"
            raise SnsFilterError(problem)
        return prefix + self._aws.sns


class FilterPolicyError(_RefusalError):
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
        place: list[str] = []
        if self.pointer:
            place.append(f"at {shortened(self.pointer, _LONGEST_PLACE)}")
        if self.line is not None:
            place.append(f"line {self.line}, column {self.column}")
        remedy = f"; {self.hint}" if self.hint else ""
        said = printable(f"{self.problem}{remedy}" + (f" ({', '.join(place)})" if place else ""))
        return f"{said}\n{self.excerpt}" if self.excerpt else said


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


class SubscriptionAttributeError(_RefusalError):
    """An attribute of a subscription, other than its filter policy, is at fault.

    Attributes:
        problem: what was found and what was expected.
        attribute: the name of the attribute, as SNS spells it.
        value: the value that was given, if it is a string; else ``None``.
        hint: how to mend it, or ``""``.
        code: the error code that SNS answers with.
        http_status: the HTTP status that SNS answers with.
        sender_fault: whether SNS says that the caller is at fault.
    """

    def __init__(
        self,
        problem: str,
        *,
        attribute: str = "",
        value: object = None,
        hint: str = "",
        aws: str = "",
        aws_on_subscribe: str = "",
    ) -> None:
        """Keep what is known of the fault.

        *aws* is what SNS answers, without the operation's words in front; *aws_on_subscribe* is what Subscribe answers
        after ``Invalid parameter: ``, where that isn't the same fault in Subscribe's own frame.
        """
        super().__init__(problem)
        self.problem = problem
        self.attribute = attribute
        self.value = value
        self.hint = hint
        self._aws = AwsText(aws or problem, aws or problem)
        self._aws_on_subscribe = aws_on_subscribe

    def __str__(self) -> str:
        """Return the developer's text: problem and remedy."""
        return printable(f"{self.problem}; {self.hint}" if self.hint else self.problem)

    def aws_message(self, operation: Operation | None = "Subscribe") -> str:
        """Return what AWS answers, byte for byte.

        Args:
            operation: the operation of SNS that is asked; ``None`` for the words without any frame.

        Raises:
            SnsFilterError: there is no such operation.
        """
        asked: object = operation
        if self._aws_on_subscribe and isinstance(asked, str) and str.__str__(asked) == "Subscribe":
            return _PREFIXES["SetSubscriptionAttributes"] + self._aws_on_subscribe
        return super().aws_message(operation)


class MessageError(SnsFilterError, ValueError):
    """A :class:`~snsfilter.Message` can't be built from what was given."""
