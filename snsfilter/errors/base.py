"""What all errors share: the root, and the frame that AWS puts around its words."""

from __future__ import annotations

from typing import ClassVar, Literal, NamedTuple, Protocol, TypeAlias

from snsfilter.plaintext import printable, quoted, shortened

__all__ = [
    "PREFIXES",
    "AwsText",
    "Operation",
    "RefusalError",
    "SnsFilterError",
    "describe_foreign",
    "developers_text",
]

Operation: TypeAlias = Literal["Subscribe", "SetSubscriptionAttributes", "CreateTopic", "SetTopicAttributes"]
"""The operations of SNS that check attributes of a subscription or a topic; each frames a fault in words of its own."""

PREFIXES: dict[str, str] = {
    "Subscribe": "Invalid parameter: Attributes Reason: ",
    "SetSubscriptionAttributes": "Invalid parameter: ",
    "CreateTopic": "Invalid parameter: Attributes Reason: ",
    "SetTopicAttributes": "Invalid parameter: ",
}


def describe_foreign(value: object) -> str:
    """Name an argument for an error; only a string is shown, for the methods of anything else may fail."""
    return quoted(value) if type(value) is str else type(value).__name__


class Told(Protocol):
    """A fault with its place, as an error and a violation have it."""

    @property
    def problem(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def pointer(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def column(self) -> int | None: ...
    @property
    def excerpt(self) -> str: ...


_LONGEST_PLACE = 200


def developers_text(fault: Told) -> str:
    """Return problem, remedy, place, and the place shown in the caller's own text.

    It is fit for a terminal: what would control one is escaped, and a long pointer is shortened.
    """
    place: list[str] = []
    if fault.pointer:
        place.append(f"at {shortened(fault.pointer, _LONGEST_PLACE)}")
    if fault.line is not None:
        place.append(f"line {fault.line}, column {fault.column}")
    remedy = f"; {fault.hint}" if fault.hint else ""
    said = printable(f"{fault.problem}{remedy}" + (f" ({', '.join(place)})" if place else ""))
    return f"{said}\n{fault.excerpt}" if fault.excerpt else said


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


class RefusalError(SnsFilterError, ValueError):
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
        prefix = PREFIXES.get(str.__str__(asked)) if isinstance(asked, str) else None
        if prefix is None:
            known = " or ".join(map(repr, PREFIXES))
            found = describe_foreign(asked)
            problem = f"the operation must be {known}, or None for Event Ruler's own text, not {found}"
            raise SnsFilterError(problem)
        return prefix + self._aws.sns
