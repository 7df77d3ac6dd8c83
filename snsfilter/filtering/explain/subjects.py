"""The two parts of a message that a policy may be matched against, as an explanation asks about them.

Each answers with the compiled matcher whether keys hold, and with a walk what a key sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from snsfilter.filtering.explain.attributes import Reading, malformed, read
from snsfilter.filtering.explain.findings import NearMiss, Seen
from snsfilter.filtering.explain.nearmiss import Carrier
from snsfilter.filtering.explain.seeing import Sight, look, look_at, steps_of
from snsfilter.filtering.explain.spelling import place, shown, shown_name
from snsfilter.filtering.explain.whereabouts import missing_attribute, missing_member, where_it_ends
from snsfilter.filtering.nodes import AnythingBut
from snsfilter.jsontext import type_name
from snsfilter.message import IGNORED, MalformedMessageError, plain_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.filtering.explain.plans import KeyPlan, Test
    from snsfilter.filtering.explain.seeing import Found
    from snsfilter.message import Message

__all__ = ["Attributes", "Body", "Subject", "View"]

_BODY_CARRIER = Carrier(is_attribute=False, is_array=False)


class View(NamedTuple):
    """What one key sees, ready to be told.

    Attributes:
        sight: the values, and where the way to them ends.
        type: the data type of an attribute; ``""`` in a body.
        problem: what is missing or malformed, or ``""``.
        near_misses: what would mend that.
        carrier: what carries the values.
        other: what is there instead of a value that patterns see.
    """

    sight: Sight
    type: str
    problem: str
    near_misses: tuple[NearMiss, ...]
    carrier: Carrier
    other: tuple[Seen, ...] = ()

    def seen(self, found: Found) -> Seen:
        """Return a value as it is shown."""
        steps = steps_of(found.trail)
        if not self.carrier.is_attribute:
            return Seen(shown(found.value), type_name(found.value), place(steps))
        element = " element" if len(steps) > 1 else ""
        return Seen(shown(found.value), f"{self.type}{element}", place(steps[1:]))


class Subject(Protocol):
    """What a policy of one scope is matched against."""

    def holds(self, test: Test) -> bool:
        """Ask a matcher about it."""
        ...

    def view(self, key: KeyPlan) -> View:
        """Return what a key sees."""
        ...


def _holds(test: Test, of: object) -> bool:
    try:
        return test(of)
    except Exception:  # noqa: BLE001 (as FilterPolicy.matches)
        return False


class Attributes:
    """The message attributes."""

    __slots__ = ("_attributes", "_message", "_readings")

    def __init__(self, message: Message) -> None:
        self._message = message
        self._attributes = message.attributes
        self._readings: dict[str, Reading] = {}

    def holds(self, test: Test) -> bool:
        """Ask a matcher about it."""
        return _holds(test, self._attributes)

    def view(self, key: KeyPlan) -> View:
        """Return what a key sees: one attribute."""
        path, accept = key.path, key.accept
        if path not in self._attributes:
            misses = () if accept.absence else tuple(missing_attribute(path, self._message))
            if not misses and self._attributes:  # without any attribute not even exists: false matches
                misses = tuple(_needs_a_value(key))
            problem = f"the message has no attribute {shown_name(path)!r}"
            return View(Sight(), "", problem, misses, Carrier(is_attribute=True, is_array=False))
        reading = self._reading(path)
        carrier = Carrier(is_attribute=True, is_array=type(reading.value) is list)
        if reading.problem:
            problem, miss = malformed(path, self._attributes[path], reading)
            return View(Sight(), reading.type, problem, (miss,), carrier)
        if reading.value is IGNORED:
            other = Seen("(bytes)", reading.type, "")
            said = f"attribute {shown_name(path)!r} is Binary, which a policy doesn't see"
            miss = NearMiss("binary", said, "send it with the data type String or Number")
            return View(Sight(), reading.type, said, () if accept.absence else (miss,), carrier, (other,))
        sight = look({"": reading.value}, "", accept) if carrier.is_array else look_at(reading.value, accept)
        return View(sight, reading.type, "", (), carrier)

    def problem_of(self, name: str) -> str:
        """Return what is wrong with an attribute that is there, or ``""``."""
        return self._reading(name).problem

    def _reading(self, name: str) -> Reading:
        if name not in self._readings:
            self._readings[name] = read(self._attributes[name])
        return self._readings[name]


class Body:
    """The decoded body."""

    __slots__ = ("_attributes", "_body")

    def __init__(self, message: Message, body: dict[str, object]) -> None:
        self._attributes = message.attributes
        self._body = body
        if isinstance(message.body, Mapping):  # it may hold types of its own
            with suppress(MalformedMessageError):  # in a part that the matcher had no need to see
                self._body = cast("dict[str, object]", plain_json(body))

    def holds(self, test: Test) -> bool:
        """Ask a matcher about it."""
        return _holds(test, self._body)

    def view(self, key: KeyPlan) -> View:
        """Return what a key sees: the values at its path."""
        path, accept = key.path, key.accept
        sight = look(self._body, path, accept)
        problem = where_it_ends(path, sight) if sight.is_bare else ""
        misses: tuple[NearMiss, ...] = ()
        if sight.is_bare and not accept.absence:
            misses = tuple(missing_member(path, sight, self._body, self._attributes)) or tuple(_needs_a_value(key))
        return View(sight, "", problem, misses, _BODY_CARRIER)


def _needs_a_value(key: KeyPlan) -> Iterator[NearMiss]:
    """Say of a key that isn't there that anything-but wants it to be, which is often not meant."""
    if any(isinstance(each, AnythingBut) for each in key.patterns) and not key.accept.absence:
        said = "anything-but asks for a value, and there is none"
        remedy = 'add {"exists": false} to the patterns if messages without the key are meant'
        yield NearMiss("anything-but-absent", said, remedy)
