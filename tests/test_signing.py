"""Signatures: what is signed, that ours hold as a subscriber checks them, and what is refused."""

import json
import sys
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from snsfilter import Message, MessageError, MissingExtraError, Published, RsaSigner, SignatureError, Subscription
from snsfilter.topic.confirmation import subscription_confirmation, unsubscribe_confirmation
from snsfilter.topic.envelope import render
from snsfilter.topic.signing import Unsigned, is_sns_certificate_url, string_to_sign, verify

TOPIC = "arn:aws:sns:us-west-2:123456789012:MyTopic"
URL = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem"
SIGNER = RsaSigner.generate(URL)
CONFIRMING = [subscription_confirmation, unsubscribe_confirmation]


def published(version="1"):
    return Published(
        message_id="22b80b92", timestamp=datetime(2012, 5, 2, tzinfo=UTC), topic_arn=TOPIC, signature_version=version
    )


def subscribe(protocol="https"):
    return Subscription.subscribe(topic_arn=TOPIC, protocol=protocol, endpoint="https://example.com/")


def envelope(version="1", subject=None, signer=SIGNER):
    message = Message({"kind": "lab"}, "Grüße\n", subject=subject)
    return render(message, published(version), subscribe(), signer=signer).body


def public_key(certificate):
    key = x509.load_pem_x509_certificate(certificate).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


NOTIFICATION = {
    "Type": "Notification",
    "MessageId": "id",
    "TopicArn": "topic",
    "Message": "text",
    "Timestamp": "now",
    "MessageAttributes": {},
}


# SendMessageToHttp.verify.signature, in its older versions: names and values by name, each followed by a newline.
@pytest.mark.parametrize(
    ("members", "text"),
    [
        (NOTIFICATION, "Message\ntext\nMessageId\nid\nTimestamp\nnow\nTopicArn\ntopic\nType\nNotification\n"),
        (
            NOTIFICATION | {"Subject": "New"},
            "Message\ntext\nMessageId\nid\nSubject\nNew\nTimestamp\nnow\nTopicArn\ntopic\nType\nNotification\n",
        ),
        (
            NOTIFICATION | {"Subject": None},
            "Message\ntext\nMessageId\nid\nTimestamp\nnow\nTopicArn\ntopic\nType\nNotification\n",
        ),
        (
            NOTIFICATION | {"Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": "u", "Subject": "no"},
            (
                "Message\ntext\nMessageId\nid\nSubscribeURL\nu\nTimestamp\nnow\nToken\nt\nTopicArn\ntopic\nType\n"
                "SubscriptionConfirmation\n"
            ),
        ),
        (
            NOTIFICATION | {"Type": "UnsubscribeConfirmation", "Token": "t", "SubscribeURL": "u"},
            (
                "Message\ntext\nMessageId\nid\nSubscribeURL\nu\nTimestamp\nnow\nToken\nt\nTopicArn\ntopic\nType\n"
                "UnsubscribeConfirmation\n"
            ),
        ),
    ],
)
def test_what_is_signed(members, text):
    assert string_to_sign(members) == text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"Type": "Order"}, "the Type must be Notification, SubscriptionConfirmation, UnsubscribeConfirmation, not"),
        ({"Type": None}, "not null"),
        ({"Timestamp": 5}, "the Timestamp of a signed Notification must be a string, not a number"),
        ({"Subject": 5}, "the Subject of a signed Notification must be a string, not a number"),
        (
            {"Type": "UnsubscribeConfirmation"},
            "the SubscribeURL of a signed UnsubscribeConfirmation must be a",
        ),
    ],
)
def test_what_cannot_be_signed(change, text):
    with pytest.raises(SignatureError) as caught:
        string_to_sign(NOTIFICATION | change)
    assert text in str(caught.value)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("subject", [None, "New"])
