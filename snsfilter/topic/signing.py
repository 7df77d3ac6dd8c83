"""Signatures: what is signed, by whom, and how a subscriber checks it (sns-verify-signature-of-message)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeGuard

from snsfilter.errors import SignatureError, describe_foreign
from snsfilter.message.given import kind_of
from snsfilter.message.readers import notification_members
from snsfilter.message.spelling import base64_bytes
from snsfilter.message.values import is_text
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["NOT_SIGNED", "Signer", "Unsigned", "is_signer", "is_sns_certificate_url", "string_to_sign", "verify"]

_OF_NOTIFICATION: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_OF_CONFIRMATION: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED: Final = {
    "Notification": _OF_NOTIFICATION,
    "SubscriptionConfirmation": _OF_CONFIRMATION,
    "UnsubscribeConfirmation": _OF_CONFIRMATION,
}
_CERTIFICATE_URL: Final = re.compile(
    r"https://sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?/SimpleNotificationService-[A-Za-z0-9-]+\.pem"
)
NOT_SIGNED: Final = "NOT-SIGNED"
"""What :class:`Unsigned` puts in the place of a signature."""


class Signer(Protocol):
    """What signs an envelope."""

    @property
    def certificate_url(self) -> str:
        """The SigningCertURL of the envelope."""
        ...

    def sign(self, text: str, version: str, /) -> str:
        """Return the signature of *text* in base64, by SHA1 if *version* is ``"1"``, by SHA256 if it is ``"2"``."""
        ...


def is_signer(given: object) -> TypeGuard[Signer]:
    """Tell whether *given* has what a signer has."""
    return callable(getattr(given, "sign", None)) and is_text(getattr(given, "certificate_url", None))


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A signer that signs nothing, and says so where the signature would be; it needs no extra."""

    certificate_url: str

    def sign(self, text: str, version: str, /) -> str:  # noqa: ARG002 (a Signer has them)
        """Return what can't be taken for a signature."""
        return NOT_SIGNED


def string_to_sign(members: Mapping[str, object]) -> str:
    """Return the text that SNS signs: names and values of some members, each on a line, sorted by name.

    The Subject is part of it only if there is one.

    Args:
        members: the members of a notification or confirmation, in the spelling of HTTP/S or of Lambda.

    Raises:
        SignatureError: a member is missing or isn't text, or nothing of that Type is signed.
        MessageError: they aren't the members of a JSON object.
    """
    members = notification_members(members)
    kind = members.get("Type")
    names = _SIGNED.get(str.__str__(kind)) if is_text(kind) else None
    if names is None:
        problem = f"the Type must be {', '.join(_SIGNED)}, not {_shown(kind)}"
        raise SignatureError(problem)
    lines: list[str] = []
    for name in names:
        value = members.get(name)
        if name == "Subject" and value is None:
            continue
        if not is_text(value):
            problem = f"the {name} of a signed {members['Type']!s} must be a string, not {_shown(value)}"
            raise SignatureError(problem)
        lines += name, str.__str__(value)
    return "\n".join(lines) + "\n"


def is_sns_certificate_url(url: str) -> bool:
    """Tell whether a certificate at *url* is one of SNS's own: by HTTPS, from SNS's host, named as SNS does."""
    return is_text(url) and _CERTIFICATE_URL.fullmatch(url) is not None


def verify(
    envelope: str | bytes | Mapping[str, object],
    *,
    certificate: bytes | str | None = None,
    public_key: bytes | str | None = None,
    fetch: Callable[[str], bytes | str] | None = None,
    trusted: Callable[[str], bool] = is_sns_certificate_url,
) -> None:
    """Check the signature of what an endpoint received, as a subscriber should.

    Nothing is fetched unless you say how.

    Args:
        envelope: what came by HTTP/S or SQS, or ``Sns`` of a Lambda record.
        certificate: the certificate of the signer, as PEM.
        public_key: its public key, as PEM, if you have that instead.
        fetch: returns the certificate at a URL, as PEM; asked if neither of the two is given.
        trusted: tells whether a certificate may come from a URL; by default, whether SNS itself serves it.

    Raises:
        MissingExtraError: the extra ``signing`` isn't installed.
        SignatureError: the signature doesn't hold, or can't be checked.
        MessageError: *envelope* isn't a JSON object.
    """
    for name, function in (("trusted", trusted), ("fetch", is_sns_certificate_url if fetch is None else fetch)):
        if not callable(function):
            problem = f"{name} must be a function, not {describe_foreign(function)}"
            raise SignatureError(problem)
    members = notification_members(envelope)
    text = string_to_sign(members)
    version = members.get("SignatureVersion")
    if not is_text(version) or str.__str__(version) not in {"1", "2"}:
        remedy = "; what FIFO topics send isn't signed" if version is None else ""
        problem = f"the SignatureVersion must be '1' or '2', not {_shown(version)}{remedy}"
        raise SignatureError(problem)
    signature = _signature(members.get("Signature"))
    url = members.get("SigningCertURL", members.get("SigningCertUrl"))
    if not is_text(url) or not trusted(str.__str__(url)):
        problem = f"the certificate must come from SNS, not from {_shown(url)}"
        raise SignatureError(problem)
    if certificate is None and public_key is None and fetch is not None:
        certificate = fetch(str.__str__(url))
    key = public_key if certificate is None else certificate
    if key is None:
        problem = "there is nothing to check the signature with; give the certificate, the public_key or fetch"
        raise SignatureError(problem)
    from snsfilter.rsa import check_signature  # noqa: PLC0415 (needs an extra)

    check_signature(text, signature, str.__str__(version), key=key, certificate=certificate is not None)


def _shown(value: object) -> str:
    return quoted(str.__str__(value)) if is_text(value) else kind_of(value)


def _signature(value: object) -> bytes:
    text = str.__str__(value) if is_text(value) else ""
    if text == NOT_SIGNED:
        problem = "the envelope isn't signed; render it with an RsaSigner"
        raise SignatureError(problem)
    signature = base64_bytes(text)
    if not signature:
        problem = f"the Signature must be base64, not {_shown(value)}"
        raise SignatureError(problem)
    return signature
