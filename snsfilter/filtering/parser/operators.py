"""The operators of a policy: what each takes, and the node that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.nodes import Exists, Prefix, Suffix
from snsfilter.filtering.parser.anything_but import read_anything_but, reads_one_affix
from snsfilter.filtering.parser.faults import ONE_KEY, TOO_MANY, PolicyFault, describe, second_key, suggest
from snsfilter.filtering.parser.numeric import SIGNS, read_numeric
from snsfilter.filtering.parser.strings import (
    read_affix,
    read_cidr,
    read_equals_ignore_case,
    read_exactly,
    read_wildcard,
)
from snsfilter.jsontext import has
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from snsfilter.filtering.nodes import Pattern
    from snsfilter.filtering.parser.grammar import Grammar
    from snsfilter.jsontext import Members, Trail

__all__ = ["operator_names", "read_operator"]


def read_operator(members: Members, trail: Trail, grammar: Grammar) -> Pattern:
    """``"{" operator ":" operand "}"``."""
    if not members:
        raise PolicyFault(
            "an operator object must not be empty",
            trail,
            words="Match expression name not found",
            mark="closed",
            hint='write an operator, as {"prefix": "a"}',
        )
    name, operand = members[0]
    here = (*trail, 0)
    read = _OPERATORS.get(name)
    if read is None or (name == "exactly" and not grammar.exactly):
        raise PolicyFault(
            f"unknown operator {quoted(name)}",
            here,
            words=f"Unrecognized match type {name}",
            name=True,
            hint=_hint(name, operand, grammar),
        )
    pattern = read(operand, here, grammar)
    if has(members, 1):
        words = ONE_KEY
        if name == "numeric" or (name == "anything-but" and not reads_one_affix(operand, grammar)):
            words = TOO_MANY
        raise second_key(members, trail, words)
    return pattern


def _exists(operand: object, trail: Trail, _grammar: Grammar) -> Exists:
    """``"exists" ":" ("true" | "false")``."""
    if operand is not True and operand is not False:
        raise PolicyFault(
            f"exists takes true or false, not {describe(operand)}",
            trail,
            words="exists match pattern must be either true or false.",
            hint='write {"exists": true} or {"exists": false}, without quotes',
        )
    return Exists(operand)


_OPERATORS: dict[str, Callable[[object, Trail, Grammar], Pattern]] = {
    "exactly": read_exactly,
    "prefix": lambda operand, trail, grammar: read_affix(operand, trail, grammar, Prefix),
    "suffix": lambda operand, trail, grammar: read_affix(operand, trail, grammar, Suffix),
    "equals-ignore-case": read_equals_ignore_case,
    "wildcard": read_wildcard,
    "anything-but": read_anything_but,
    "numeric": read_numeric,
    "cidr": read_cidr,
    "exists": _exists,
}


def operator_names(grammar: Grammar) -> list[str]:
    """Name the operators that *grammar* accepts."""
    return [operator for operator in _OPERATORS if operator != "exactly" or grammar.exactly]


def _hint(name: str, operand: object, grammar: Grammar) -> str:
    """Say what a misspelt or misplaced operator may have been meant for."""
    if name in SIGNS:
        return f'write {{"numeric": ["{name}", 5]}}'
    if name == "Ref" or name.startswith("Fn::"):
        return "give the policy as it is deployed, with what the template refers to filled in"
    hint = suggest(name, operator_names(grammar))
    if isinstance(operand, list) and not hint.startswith("did"):  # an array or an object, which is what a key holds
        return (
            "if it is a nested key, leave out the array around its object; "
            "if it is an alternative, call the key around it $or"
        )
    return hint
