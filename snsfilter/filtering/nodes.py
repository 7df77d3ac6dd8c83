"""What a filter policy says, as data: frozen values in the policy's own shape.

A policy means: *some alternative, every key, some value, some pattern*.
Nodes know nothing of matching; every pass over them is a function elsewhere that ends in ``assert_never``.
The source of each operator is the page of the AWS documentation named, or Event Ruler.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from snsfilter.jsontext import NumberLiteral  # noqa: TC001 (annotations of public data must resolve at run time)

__all__ = [
    "Address",
    "AllOf",
    "AnyOf",
    "AnythingBut",
    "Cidr",
    "Dialect",
    "EqualsIgnoreCase",
    "Exact",
    "Exists",
    "FilterPolicyScope",
    "Member",
    "Nested",
    "Numeric",
    "Pattern",
    "Prefix",
    "Property",
    "Suffix",
    "Wildcard",
]

Dialect: TypeAlias = Literal["sns", "ruler"]
"""Which policies are accepted: what SNS documents, or all that Event Ruler accepts."""


class FilterPolicyScope(StrEnum):
    """What a policy is matched against (the subscription attribute of the same name)."""

    MESSAGE_ATTRIBUTES = "MessageAttributes"
    MESSAGE_BODY = "MessageBody"


@dataclass(frozen=True, slots=True)
class Exact:
    """``"rugby"``, ``100``, ``true``, ``null``: the value is this one (string-value-matching)."""

    value: str | NumberLiteral | bool | None


@dataclass(frozen=True, slots=True)
class Address:
    """``"10.0.0.1"``: a plain string that spells an IP address matches every spelling of it (Event Ruler)."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """``{"prefix": "bas"}``: a string that begins with it (string-value-matching)."""

    text: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class Suffix:
    """``{"suffix": "ball"}``: a string that ends with it (string-value-matching)."""

    text: str
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class EqualsIgnoreCase:
    """``{"equals-ignore-case": "tennis"}``: a string equal but for letter case (string-value-matching)."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """``{"wildcard": "*ball"}``: a string of this form (string-value-matching).

    *literals* are the texts around the stars, escapes resolved: one more than there are stars.
    """

    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """``{"anything-but": ...}``: a value that none of the *excluded* patterns matches (string-value-matching)."""

    excluded: tuple[Exact | Prefix | Suffix | EqualsIgnoreCase | Wildcard, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """``{"numeric": [">", 0, "<=", 150]}``: a number for which every comparison holds (numeric-value-matching)."""

    comparisons: tuple[tuple[Literal["=", "<", "<=", ">", ">="], NumberLiteral], ...]


@dataclass(frozen=True, slots=True)
class Cidr:
    """``{"cidr": "10.0.0.0/24"}``: a string that spells an address in the network (string-value-matching).

    *version* is 4 or 6; *first* and *last* are the ends of the network, as integers.
    """

    version: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Exists:
    """``{"exists": true}``: there is a value, whichever; ``false``: there is none (attribute-key-matching)."""

    present: bool


Pattern: TypeAlias = (
    Exact | Address | Prefix | Suffix | EqualsIgnoreCase | Wildcard | AnythingBut | Numeric | Cidr | Exists
)


@dataclass(frozen=True, slots=True)
class Property:
    """``"name": [pattern, ...]``: some value under the name matches some pattern."""

    name: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Nested:
    """``"name": {...}``: the body holds of what stands under the name."""

    name: str
    body: AllOf


@dataclass(frozen=True, slots=True)
class AllOf:
    """``{...}``: every member holds (and-or-logic).  Without members, the policy that accepts everything."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``"$or": [{...}, {...}]``: some branch holds (and-or-logic)."""

    branches: tuple[AllOf, ...]


Member: TypeAlias = Property | Nested | AnyOf
