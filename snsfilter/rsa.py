"""RSA signatures as SNS makes them, with the extra ``signing``: SHA1withRSA (version 1) and SHA256withRSA (version 2).

``cryptography`` is imported when a key is made, read or used.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from snsfilter.errors import MissingExtraError, SignatureError, describe_foreign

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

__all__ = ["RsaSigner", "check_signature"]

_BITS: Final = 2048
_EXPONENT: Final = 65537
_ISSUER: Final = "snsfilter, not Amazon SNS"


@dataclass(frozen=True, slots=True, repr=False)
class RsaSigner:
    """Signs as SNS does, with a key of your own; made by :meth:`generate` or :meth:`from_pem`.

    Attributes:
        certificate_url: where subscribers find the certificate: the envelope's SigningCertURL.
        certificate: the certificate, as PEM.
    """

    certificate_url: str
    certificate: bytes
    _key: RSAPrivateKey

    @classmethod
    def generate(cls, certificate_url: str) -> RsaSigner:
        """Make a key and a certificate for it, signed by itself.

        Args:
            certificate_url: where you will serve the certificate.

        Raises:
            MissingExtraError: the extra isn't installed.
            SignatureError: the URL isn't a string.
        """
        _extra()
        from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 (an extra)

        key = rsa.generate_private_key(public_exponent=_EXPONENT, key_size=_BITS)
        return cls(_url(certificate_url), _self_signed(key), key)

    @classmethod
    def from_pem(
        cls, private_key: bytes | str, certificate_url: str, certificate: bytes | str | None = None
    ) -> RsaSigner:
        """Take a key of yours.

        Args:
            private_key: the RSA key, as PEM without a password.
            certificate_url: where you serve the certificate.
            certificate: the certificate, as PEM; by default one that the key signs for itself.

        Raises:
            MissingExtraError: the extra isn't installed.
            SignatureError: one of them isn't what it should be.
        """
        _extra()
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415 (an extra)
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 (likewise)

        pem = _pem("private key", private_key)
        try:
            key = load_pem_private_key(pem, password=None)
        except Exception as error:
            problem = f"the private key can't be read: {type(error).__name__}; give it as PEM, without a password"
            raise SignatureError(problem) from error
        if not isinstance(key, RSAPrivateKey):
            problem = "the private key must be an RSA key: SNS signs with RSA"
            raise SignatureError(problem)
        made = _self_signed(key) if certificate is None else _pem("certificate", certificate)
        if _public_key(made, certificate=True).public_numbers() != key.public_key().public_numbers():
            problem = "the certificate is for another key"
            raise SignatureError(problem)
        return cls(_url(certificate_url), made, key)

    def sign(self, text: str, version: str) -> str:
        """Return the signature of *text* in base64, by the algorithm of the signature version, ``"1"`` or ``"2"``.

        Raises:
            SignatureError: there is no such version.
        """
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 (an extra)

        signature = self._key.sign(text.encode("utf-8", "surrogatepass"), PKCS1v15(), _hash(version))
        return b64encode(signature).decode()

    def __repr__(self) -> str:
        """Show where the certificate is; never the key."""
        return f"<RsaSigner for {self.certificate_url!r}>"


def check_signature(text: str, signature: bytes, version: str, *, key: bytes | str, certificate: bool) -> None:
    """Check a signature.

    Args:
        text: what is signed.
        signature: the signature.
        version: ``"1"`` or ``"2"``.
        key: the certificate or the public key, as PEM.
        certificate: which of the two.

    Raises:
        MissingExtraError: the extra isn't installed.
        SignatureError: it doesn't hold, or the key can't be read.
    """
    _extra()
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 (an extra)
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 (likewise)

    public = _public_key(_pem("certificate" if certificate else "public key", key), certificate=certificate)
    try:
        public.verify(signature, text.encode("utf-8", "surrogatepass"), PKCS1v15(), _hash(version))
    except InvalidSignature:
        problem = "the signature doesn't hold: the message was changed, or somebody else signed it"
        raise SignatureError(problem) from None


def _extra() -> None:
    if find_spec("cryptography") is None:
        raise MissingExtraError(
            "signatures need cryptography, which isn't installed; "
            "install it with: python -m pip install 'snsfilter[signing]'"
        )


def _hash(version: object) -> HashAlgorithm:
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256  # noqa: PLC0415 (an extra)

    if version == "1":
        return SHA1()  # noqa: S303 (the algorithm of version 1)
    if version == "2":
        return SHA256()
    problem = f"the version of a signature must be '1' or '2', not {describe_foreign(version)}"
    raise SignatureError(problem)


def _url(url: object) -> str:
    text = str.__str__(url) if isinstance(url, str) else ""
    if not text:
        found = "an empty one" if isinstance(url, str) else type(url).__name__
        problem = f"the URL of the certificate must be a string, not {found}"
        raise SignatureError(problem)
    return text


def _pem(what: str, pem: object) -> bytes:
    if isinstance(pem, str):
        return str.__str__(pem).encode("utf-8", "surrogatepass")
    if isinstance(pem, bytes):
        return pem
    problem = f"the {what} must be PEM, as text or bytes, not {type(pem).__name__}"
    raise SignatureError(problem)


def _public_key(pem: bytes, *, certificate: bool) -> RSAPublicKey:
    from cryptography import x509  # noqa: PLC0415 (an extra)
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415 (likewise)
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 (likewise)

    what = "certificate" if certificate else "public key"
    try:
        key: Any = x509.load_pem_x509_certificate(pem).public_key() if certificate else load_pem_public_key(pem)
    except Exception as error:
        problem = f"the {what} can't be read: {type(error).__name__}; give it as PEM"
        raise SignatureError(problem) from error
    if not isinstance(key, RSAPublicKey):
        problem = f"the {what} must be of RSA: SNS signs with RSA"
        raise SignatureError(problem)
    return key


def _self_signed(key: RSAPrivateKey) -> bytes:
    """Make a certificate that says whose it is not, and is valid whatever the clock of a test says."""
    from cryptography import x509  # noqa: PLC0415 (an extra)
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 (likewise)
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 (likewise)

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _ISSUER)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9999, 12, 31, tzinfo=UTC))
    )
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
