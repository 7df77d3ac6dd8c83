"""What callers give: mappings, read once, so that what their methods do is met in one place; and names of kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from snsfilter.errors import MessageError
from snsfilter.jsontext import a_type, type_name
from snsfilter.mappings import members_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["copy_of", "kind_of", "named", "refuse_kind"]

K = TypeVar("K")
V = TypeVar("V")


def copy_of(what: str, given: Mapping[K, V]) -> dict[K, V]:
    """Return the members of a mapping of any class; *what* names it in an error.

    Raises:
        MessageError: its methods fail, or it is larger than anything that SNS takes.
    """
    return members_of(what, given, MessageError)


def named(members: Mapping[object, object]) -> dict[str, object]:
    """Return the members whose names are strings, under these as plain strings."""
    return {str.__str__(name): value for name, value in members.items() if isinstance(name, str)}


def refuse_kind(what: str, expected: str, found: object) -> NoReturn:
    """Say that something is of another kind than expected.

    Raises:
        MessageError: always.
    """
    problem = f"{what} must be {expected}, not {kind_of(found)}"
    raise MessageError(problem)


def kind_of(value: object) -> str:
    """Name the kind of a decoded JSON value as an error has it: ``"a number"``, ``"null"``, ``"bytes"``."""
    name = type_name(value)
    return type(value).__name__ if name == "not JSON" else str(value).lower() if name == "boolean" else a_type(name)
