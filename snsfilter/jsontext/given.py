"""JSON as a caller gives it: text, bytes or decoded; and where in the caller's own text its parts stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, cast

from snsfilter.jsontext.excerpt import Place, place_in
from snsfilter.jsontext.jackson import jackson_fault, redacted_tail
from snsfilter.jsontext.loading import load_policy
from snsfilter.jsontext.placing import JsonFault, place_policy, position
from snsfilter.jsontext.values import MAX_NUMBER, SPACE, Members, NumberLiteral, plain_scalar, pointer

if TYPE_CHECKING:
    from snsfilter.jsontext.placing import Document
    from snsfilter.jsontext.values import Trail

__all__ = ["GivenPlaces", "SourceFault", "parse_failure", "pointer_to", "read_given"]

_MOST_VALUES = 131_072
"""How many values the 256 KB of a policy can hold; a mapping with shared parts could hold any number."""

_LONGEST_SHOWN = 10


class SourceFault(ValueError):
    """What a caller gave as a policy isn't JSON, nor decoded JSON.

    Attributes:
        problem: what was found, in a sentence about "the policy".
        hint: how to mend it, or ``""``.
        pointer: the place as a JSON Pointer.
        place: the place in the caller's text.
        text: the text, when it is one that isn't JSON.
    """

    def __init__(
        self, problem: str, *, hint: str = "", pointer: str = "", place: Place | None = None, text: str | None = None
    ) -> None:
        """Keep what was found and where."""
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.pointer = pointer
        self.place = Place() if place is None else place
        self.text = text


def read_given(
    source: object,
    *,
    deepest: int,
    trailing: bool = False,
    spell: Callable[[float], NumberLiteral] = NumberLiteral,
) -> tuple[object, str | None]:
    """Return the decoded policy and its text, if it was given as such.

    Args:
        source: text, UTF-8 bytes, or a decoded object.
        deepest: how many levels a decoded object may have.
        trailing: whether text after the value is passed over unread.
        spell: writes a finite float as JSON.

    Raises:
        SourceFault: it isn't JSON, nor decoded JSON.
        RecursionError: so little of the stack is left that a decoded object can't be read.
    """
    if isinstance(source, Mapping):
        try:
            return _Reading(deepest, spell).value(source, ()), None
        except (SourceFault, RecursionError):
            raise
        except Exception as error:
            problem = f"the policy can't be read: its mapping raises {type(error).__name__}"
            raise SourceFault(problem, hint="give it as a dict") from error
    if isinstance(source, bytes):
        try:
            source = bytes.decode(source)
        except UnicodeDecodeError as error:
            problem = f"the policy isn't UTF-8: byte {error.start} can't be decoded"
            raise SourceFault(problem, hint="save it as UTF-8") from None
    if not isinstance(source, str):
        raise SourceFault(f"a policy must be given as text, bytes or a mapping, not {type(source).__name__}")
    source = str.__str__(source)
    try:
        return load_policy(source, trailing=trailing), source
    except JsonFault as fault:
        raise _not_json(fault, source) from None


class GivenPlaces:
    """Says where the parts of a policy stand in the caller's own text."""

    __slots__ = ("_document", "_text", "_trailing")

    def __init__(self, text: str | None, *, trailing: bool = False) -> None:
        """Read nothing yet; *text* is ``None`` when the policy was given as a mapping."""
        self._text = text
        self._trailing = trailing
        self._document: Document | None = None

    def __call__(self, trail: Trail = (), *, name: bool = False) -> Place:
        """Return the place of the value at *trail*, or of the member's *name*."""
        if self._text is None:
            return Place()
        if not trail:  # the policy as a whole needs no second reading, and may be too large for one
            return place_in(self._text, position(self._text, len(self._text) - len(self._text.lstrip(SPACE))))
        return place_in(self._text, cast("Document", self.document).position(trail, name=name))

    @property
    def document(self) -> Document | None:
        """The text with its places, read when first asked for; ``None`` for a mapping.

        Raises:
            SourceFault: the text after the value was passed over, and decides that there is no value.
        """
        if self._document is None and self._text is not None:
            try:
                self._document = place_policy(self._text, trailing=self._trailing)
            except JsonFault as fault:
                raise _not_json(fault, self._text) from None
        return self._document


def _not_json(fault: JsonFault, text: str) -> SourceFault:
    place = place_in(text, fault.position(text))
    return SourceFault(f"the policy isn't JSON: {fault.problem}", hint=fault.hint, place=place, text=text)


def parse_failure(text: str, otherwise: str) -> str:
    """Return what SNS says of a text that isn't JSON, behind ``failed to parse JSON.``: Jackson's words and place.

    Args:
        text: the text.
        otherwise: what to say where Jackson finds no fault, as with text behind the value.
    """
    fault = jackson_fault(text, sns=True)
    if fault is not None:
        return fault.said(text, redacted=True)
    if not text.strip(SPACE):
        return "No content to map due to end-of-input\n at " + redacted_tail(text, -1)
    return otherwise


def pointer_to(value: object, trail: Trail) -> str:
    """Return the JSON Pointer of the part of *value* at *trail*."""
    steps: list[str | int] = []
    for index in trail:
        if isinstance(value, Members):
            name, value = value[index]
            steps.append(name)
        else:
            value = cast("list[object]", value)[index]
            steps.append(index)
    return pointer(steps)


class _Reading:
    """Turns a decoded policy into what :func:`~snsfilter.jsontext.load_policy` makes of its text."""

    __slots__ = ("_deepest", "_left", "_spell")

    def __init__(self, deepest: int, spell: Callable[[float], NumberLiteral]) -> None:
        self._deepest = deepest
        self._spell = spell
        self._left = _MOST_VALUES

    def value(self, value: object, path: tuple[str, ...]) -> object:
        self._left -= 1
        if len(path) > self._deepest or self._left < 0:
            raise _unlike_json("nests too deeply, holds itself, or is too large", path[:_LONGEST_SHOWN])
        if isinstance(value, Mapping):
            members = Members()
            for name, member in value.items():
                if not isinstance(name, str):
                    raise _unlike_json(f"has a key of type {type(name).__name__}, not a string", path)
                members.append((str.__str__(name), self.value(member, (*path, name))))
            return members
        if isinstance(value, list | tuple):
            elements: list[object] = []
            for index, element in enumerate(value):
                elements.append(self.value(element, (*path, str(index))))
            return elements
        try:
            return self._literal(plain_scalar(value), path)
        except TypeError:
            raise _unlike_json(f"holds a value of type {type(value).__name__}", path) from None

    def _literal(self, scalar: object, path: tuple[str, ...]) -> object:
        """Spell a number as JSON does; leave any other scalar as it is."""
        if type(scalar) is int:
            if scalar.bit_length() > 4 * MAX_NUMBER:  # more digits than the parser takes, and slow to write out
                raise _unlike_json("holds an integer that is too long", path)
            return NumberLiteral(scalar)
        if type(scalar) is float and isfinite(scalar):
            return self._spell(scalar)
        if type(scalar) is Decimal and scalar.is_finite():
            return NumberLiteral(scalar)
        if type(scalar) is float or type(scalar) is Decimal:
            raise _unlike_json("holds a number that isn't finite", path)
        return scalar


def _unlike_json(problem: str, path: tuple[str, ...]) -> SourceFault:
    return SourceFault(f"the policy {problem}: JSON has nothing like it", pointer=pointer(path))
