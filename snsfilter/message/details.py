"""What a message has beside its attributes and its body."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, NoReturn

from snsfilter.errors import MessageError
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.message.published import Published

__all__ = ["NO_DETAILS", "Details", "check_details", "refuse"]


class Details(NamedTuple):
    """What few messages have; the others share :data:`NO_DETAILS`, so that they don't pay for it."""

    subject: str | None = None
    message_structure: str | None = None
    message_group_id: str | None = None
    message_deduplication_id: str | None = None
    published: Published | None = None


NO_DETAILS = Details()


def check_details(
    subject: object, message_structure: object, group_id: object, deduplication_id: object, published: object
) -> Details:
    """Return the details in plain types.

    Raises:
        MessageError: one of them is of another type.
    """
    from snsfilter.message.published import Published  # noqa: PLC0415 (few messages need it)

    if published is not None and not isinstance(published, Published):
        refuse("publication", "a Published", published)
    structure = _string("message_structure", message_structure)
    if structure not in {None, "json"}:
        problem = f"the message_structure of a message must be 'json' or None, not {quoted(structure or '')}"
        raise MessageError(problem)
    return Details(
        _string("subject", subject),
        structure,
        _string("message_group_id", group_id),
        _string("message_deduplication_id", deduplication_id),
        published,
    )


def _string(name: str, value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        refuse(name, "a string", value)
    return None if value is None else str.__str__(value)


def refuse(what: str, expected: str, found: object) -> NoReturn:
    """Say that a part of a message is of the wrong type.

    Raises:
        MessageError: always.
    """
    problem = f"the {what} of a message must be {expected}, not {type(found).__name__}"
    raise MessageError(problem)