def test_our_signatures_hold(version, subject):
    body = envelope(version, subject)
    verify(body, certificate=SIGNER.certificate)
    verify(body.encode(), certificate=SIGNER.certificate.decode())
    verify(json.loads(body), public_key=public_key(SIGNER.certificate))
    asked = []
    verify(body, fetch=lambda url: asked.append(url) or SIGNER.certificate)
    assert asked == [URL]


def test_the_signature_of_what_a_function_receives_holds():
    event = render(Message(body="m"), published("2"), subscribe("lambda"), signer=SIGNER).event
    verify(event["Records"][0]["Sns"], certificate=SIGNER.certificate)


@pytest.mark.parametrize("confirm", CONFIRMING)
def test_the_signature_of_a_confirmation_holds(confirm):
    verify(confirm(published("2"), subscribe(), "2336412f37", signer=SIGNER).body, certificate=SIGNER.certificate)


@pytest.mark.parametrize("name", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn"])
def test_a_changed_message_is_refused(name):
    members = json.loads(envelope(subject="New"))
    with pytest.raises(SignatureError, match="the signature doesn't hold"):
        verify(members | {name: "x"}, certificate=SIGNER.certificate)
    with pytest.raises(SignatureError, match="the signature doesn't hold"):
        verify(members | {name: "\ud800"}, certificate=SIGNER.certificate)


def test_another_key_or_version_is_refused():
    other = RsaSigner.generate(URL)
    for change, key in (({}, other.certificate), ({"SignatureVersion": "2"}, SIGNER.certificate)):
        with pytest.raises(SignatureError, match="the signature doesn't hold"):
            verify(json.loads(envelope()) | change, certificate=key)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"SignatureVersion": "3"}, "the SignatureVersion must be '1' or '2', not '3'"),
        ({"SignatureVersion": 1}, "the SignatureVersion must be '1' or '2', not a number"),
        ({"SignatureVersion": None}, "must be '1' or '2', not null; what FIFO topics send isn't signed"),
        ({"SignatureVersion": []}, "the SignatureVersion must be '1' or '2', not an array"),
        ({"Signature": "no base64"}, "the Signature must be base64, not 'no base64'"),
        ({"Signature": ""}, "the Signature must be base64, not ''"),
        ({"Signature": None}, "the Signature must be base64, not null"),
        ({"Signature": "NOT-SIGNED"}, "the envelope isn't signed; render it with an RsaSigner"),
        (
            {"SigningCertURL": "https://sns.evil.com/x.pem"},
            "the certificate must come from SNS, not from 'https://sns.e",
        ),
        ({"SigningCertURL": None}, "the certificate must come from SNS, not from null"),
        ({"Type": "Order"}, "the Type must be"),
    ],
)
def test_what_a_subscriber_refuses(change, text):
    with pytest.raises(SignatureError) as caught:
        verify(json.loads(envelope()) | change, certificate=SIGNER.certificate)
    assert text in str(caught.value)


def test_what_is_no_envelope():
    with pytest.raises(MessageError):
        verify("text", certificate=SIGNER.certificate)


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        (URL, True),
        ("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-a.pem", True),
        ("http://sns.us-west-2.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-west-2.amazonaws.com.evil.com/SimpleNotificationService-a.pem", False),
        ("https://evil.com/?https://sns.us-west-2.amazonaws.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-west-2.amazonaws.com@evil.com/SimpleNotificationService-a.pem", False),
        ("https://sns.us-west-2.amazonaws.com/other.pem", False),
        ("https://sns.us-west-2.amazonaws.com/SimpleNotificationService-a.pem\n", False),
        ("https://sns.us-west-2.amazonaws.com/SimpleNotificationService-../x.pem", False),
    ],
)
def test_whose_certificates_are_trusted(url, trusted):
    assert is_sns_certificate_url(url) is trusted


def test_the_rule_of_trust_can_be_another():
    signer = RsaSigner.from_pem(pem(SIGNER._key), "http://localhost:4566/cert.pem", SIGNER.certificate)  # noqa: SLF001 (no public way to the key, on purpose)
    body = envelope(signer=signer)
    verify(body, certificate=signer.certificate, trusted=lambda url: url.startswith("http://localhost:4566/"))
    with pytest.raises(
        SignatureError, match="the certificate must come from SNS, not from 'http://localhost:4566/cert"
    ):
        verify(body, certificate=signer.certificate)


