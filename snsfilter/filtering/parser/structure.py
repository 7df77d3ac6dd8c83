"""The shape of a policy: objects, keys, ``$or`` and arrays of patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from snsfilter.filtering.addresses import parse_address
from snsfilter.filtering.nodes import Address, AllOf, AnyOf, Exact, Nested, Property
from snsfilter.filtering.parser.faults import CutOffListError, PolicyFault, describe
from snsfilter.filtering.parser.grammar import GRAMMARS, OR, RESERVED
from snsfilter.filtering.parser.numeric import read_number
from snsfilter.filtering.parser.operators import read_operator
from snsfilter.jsontext import CutOffError, Members, NumberLiteral, whole
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.filtering.nodes import Dialect, Member, Pattern
    from snsfilter.filtering.parser.grammar import Grammar
    from snsfilter.jsontext import Trail

__all__ = ["MAX_NESTING", "parse_nodes"]

MAX_NESTING = 150
"""How deep a policy may nest: a deeper key alone makes more than the 150 combinations that SNS allows."""


def parse_nodes(value: object, dialect: Dialect) -> AllOf:
    """Return the nodes of a decoded policy (see :func:`snsfilter.jsontext.load_policy`).

    ``policy = object``

    Raises:
        PolicyFault: it isn't a policy of the dialect; the fault is the one found with ``$or`` as an operator.
        CutOffError: its text breaks off before there is a fault of the policy.
    """
    grammar = GRAMMARS[dialect]
    if not isinstance(value, Members):
        raise PolicyFault(
            f"a filter policy must be a JSON object, not {describe(value)}",
            (),
            words="Filter is not an object",
            hint='write {"key": ["value"]}',
        )
    if not value and grammar.empty_policy:
        return AllOf(())
    try:
        return _object(value, (), grammar, inside_or=False)
    except PolicyFault as fault:
        if not fault.tails:  # Event Ruler tries again only after a fault that it gives a place
            raise
        try:
            return _object(value, (), grammar.without_or(), inside_or=False)
        except PolicyFault as second:
            fault.second = second
            raise fault from None
    except CutOffError as cut:
        if cut.fault.located or isinstance(cut, CutOffListError):
            _object(value, (), grammar.without_or(), inside_or=False)
        raise


def _object(members: Members, trail: Trail, grammar: Grammar, *, inside_or: bool) -> AllOf:
    """``object = "{" member {"," member} "}"``."""
    if not members:
        raise PolicyFault(
            "an object must not be empty",
            trail,
            words="Empty objects are not allowed",
            mark="closed",
            hint="give it a key, or remove it",
        )
    if len(trail) >= MAX_NESTING:
        raise PolicyFault(
            f"a policy must not nest deeper than {MAX_NESTING} levels",
            trail,
            words="Filter policy is too complex",
            tails=0,
            hint="flatten it",
        )
    parsed = []
    for index, (name, value) in enumerate(members):
        parsed.append(_member(name, value, (*trail, index), grammar, inside_or=inside_or))
    return AllOf(tuple(parsed))


def _member(name: str, value: object, trail: Trail, grammar: Grammar, *, inside_or: bool) -> Member:
    """``member = "$or" ":" branches | key ":" object | key ":" patterns``."""
    if name == OR and grammar.or_operator:
        return _branches(value, trail, grammar)
    if inside_or and name in RESERVED:
        raise PolicyFault(
            f"{name!r} is reserved and can't be a key inside $or",
            trail,
            words=f"{name} is Ruler reserved fieldName which cannot be used inside $or.",
            name=True,
            hint=f'put the operator into a key\'s array, as in {{"key": [{{"{name}": ...}}]}}',
        )
    if isinstance(value, Members):
        return Nested(name, _object(value, trail, grammar, inside_or=inside_or))
    if isinstance(value, list):
        try:
            return Property(name, _patterns(value, trail, grammar))
        except PolicyFault as fault:
            if fault.name and name != OR and name.lower().strip("$ ") == "or":
                fault.hint = f"did you mean the key {OR!r}, not {name!r}?"
            raise
    words = f'"{name}" must be an object or an array'
    if name in RESERVED:
        raise PolicyFault(
            f"{name!r} is an operator and must stand in an object in its key's array, not {describe(value)} under it",
            trail,
            words=words,
            hint=f'write "key": [{{"{name}": ...}}]',
        )
    raise PolicyFault(
        f"{quoted(name)} must hold an array of values, or an object of nested keys, not {describe(value)}",
        trail,
        words=words,
        hint="put it in an array",
    )


def _branches(value: object, trail: Trail, grammar: Grammar) -> AnyOf:
    """``branches = "[" object "," object {"," object} "]"``."""
    if isinstance(value, Members) or not isinstance(value, list):
        raise PolicyFault(
            f"$or must hold an array of objects, not {describe(value)}",
            trail,
            words="It must be an Array followed with $or.",
        )
    branches = []
    for index, branch in enumerate(value):
        if not isinstance(branch, Members):
            raise PolicyFault(
                f"$or must hold objects only, not {describe(branch)}",
                (*trail, index),
                words="Only JSON object is allowed in array of $or relationship.",
            )
        branches.append(_object(branch, (*trail, index), grammar, inside_or=True))
    if len(branches) < 2:  # noqa: PLR2004 (fewer are no choice)
        raise PolicyFault(
            f"$or must hold at least two objects, not {len(branches)}",
            trail,
            words="There must have at least 2 Objects in $or relationship.",
            mark="closed",
            hint="without an alternative, leave $or out",
        )
    return AnyOf(tuple(branches))


def _patterns(values: list[object], trail: Trail, grammar: Grammar) -> tuple[Pattern, ...]:
    """``patterns = "[" pattern {"," pattern} "]"``."""
    if not values:
        raise PolicyFault(
            "an array of values must not be empty",
            trail,
            words="Empty arrays are not allowed",
            mark="closed",
            hint="give it a value, or remove the key",
        )
    return tuple([_pattern(value, (*trail, index), grammar) for index, value in enumerate(values)])


def _pattern(value: object, trail: Trail, grammar: Grammar) -> Pattern:
    """``pattern = string | number | "true" | "false" | "null" | "{" operator ":" operand "}"``."""
    if isinstance(value, Members):
        return read_operator(value, trail, grammar)
    if isinstance(value, list):
        raise PolicyFault(
            "an array of values must not hold an array",
            trail,
            words="Match value must be String, number, true, false, or null",
            hint="list the values themselves; nested arrays of a message are searched anyway",
        )
    if isinstance(value, NumberLiteral):
        return Exact(read_number(value, trail))
    if isinstance(value, str):
        text = whole(value)
        return Address(text) if parse_address(text) else Exact(text)
    return Exact(cast("bool | None", value))
