"""Message: what was published, immutable, with its body decoded at most once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from snsfilter.message.details import NO_DETAILS, Details, check_details, refuse
from snsfilter.message.given import copy_of
from snsfilter.message.shapes import Shapes
from snsfilter.message.values import BINARY, body_object

if TYPE_CHECKING:
    from snsfilter.message.published import Published

__all__ = ["Message"]


class Message(Shapes):
    """A message: immutable; its body is decoded at most once, however many policies are asked.

    >>> Message(attributes={"store": "example_corp", "price": 210.75}, body='{"id": 1}')
    Message(attributes={'store': 'example_corp', 'price': 210.75}, body='{"id": 1}')
    """

    __slots__ = ("_attributes", "_body", "_details", "_object", "_texts")
    _attributes: dict[str, object]
    _body: object
    _details: Details
    _object: dict[str, object] | None
    _texts: dict[str, Message]

    def __init__(  # noqa: PLR0913 (each is a detail of its own, given by name)
        self,
        attributes: Mapping[str, object] | None = None,
        body: object = None,
        *,
        subject: str | None = None,
        message_structure: str | None = None,
        message_group_id: str | None = None,
        message_deduplication_id: str | None = None,
        published: Published | None = None,
    ) -> None:
        """Take a message apart no further than needed.

        Args:
            attributes: name to attribute: ``{"DataType": ..., "StringValue": ...}``, ``{"Type": ..., "Value": ...}``,
                or a plain ``str``, ``int``, ``float``, ``Decimal``, ``list`` (a String.Array) or ``bytes`` (Binary).
            body: the text, its UTF-8 bytes, or the JSON object that it holds, decoded.
            subject: the Subject.
            message_structure: ``"json"`` if the body holds a text for each protocol.
            message_group_id: the MessageGroupId.
            message_deduplication_id: the MessageDeduplicationId.
            published: what SNS added when it took the message.  It isn't compared.

        Raises:
            MessageError: *attributes* isn't a mapping, or another argument is none of these.
        """
        if type(attributes) is not dict and attributes is not None and not isinstance(attributes, Mapping):
            refuse("attributes", "a mapping of names to attributes", attributes)
        if type(body) is not str and body is not None and not isinstance(body, (str, Mapping, *BINARY)):
            refuse("body", "text, bytes or a decoded JSON object", body)
        kept = {} if attributes is None else copy_of("the attributes of a message", attributes)
        object.__setattr__(self, "_attributes", kept)
        object.__setattr__(self, "_body", body)
        details = NO_DETAILS
        if not (
            subject is None
            and message_structure is None
            and message_group_id is None
            and message_deduplication_id is None
            and published is None
        ):
            details = check_details(subject, message_structure, message_group_id, message_deduplication_id, published)
        object.__setattr__(self, "_details", details)

    # -------------------------------------------------------------------------------------------------------- parts

    @property
    def attributes(self) -> Mapping[str, object]:
        """The message attributes by name, as given."""
        return MappingProxyType(self._attributes)

    @property
    def body(self) -> object:
        """The body, as given."""
        return self._body

    @property
    def subject(self) -> str | None:
        """The Subject, if there is one."""
        return self._details.subject

    @property
    def message_structure(self) -> str | None:
        """``"json"`` if the body holds a text for each protocol, else ``None``."""
        return self._details.message_structure

    @property
    def message_group_id(self) -> str | None:
        """The MessageGroupId, if there is one."""
        return self._details.message_group_id

    @property
    def message_deduplication_id(self) -> str | None:
        """The MessageDeduplicationId, if there is one."""
        return self._details.message_deduplication_id

    @property
    def published(self) -> Published | None:
        """What SNS added when it took the message, if the message was read from what an endpoint received."""
        return self._details.published

    @property
    def decoded_body(self) -> dict[str, object] | None:
        """The JSON object that the body holds, or ``None`` when it holds anything else; decoded once.

        With the message structure ``json`` it is that of the text for protocols that have no text of their own.
        """
        try:
            return self._object
        except AttributeError:
            structured = self._details.message_structure is not None
            decoded = body_object(self.text_for("default") if structured else self._body)
            object.__setattr__(self, "_object", decoded)
            return decoded

    # ---------------------------------------------------------------------------------------------------- protocols

    def text_for(self, protocol: str) -> str | None:
        """Return the text that a subscription of *protocol* receives (see Publish on MessageStructure).

        Args:
            protocol: ``"sqs"``, ``"https"``, ``"lambda"``, ...; or a platform such as ``"APNS"``.

        Returns:
            The protocol's own text or else the text ``default``, if the message structure is ``json``; otherwise the
            body.  ``None`` if there is no such text, or the body isn't one.

        Raises:
            MessageError: *protocol* isn't a string.
        """
        from snsfilter.message.texts import body_text, protocol_texts  # noqa: PLC0415 (matching doesn't need it)

        if not isinstance(protocol, str):
            refuse("protocol", "a string", protocol)
        if self._details.message_structure is None:
            return body_text(self._body)
        texts = protocol_texts(self._body)
        return texts.get(protocol, texts.get("default"))

    def for_protocol(self, protocol: str) -> Message:
        """Return the message as a subscription of *protocol* sees it: with that protocol's text for a body.

        Without a message structure that is this very message.

        Raises:
            MessageError: *protocol* isn't a string.
        """
        if self._details.message_structure is None:
            return self
        try:
            seen = self._texts
        except AttributeError:
            object.__setattr__(self, "_texts", seen := {})
        if not isinstance(protocol, str):
            refuse("protocol", "a string", protocol)
        if protocol not in seen:
            details = self._details._replace(message_structure=None)._asdict()
            seen[protocol] = Message(self._attributes, self.text_for(protocol), **details)
        return seen[protocol]

    # -------------------------------------------------------------------------------------------------------- value

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a message is immutable."""
        problem = f"a Message is immutable; build a new one instead of setting {name!r}"
        raise AttributeError(problem)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: a message is immutable."""
        problem = f"a Message is immutable; {name!r} can't be deleted"
        raise AttributeError(problem)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        """Pickle and copy what was given, not what was decoded from it."""
        given = self._details
        if given is NO_DETAILS:
            return type(self), (self._attributes, self._body)
        return _rebuilt, (type(self), self._attributes, self._body, given)

    def __eq__(self, other: object) -> bool:
        """Compare what was published, as it was given."""
        if not isinstance(other, Message):
            return NotImplemented
        one, two = self._details._replace(published=None), other._details._replace(published=None)
        return self._attributes == other._attributes and self._body == other._body and one == two

    __hash__ = None  # type: ignore[assignment]  # its body may be a dict

    def __repr__(self) -> str:
        """Show what was given."""
        details = "".join(f", {name}={each!r}" for name, each in self._details._asdict().items() if each is not None)
        return f"Message(attributes={self._attributes!r}, body={self._body!r}{details})"


def _rebuilt(kind: type[Message], attributes: dict[str, object], body: object, details: Details) -> Message:
    return kind(attributes, body, **details._asdict())
