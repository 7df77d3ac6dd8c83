"""A policy as the caller gives it: to decoded JSON and to nodes, with every fault placed in the caller's own text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.errors import AwsText, FilterPolicyError, FilterPolicySyntaxError
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.numbers import literal_of
from snsfilter.filtering.parser import MAX_NESTING, PolicyFault, parse_nodes
from snsfilter.jsontext import GivenPlaces, SourceFault, pointer_to, read_given
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import AllOf, Dialect
    from snsfilter.jsontext import Document

__all__ = ["Placer", "known_scope", "load_source", "no_scope", "nodes_of"]


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
    try:
        return read_given(source, trailing=dialect == "ruler", deepest=2 * MAX_NESTING, spell=literal_of)
    except SourceFault as fault:
        raise _refused(fault) from fault.__cause__


def nodes_of(value: object, place: Placer, dialect: Dialect) -> AllOf:
    """Return the nodes of a decoded policy; *place* says where in the caller's text a fault is."""
    try:
        return parse_nodes(value, dialect)
    except PolicyFault as fault:
        from snsfilter.filtering.awstext import aws_text  # noqa: PLC0415 (only a fault needs it)

        raise FilterPolicySyntaxError(
            fault.problem,
            pointer=pointer_to(value, fault.trail),
            **place(fault.trail, name=fault.name)._asdict(),
            hint=fault.hint,
            aws=aws_text(fault, value, place.document, dialect),
        ) from None


class Placer(GivenPlaces):
    """Says where the parts of a policy stand in the caller's own text."""

    __slots__ = ()

    def __init__(self, text: str | None, dialect: Dialect) -> None:
        """Read nothing yet; *text* is ``None`` when the policy was given as a mapping."""
        super().__init__(text, trailing=dialect == "ruler")

    @property
    def document(self) -> Document | None:
        """The text with its places, read when first asked for; ``None`` for a mapping."""
        try:
            return super().document
        except SourceFault as fault:
            raise _refused(fault) from None


def _refused(fault: SourceFault) -> FilterPolicySyntaxError:
    aws = None
    if fault.text is not None:
        from snsfilter.filtering.awstext import aws_text_of_no_json  # noqa: PLC0415 (only a fault needs it)

        aws = aws_text_of_no_json(fault.text, fault.problem)
    return FilterPolicySyntaxError(
        fault.problem, pointer=fault.pointer, **fault.place._asdict(), hint=fault.hint, aws=aws
    )
