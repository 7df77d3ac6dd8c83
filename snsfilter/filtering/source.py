"""A policy as the caller gives it: to decoded JSON and to nodes, with every fault placed in the caller's own text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, cast

from snsfilter.errors import AwsText, FilterPolicyError, FilterPolicySyntaxError
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.numbers import literal_of
from snsfilter.filtering.parser import MAX_NESTING, PolicyFault, parse_nodes
from snsfilter.jsontext import (
    MAX_NUMBER,
    SPACE,
    JsonFault,
    Members,
    NumberLiteral,
    Place,
    load_policy,
    place_in,
    place_policy,
    plain_scalar,
    pointer,
    position,
)
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import AllOf, Dialect
    from snsfilter.jsontext import Document, Trail

__all__ = ["Placer", "known_scope", "load_source", "no_scope", "nodes_of"]

_MOST_VALUES = 131_072
"""How many values the 256 KB of a policy can hold; a mapping with shared parts could hold any number."""


def known_scope(scope: object) -> FilterPolicyScope:
    """Return the scope that a caller named.

    Raises:
        FilterPolicyError: there is no such scope.
    """
    given = str.__str__(scope) if isinstance(scope, str) else type(scope).__name__  # what it does itself may fail
    try:
        return FilterPolicyScope(given if isinstance(scope, str) else "")
    except ValueError:
        known = " or ".join(repr(str(each)) for each in FilterPolicyScope)
        problem = f"the scope of a policy must be {known}, not {quoted(given) if isinstance(scope, str) else given}"
        words = no_scope(given)
        raise FilterPolicyError(problem, aws=AwsText(words, words)) from None


def no_scope(given: str) -> str:
    """Return what SNS answers, in its operation's frame, to a scope that it doesn't have (recorded)."""
    return f"FilterPolicyScope: Invalid value [{given}]. Please use either MessageBody or MessageAttributes"


def load_source(source: object, dialect: Dialect) -> tuple[object, str | None]:
    """Return the decoded policy and its text, if it was given as such."""
    if isinstance(source, Mapping):
        try:
            return _members(source, (), [_MOST_VALUES]), None
        except (FilterPolicyError, RecursionError):
            raise
        except Exception as error:
            problem = f"the policy can't be read: its mapping raises {type(error).__name__}"
            raise FilterPolicySyntaxError(problem, hint="give it as a dict") from error
    if isinstance(source, bytes):
        try:
            source = bytes.decode(source)
        except UnicodeDecodeError as error:
            problem = f"the policy isn't UTF-8: byte {error.start} can't be decoded"
            raise FilterPolicySyntaxError(problem, hint="save it as UTF-8") from None
    if not isinstance(source, str):
        problem = f"a policy must be given as text, bytes or a mapping, not {type(source).__name__}"
        raise FilterPolicySyntaxError(problem)
    source = str.__str__(source)
    try:
        return load_policy(source, trailing=dialect == "ruler"), source
    except JsonFault as fault:
        raise _not_json(fault, source) from None


def nodes_of(value: object, place: Placer, dialect: Dialect) -> AllOf:
    """Return the nodes of a decoded policy; *place* says where in the caller's text a fault is."""
    try:
        return parse_nodes(value, dialect)
    except PolicyFault as fault:
        from snsfilter.filtering.awstext import aws_text  # noqa: PLC0415 (only a fault needs it)

        raise FilterPolicySyntaxError(
            fault.problem,
            pointer=_pointer(value, fault.trail),
            **place(fault.trail, name=fault.name)._asdict(),
            hint=fault.hint,
            aws=aws_text(fault, value, place.document, dialect),
        ) from None


class Placer:
    """Says where the parts of a policy stand in the caller's own text."""

    __slots__ = ("_dialect", "_document", "_text")

    def __init__(self, text: str | None, dialect: Dialect) -> None:
        """Read nothing yet; *text* is ``None`` when the policy was given as a mapping."""
        self._text = text
        self._dialect: Dialect = dialect
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
        """The text with its places, read when first asked for; ``None`` for a mapping."""
        if self._document is None and self._text is not None:
            try:
                self._document = place_policy(self._text, trailing=self._dialect == "ruler")
            except JsonFault as fault:
                raise _not_json(fault, self._text) from None
        return self._document


def _not_json(fault: JsonFault, text: str) -> FilterPolicySyntaxError:
    from snsfilter.filtering.awstext import aws_text_of_no_json  # noqa: PLC0415 (only a fault needs it)

    problem = f"the policy isn't JSON: {fault.problem}"
    place = place_in(text, fault.position(text))
    aws = aws_text_of_no_json(text, problem)
    return FilterPolicySyntaxError(problem, **place._asdict(), hint=fault.hint, aws=aws)


def _pointer(value: object, trail: Trail) -> str:
    """Return the JSON Pointer of the value at *trail*."""
    steps: list[str | int] = []
    for index in trail:
        if isinstance(value, Members):
            name, value = value[index]
            steps.append(name)
        else:
            value = cast("list[object]", value)[index]
            steps.append(index)
    return pointer(steps)


def _members(value: object, path: tuple[str, ...], left: list[int]) -> object:
    """Turn a decoded policy into what :func:`~snsfilter.jsontext.load_policy` makes of its text.

    *left* holds how many more values there may be.
    """
    left[0] -= 1
    if len(path) > 2 * MAX_NESTING or left[0] < 0:
        raise _unlike_json("nests too deeply, holds itself, or is too large", path[:10])
    if isinstance(value, Mapping):
        members = Members()
        for name, member in value.items():
            if not isinstance(name, str):
                raise _unlike_json(f"has a key of type {type(name).__name__}, not a string", path)
            members.append((str.__str__(name), _members(member, (*path, name), left)))
        return members
    if isinstance(value, list | tuple):
        elements: list[object] = []
        for index, element in enumerate(value):
            elements.append(_members(element, (*path, str(index)), left))
        return elements
    try:
        return _literal(plain_scalar(value), path)
    except TypeError:
        raise _unlike_json(f"holds a value of type {type(value).__name__}", path) from None


def _literal(scalar: object, path: tuple[str, ...]) -> object:
    """Spell a number as JSON does; leave any other scalar as it is."""
    if type(scalar) is int:
        if scalar.bit_length() > 4 * MAX_NUMBER:  # more digits than the parser takes, and slow to write out
            raise _unlike_json("holds an integer that is too long", path)
        return NumberLiteral(scalar)
    if type(scalar) is float and isfinite(scalar):
        return literal_of(scalar)
    if type(scalar) is Decimal and scalar.is_finite():
        return NumberLiteral(scalar)
    if type(scalar) is float or type(scalar) is Decimal:
        raise _unlike_json("holds a number that isn't finite", path)
    return scalar


def _unlike_json(problem: str, path: tuple[str, ...]) -> FilterPolicySyntaxError:
    return FilterPolicySyntaxError(f"the policy {problem}: JSON has nothing like it", pointer=pointer(path))
