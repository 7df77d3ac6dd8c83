"""A policy as its text: what it is, what equals it, and what is made of the text for as long as somebody needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from snsfilter.errors import FilterPolicyError
from snsfilter.filtering.paths import alternatives
from snsfilter.filtering.source import Placer, load_source, nodes_of
from snsfilter.jsontext import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snsfilter.filtering.nodes import AllOf, Dialect, FilterPolicyScope
    from snsfilter.filtering.paths import Alternative

__all__ = ["WrittenPolicy", "no_stack"]


class WrittenPolicy:
    """A policy's text, scope and dialect, which never change; the other parts are made of these again when asked for.

    Python's garbage collector stops the program to look at every object that could be part of a cycle: nodes are such,
    texts aren't.  So what holds very many policies lets go of their nodes (:meth:`_slim`).

    Attributes:
        scope: what the policy is matched against.
        dialect: which policies are accepted, ``"sns"`` or ``"ruler"``.
    """

    __slots__ = ("_alternatives", "_compact", "_is_blank", "_source", "_tree", "dialect", "scope")
    scope: FilterPolicyScope
    dialect: Dialect
    _source: str | None
    """The text as given; ``None`` for a mapping, in which nothing has a line."""
    _compact: str | None
    """The text as SNS shows it; a mapping has one from the start."""
    _is_blank: bool
    """Whether it is ``{}``, which matches every message."""
    _tree: AllOf | None
    _alternatives: Sequence[Alternative] | None

    def _set(self, **parts: object) -> None:
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    def _slim(self) -> None:
        """Let go of what can be made again."""
        self._set(_tree=None, _alternatives=None)

    @property
    def tree(self) -> AllOf:
        """What the policy says (see :mod:`snsfilter.filtering.nodes`); read again where an index let go of it.

        Raises:
            FilterPolicyError: so little of the stack is left that the text can't be read again.
        """
        tree = self._tree
        if tree is None:
            try:
                tree = self._read()
            except RecursionError:
                raise no_stack("read") from None
            self._set(_tree=tree)
        return tree

    def _expanded(self) -> Sequence[Alternative]:
        """Return the alternatives without ``$or``: the policy holds if one of them does."""
        made = self._alternatives
        return alternatives(self._tree or self._read()) if made is None else made

    def _read(self) -> AllOf:
        """Read the text again, and keep nothing of it."""
        return nodes_of(self._value(), Placer(None, self.dialect), self.dialect)

    def _value(self) -> object:
        """Return the decoded JSON."""
        return load_source(self._text, self.dialect)[0]

    @property
    def _text(self) -> str:
        """What can be read again: the text as given, or that of the mapping."""
        return self.to_json() if self._source is None else self._source

    def to_json(self) -> str:
        """Return the policy's JSON without white space, members in order: as SNS keeps it and shows it.

        Numbers stay as they are spelt, and of a repeated key every value stays; an escape that a string needn't have
        doesn't.  Parsed again, it is the same policy.

        >>> from snsfilter import FilterPolicy
        >>> FilterPolicy.parse('{ "price": [ 3e2, {"numeric": [">", 1000]} ] }').to_json()
        '{"price":[3e2,{"numeric":[">",1000]}]}'

        Raises:
            FilterPolicyError: so little of the stack is left that the text can't be read.
        """
        text = self._compact
        if text is None:
            try:
                text, given = compact(self._value()), self._text
            except RecursionError:
                raise no_stack("read") from None
            self._set(_compact=given if text == given else text)  # one text rather than two that are equal
        return text

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a policy is immutable."""
        problem = f"a FilterPolicy is immutable; parse a new one instead of setting {name!r}"
        raise AttributeError(problem)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: a policy is immutable."""
        problem = f"a FilterPolicy is immutable; {name!r} can't be deleted"
        raise AttributeError(problem)

    def __eq__(self, other: object) -> bool:
        """Compare scope, dialect and JSON."""
        if not isinstance(other, WrittenPolicy):
            return NotImplemented
        return (self.to_json(), self.scope, self.dialect) == (other.to_json(), other.scope, other.dialect)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash((self.to_json(), self.scope, self.dialect))

    def __repr__(self) -> str:
        """Show the call that makes the policy."""
        dialect = "" if self.dialect == "sns" else f", dialect={self.dialect!r}"
        return f"FilterPolicy.parse({self.to_json()!r}, scope={str(self.scope)!r}{dialect})"


def no_stack(doing: str) -> FilterPolicyError:
    """Return the error for want of stack; *doing* is what can't be done with the policy."""
    return FilterPolicyError(f"the stack that is left is too small to {doing} the policy; ask from fewer calls deep")