def test_nothing_is_fetched_unasked():
    with pytest.raises(SignatureError, match="give the certificate, the public_key or fetch"):
        verify(envelope())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"certificate": "x"}, "the certificate can't be read: ValueError; give it as PEM"),
        ({"certificate": 5}, "the certificate must be PEM, as text or bytes, not int"),
        ({"public_key": b"x"}, "the public key can't be read: "),
        ({"public_key": SIGNER.certificate}, "the public key can't be read: "),
        ({"fetch": lambda _: None}, "there is nothing to check the signature with"),
    ],
)
def test_what_is_no_key(arguments, text):
    with pytest.raises(SignatureError) as caught:
        verify(envelope(), **arguments)
    assert text in str(caught.value)


# ------------------------------------------------------------------------------------------------------------- signers


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_signer_from_a_key_signs_the_same():
    key = pem(SIGNER._key)  # noqa: SLF001 (no public way to the key, on purpose)
    for signer in (RsaSigner.from_pem(key, URL), RsaSigner.from_pem(key.decode(), URL, SIGNER.certificate.decode())):
        assert envelope(signer=signer) == envelope()
        verify(envelope(), certificate=signer.certificate)


@pytest.mark.parametrize(("version", "found"), [("3", "'3'"), (1, "int"), (None, "NoneType")])
def test_no_such_version(version, found):
    with pytest.raises(SignatureError, match=f"the version of a signature must be '1' or '2', not {found}"):
        SIGNER.sign("text", version)


def test_a_signer_shows_no_key():
    assert repr(SIGNER) == f"<RsaSigner for '{URL}'>"


CURVE = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("x", URL), "the private key can't be read: ValueError; give it as PEM, without a password"),
        ((5, URL), "the private key must be PEM, as text or bytes, not int"),
        ((pem(CURVE), URL), "the private key must be an RSA key: SNS signs with RSA"),
        ((pem(SIGNER._key), 5), "the URL of the certificate must be a string, not int"),  # noqa: SLF001 (no public way to the key, on purpose)
        ((pem(SIGNER._key), ""), "the URL of the certificate must be a string, not an empty one"),  # noqa: SLF001 (no public way to the key, on purpose)
        ((pem(SIGNER._key), URL, "x"), "the certificate can't be read: ValueError"),  # noqa: SLF001 (no public way to the key, on purpose)
        ((pem(SIGNER._key), URL, RsaSigner.generate(URL).certificate), "the certificate is for another key"),  # noqa: SLF001 (no public way to the key, on purpose)
    ],
)
def test_what_makes_no_signer(arguments, text):
    with pytest.raises(SignatureError) as caught:
        RsaSigner.from_pem(*arguments)
    assert text in str(caught.value)


def test_a_key_that_is_not_of_rsa():
    key = CURVE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(SignatureError, match="the public key must be of RSA: SNS signs with RSA"):
        verify(envelope(), public_key=key)


def test_an_unsigned_envelope_says_so():
    body = json.loads(envelope(signer=Unsigned("http://localhost/cert.pem")))
    assert (body["Signature"], body["SigningCertURL"]) == ("NOT-SIGNED", "http://localhost/cert.pem")
    with pytest.raises(SignatureError, match="the envelope isn't signed"):
        verify(body, certificate=SIGNER.certificate)


def test_without_the_extra(monkeypatch):
    key, body = pem(SIGNER._key), envelope()  # noqa: SLF001 (no public way to the key, on purpose)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    for call in (
        lambda: RsaSigner.generate(URL),
        lambda: RsaSigner.from_pem(key, URL),
        lambda: verify(body, certificate=SIGNER.certificate),
    ):
        with pytest.raises(MissingExtraError, match=r"pip install 'snsfilter\[signing\]'"):
            call()
