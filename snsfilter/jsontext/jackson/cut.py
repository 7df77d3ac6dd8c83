"""JSON that breaks off: what was read before the fault, in containers that raise it when more is asked of them.

Event Ruler compiles a policy while Jackson reads it.  So of a text that isn't JSON it may report a fault of the policy
that stands before the fault of the JSON; and whoever walks these containers in order meets the two in that order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from snsfilter.jsontext.values import Members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from snsfilter.jsontext.jackson.words import JacksonFault

__all__ = ["CutList", "CutMembers", "CutOffError", "CutString", "break_off", "has", "whole"]


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

    def __init__(self, members: Iterable[tuple[str, object]], fault: JacksonFault) -> None:
        """Keep the members and the fault."""
        super().__init__(members)
        self.fault = fault

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

    def __init__(self, elements: Iterable[object], fault: JacksonFault) -> None:
        """Keep the elements and the fault."""
        super().__init__(elements)
        self.fault = fault

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

    def __new__(cls, fault: JacksonFault) -> Self:
        """Keep the fault."""
        cut = super().__new__(cls)
        cut.fault = fault
        return cut


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


def break_off(opened: list[Members | list[object]], fault: JacksonFault) -> object:
    """Return the first of these containers (one or more), each the last child of the one before, all broken off."""
    inner = _broken(opened[-1], fault)
    for children in reversed(opened[:-1]):
        if isinstance(children, Members):
            children[-1] = children[-1][0], inner
        else:
            children[-1] = inner
        inner = _broken(children, fault)
    return inner


def _broken(children: Members | list[object], fault: JacksonFault) -> CutMembers | CutList:
    return CutMembers(children, fault) if isinstance(children, Members) else CutList(children, fault)
