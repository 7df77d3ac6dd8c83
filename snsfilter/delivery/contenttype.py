"""The content types that a delivery policy may ask for, and where.

The lists are those of *sns-message-delivery-retries*; no error of SNS about them is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from snsfilter.delivery.rules import Fault
from snsfilter.plaintext import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CONTENT_TYPE", "DEFAULT_CONTENT_TYPE", "content_type_faults", "content_types"]

CONTENT_TYPE: Final = "headerContentType"

DEFAULT_CONTENT_TYPE: Final = "text/plain; charset=UTF-8"
"""What SNS sends where no policy says otherwise (recorded)."""

_ENVELOPED: Final = ("application/json", "text/plain")
"""With SNS's envelope around the message, and in the policy of a topic."""

_RAW: Final = (
    *_ENVELOPED,
    *"""text/css text/csv text/html text/xml application/atom+xml application/octet-stream application/soap+xml
    application/x-www-form-urlencoded application/xhtml+xml application/xml""".split(),
)
"""With raw message delivery, in the policy of a subscription."""


def content_types(target: Literal["subscription", "topic"], *, raw: bool | None) -> tuple[str, ...]:
    """Return the content types that a policy of *target* may ask for (see :func:`content_type_faults`)."""
    return _ENVELOPED if target == "topic" or raw is False else _RAW


def content_type_faults(
    values: Mapping[str, object], section: str, *, target: Literal["subscription", "topic"], raw: bool | None
) -> Iterator[Fault]:
    """Yield what is wrong with a request policy.

    Args:
        values: its members; an absent one may be ``None``.
        section: its path in SNS's words.
        target: whose policy it is.
        raw: whether the subscription has raw message delivery; ``None`` if that isn't known.
    """
    given = values.get(CONTENT_TYPE)
    if given is None:
        name = section.rpartition(".")[2]
        hint = f'add "{CONTENT_TYPE}": "application/json", or leave {name} out'
        yield Fault(
            CONTENT_TYPE, f"{name} must have {CONTENT_TYPE}", hint, f"{section}.{CONTENT_TYPE} must be specified"
        )
    if not isinstance(given, str):
        return
    media_type, parameter = _taken_apart(given)
    allowed = content_types(target, raw=raw)
    if media_type in allowed and parameter in {None, "charset=utf-8"}:
        return
    aws = f"{section}.{CONTENT_TYPE}: the value [{given}] is not a valid content type"
    if media_type in _RAW and parameter not in {None, "charset=utf-8"}:
        problem, hint = (
            f"{CONTENT_TYPE} has a parameter that SNS isn't known to take: {quoted(given)}",
            f"write {media_type!r}",
        )
    elif media_type in _RAW and target == "topic":
        problem = f"{CONTENT_TYPE} of a topic must be {_listed(_ENVELOPED)}, not {quoted(given)}"
        hint = "set it on the subscriptions that have raw message delivery"
    elif media_type in _RAW:
        problem = f"{CONTENT_TYPE} {quoted(given)} needs raw message delivery"
        hint = f"set RawMessageDelivery to 'true', or write {_listed(_ENVELOPED)}"
    else:
        problem = f"{CONTENT_TYPE} must be {_listed(allowed)}, not {quoted(given)}"
        hint = did_you_mean(media_type, allowed)
    yield Fault(CONTENT_TYPE, problem, hint, aws)


def _taken_apart(given: str) -> tuple[str, str | None]:
    """Return the media type and its parameter in small letters; ``charset=utf-8`` is what SNS writes itself."""
    media_type, semicolon, parameter = given.partition(";")
    return media_type, parameter.strip(" ").lower() if semicolon else None


def _listed(names: tuple[str, ...]) -> str:
    shown = list(map(repr, names))
    return f"{', '.join(shown[:-1])} or {shown[-1]}"
