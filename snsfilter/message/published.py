"""What SNS adds to a message when it takes it: the identity, the time, the topic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final, cast

from snsfilter.errors import MessageError
from snsfilter.plaintext import quoted

__all__ = ["Published"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SIGNATURE_VERSIONS: Final = ("1", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A publication: which message it is, of which topic, and when; the same for every endpoint that receives it.

    >>> published = Published(
    ...     message_id="22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    ...     timestamp=1335920094.655,
    ...     topic_arn="arn:aws:sns:us-west-2:123456789012:MyTopic",
    ... )
    >>> published.timestamp_text
    '2012-05-02T00:54:54.655Z'

    Attributes:
        message_id: the MessageId, a UUID; the same again when a delivery is retried.
        timestamp: when the message was published: seconds since 1970, or a datetime (UTC, if it names no zone); kept
            as a datetime in UTC, of whole milliseconds as SNS writes it.
        topic_arn: the ARN of the topic.
        sequence_number: the SequenceNumber of a message of a FIFO topic.
        signature_version: ``"1"`` (SHA1) or ``"2"`` (SHA256), as the topic's attribute SignatureVersion says.

    Raises:
        MessageError: one of them is none of these.
    """

    message_id: str
    timestamp: datetime | float
    topic_arn: str
    sequence_number: str | None = None
    signature_version: str = "1"

    def __post_init__(self) -> None:
        """Refuse what isn't as described."""
        for name in ("message_id", "topic_arn", "sequence_number", "signature_version"):
            given = getattr(self, name)
            if type(given) is str and given.isprintable() and given.isascii() and given:
                continue
            if given is not None or name != "sequence_number":
                object.__setattr__(self, name, _line(name, given))
        if self.signature_version not in _SIGNATURE_VERSIONS:
            problem = f"the signature_version of a publication must be '1' or '2', not {quoted(self.signature_version)}"
            raise MessageError(problem)
        object.__setattr__(self, "timestamp", _moment(self.timestamp))

    @property
    def timestamp_text(self) -> str:
        """The time as SNS writes it, in UTC with milliseconds and ``Z``."""
        text = cast("datetime", self.timestamp).isoformat(timespec="milliseconds")
        return text.removesuffix("+00:00") + "Z"


def _line(name: str, value: object) -> str:
    """Return a string that fits into the headers of HTTP.

    Raises:
        MessageError: it doesn't.
    """
    text = str.__str__(value) if isinstance(value, str) else ""
    if not text:
        found = "an empty one" if isinstance(value, str) else type(value).__name__
        problem = f"the {name} of a publication must be a string, not {found}"
        raise MessageError(problem)
    if not text.isascii() or not text.isprintable():
        problem = f"the {name} of a publication must be a line of ASCII, not {quoted(text)}"
        raise MessageError(problem)
    return text


def _moment(value: object) -> datetime:
    """Return the moment in UTC.

    Raises:
        MessageError: it is none, or none that a year of four digits names.
    """
    try:
        if isinstance(value, datetime):
            moment = (value if value.tzinfo is not None else value.replace(tzinfo=UTC)).astimezone(UTC)
            finer = moment.microsecond % 1000
            return moment.replace(microsecond=moment.microsecond - finer) if finer else moment
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return _EPOCH + timedelta(milliseconds=round(value * 1000))
    except (OverflowError, ValueError):
        problem = "the timestamp of a publication must lie in the years 1 to 9999"
        raise MessageError(problem) from None
    found = repr(value) if isinstance(value, float | bool) else type(value).__name__
    problem = f"the timestamp of a publication must be a datetime or seconds since 1970, not {found}"
    raise MessageError(problem)
