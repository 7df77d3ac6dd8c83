"""JSON that breaks off: what was read before the fault, in containers that raise it when more is asked of them.

Event Ruler compiles a policy while Jackson reads it.  So of a text that isn't JSON it may report a fault of the policy
that stands before the fault of the JSON; and whoever walks these containers in order meets the two in that order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from snsfilter.jsontext.jackson_reader import Broken, Reader
from snsfilter.jsontext.jackson_tokens import Source, Stop
from snsfilter.jsontext.placing import DEEPEST_PLACE, Document
from snsfilter.jsontext.values import Members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from snsfilter.jsontext.jackson import JacksonFault

_Cut = TypeVar("_Cut", "CutMembers", "CutList")

__all__ = ["CutList", "CutMembers", "CutOffError", "CutString", "cut_off", "has", "whole"]


class CutOffError(ValueError):
    """The text breaks off here.

    Attributes:
        fault: what Jackson says.
    """

    def __init__(self, fault: JacksonFault) -> None:
        """Keep the fault."""
        super().__init__(fault.message)
        self.fault = fault


class CutMembers(Members):
    """The members of an object before the text breaks off."""

    __slots__ = ("fault",)
    fault: JacksonFault

    def __iter__(self) -> Iterator[tuple[str, object]]:
        """Yield the members, then raise."""
        yield from super().__iter__()
        raise CutOffError(self.fault)

    def __bool__(self) -> bool:
        """Tell that there is a member, or raise."""
        return has(self, 0)


class CutList(list[object]):
    """The elements of an array before the text breaks off."""

    __slots__ = ("fault",)
    fault: JacksonFault

    def __iter__(self) -> Iterator[object]:
        """Yield the elements, then raise."""
        yield from super().__iter__()
        raise CutOffError(self.fault)

    def __bool__(self) -> bool:
        """Tell that there is an element, or raise."""
        return has(self, 0)


class CutString(str):
    """A string that breaks off: it is known to be one, but can't be read."""

    __slots__ = ("fault",)
    fault: JacksonFault


def has(children: list[object] | Members, index: int) -> bool:
    """Tell whether an array or object has a child at *index*.

    Raises:
        CutOffError: the text breaks off before that is known.
    """
    if index < len(children):
        return True
    if isinstance(children, CutMembers | CutList):
        raise CutOffError(children.fault)
    return False


def whole(text: str) -> str:
    """Return *text*, which is about to be read.

    Raises:
        CutOffError: it breaks off.
    """
    if isinstance(text, CutString):
        raise CutOffError(text.fault)
    return text


def cut_off(text: str) -> Document:
    """Return what Jackson reads of *text* until a fault stops it, with the places of what was read.

    Containers that aren't closed then are :class:`CutMembers` and :class:`CutList`; a member of which Jackson hasn't
    read the start of the value is left out.  Of a text without any value, the value is ``None`` at its end.

    Raises:
        CutOffError: Jackson can't read the first token.
    """
    source = Source.of(text, sns=False)
    reader = _PlacingReader(source)
    try:
        reader.read()
        value = reader.root
    except Stop as stopped:
        value = _cut(reader, source.outward(stopped.fault))
    if isinstance(value, Broken):
        value, reader.places[()] = None, (len(source.units), len(source.units))
    outward = source.offset
    places = {trail: (outward(start), outward(start), outward(end)) for trail, (start, end) in reader.places.items()}
    return Document(text, value, places)


def _cut(reader: _PlacingReader, fault: JacksonFault) -> object:
    """Return what was read, with the containers that are open cut off."""
    inner: object = None
    if reader.in_string:
        inner = CutString()
        inner.fault = fault
    name = reader.name or ""
    for container in reversed(reader.opened):
        children = container.children
        complete = len(children) if container is reader.opened[-1] else -1  # the last child of others isn't closed
        if isinstance(children, Members):
            name = name if complete >= 0 else children[-1][0]
            inner = _cut_off(CutMembers(children[:complete]), fault, None if inner is None else (name, inner))
        else:
            inner = _cut_off(CutList(children[:complete]), fault, inner)
    if inner is None:
        raise CutOffError(fault)
    return inner


def _cut_off(container: _Cut, fault: JacksonFault, last: object) -> _Cut:
    container.fault = fault
    if last is not None:
        container.append(last)  # type: ignore[arg-type]  # a member for members
    return container


@dataclass
class _PlacingReader(Reader):
    """A reader that keeps where each value stands, in UTF-16 units: its start, and the end of what was read of it."""

    places: dict[tuple[int, ...], tuple[int, int]] = field(default_factory=dict)

    def _read_value(self, name: str | None) -> None:
        trail, start = self._trail(), self.at
        if trail is not None:
            self.places[trail] = (start, start + 1)
        super()._read_value(name)
        if trail is not None:
            self.places[trail] = (start, self.at)

    def _close(self, mark: str) -> None:
        super()._close(mark)
        trail = self._trail(last=True)
        if trail is not None:
            self.places[trail] = (self.places[trail][0], self.at)

    def _trail(self, *, last: bool = False) -> tuple[int, ...] | None:
        """Return the trail of the next value, or of the last one; deep down none is kept, as it costs too much."""
        if len(self.opened) > DEEPEST_PLACE:
            return None
        trail = [len(container.children) - 1 for container in self.opened]
        if trail and not last:
            trail[-1] += 1
        return tuple(trail)
