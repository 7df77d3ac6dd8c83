"""The operator ``anything-but``, in the forms that Event Ruler's two compilers know."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from snsfilter.filtering.nodes import AnythingBut, EqualsIgnoreCase, Exact, Prefix, Suffix, Wildcard
from snsfilter.filtering.parser.faults import (
    ONE_KEY,
    TOO_MANY,
    CutOffListError,
    PolicyFault,
    describe,
    second_key,
    suggest,
)
from snsfilter.filtering.parser.numeric import ordered_number
from snsfilter.filtering.parser.strings import IN_QUOTES, read_wildcard
from snsfilter.jsontext import CutOffError, Members, NumberLiteral, has, whole
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.filtering.parser.grammar import Grammar
    from snsfilter.jsontext import Trail

__all__ = ["read_anything_but", "reads_one_affix"]


def read_anything_but(operand: object, trail: Trail, grammar: Grammar) -> AnythingBut:
    """``"anything-but" ":" (string | number | list | "{" form ":" (string | strings) "}")``.

    ``form = "prefix" | "suffix" | "equals-ignore-case" | "wildcard"``; a *list* is all strings or all numbers.
    """
    if isinstance(operand, Members):
        return _anything_but_form(operand, trail, grammar)
    if isinstance(operand, list):
        try:
            return AnythingBut(_anything_but_list(operand, trail))
        except CutOffError as cut:
            raise CutOffListError(cut.fault) from None
    if not isinstance(operand, str):
        raise PolicyFault(
            f"anything-but takes a string, a number or a list of these, not {describe(operand)}",
            trail,
            words=_ANYTHING_BUT_WORDS,
            hint=_UNQUOTED,
        )
    if isinstance(operand, NumberLiteral):
        return AnythingBut((Exact(ordered_number(operand, trail, tails=0)),))
    return AnythingBut((Exact(whole(operand)),))


_UNQUOTED = "true, false and null can't be excluded; list the values that are wanted instead"
_ANYTHING_BUT_WORDS = "Value of anything-but must be an array or single string/number value."
_MIXED_WORDS = "Inside anything but list, either all values are number or string, mixed type is not supported"


def _anything_but_list(values: list[object], trail: Trail) -> tuple[Exact, ...]:
    excluded: list[str | NumberLiteral] = []
    for index, value in enumerate(values):
        here = (*trail, index)
        if not isinstance(value, str):
            raise PolicyFault(
                f"anything-but lists strings or numbers, not {describe(value)}",
                here,
                words="Inside anything but list, start|null|boolean is not supported.",
                tails=2,
                hint=_UNQUOTED if not isinstance(value, list) else "write one flat list",
            )
        excluded.append(ordered_number(value, here) if isinstance(value, NumberLiteral) else whole(value))
    if len(set(map(type, excluded))) != 1:
        found = "both" if excluded else "nothing"
        raise PolicyFault(
            f"anything-but must list either strings or numbers, found {found}",
            trail,
            words=_MIXED_WORDS,
            mark="closed",
            hint="put strings in quotes and numbers not, in one list of one kind" if excluded else "give it a value",
        )
    return tuple(map(Exact, excluded))


def _anything_but_form(members: Members, trail: Trail, grammar: Grammar) -> AnythingBut:
    if not members:
        raise PolicyFault(
            "the object of anything-but must not be empty",
            trail,
            words="Anything-But expression name not found",
            mark="closed",
            hint='write an operator, as {"prefix": "a"}',
        )
    name, operand = members[0]
    here = (*trail, 0)
    if name not in grammar.anything_but_forms:
        raise PolicyFault(
            f"anything-but doesn't take {quoted(name)}",
            here,
            words=f"Unsupported anything-but pattern: {name}",
            name=True,
            hint=suggest(name, sorted(grammar.anything_but_forms)),
        )
    if isinstance(operand, list) and not isinstance(operand, Members) and name in grammar.anything_but_listed_forms:
        try:
            excluded = _listed_forms(name, operand, here, grammar)
        except CutOffError as cut:
            raise CutOffListError(cut.fault) from None
    else:
        excluded = [_form(name, _form_text(name, operand, here, grammar), here, grammar)]
    if has(members, 1):
        raise second_key(members, trail, ONE_KEY if reads_one_affix(members, grammar) else TOO_MANY, hint=_ONE_TEXT)
    return AnythingBut(tuple(excluded))


_ONE_TEXT = (
    "leave one only: two anything-but in one array are alternatives, and each lets through what the other excludes"
)
"""Why not to write an object for each, as elsewhere: "anything-but a" or "anything-but b" excludes nothing."""

_Form: TypeAlias = Prefix | Suffix | EqualsIgnoreCase | Wildcard


def _listed_forms(name: str, values: list[object], trail: Trail, grammar: Grammar) -> list[_Form]:
    if not values:
        raise PolicyFault(
            f"the list of anything-but {name} must not be empty",
            trail,
            words=_MIXED_WORDS,
            mark="closed",
            hint="give it a string",
        )
    texts = [_form_text(name, value, (*trail, index), grammar, listed=True) for index, value in enumerate(values)]
    forms: list[_Form] = []
    for index, text in enumerate(texts):
        try:
            forms.append(_form(name, text, (*trail, index), grammar))
        except PolicyFault as fault:  # Event Ruler looks at the texts of a list when it has read them all
            fault.reached, fault.mark = trail, "closed"
            raise
    return forms


def _form_text(name: str, operand: object, trail: Trail, grammar: Grammar, *, listed: bool = False) -> str:
    """Return the text of a form of anything-but; a prefix or suffix must have some."""
    if not isinstance(operand, str) or isinstance(operand, NumberLiteral):
        raise PolicyFault(
            f"anything-but {name} takes a string, not {describe(operand)}",
            trail,
            words=_form_words(name, operand, grammar, listed=listed),
            hint=_text_hint(operand, listed=listed),
            tails=2 if listed else 1,
        )
    if not whole(operand) and name in ("prefix", "suffix"):
        raise PolicyFault(
            f"anything-but {name} takes a string that isn't empty",
            trail,
            words="Null prefix/suffix not allowed",
            mark="read",
            tails=2 if listed else 1,
            hint="an empty one excludes every string",
        )
    return operand


def _text_hint(operand: object, *, listed: bool) -> str:
    """Say how to mend a text of anything-but that isn't a string."""
    if isinstance(operand, Members):
        return ""
    if isinstance(operand, list):
        return "write one flat list" if listed else _ONE_TEXT
    return IN_QUOTES


def _form_words(name: str, operand: object, grammar: Grammar, *, listed: bool) -> str:
    """Return what Event Ruler says when the text of a form isn't a string; its two compilers differ."""
    older = not grammar.or_operator
    affix = name in ("prefix", "suffix")
    scalar = not isinstance(operand, list) or isinstance(operand, Members)
    if scalar and not (listed or isinstance(operand, str) or (older and affix)):
        return _ANYTHING_BUT_WORDS
    if affix:
        return f"{grammar.prefix_words if name == 'prefix' else 'prefix/suffix'} match pattern must be a string"
    if name == "wildcard":
        return "wildcard match pattern must be a string"
    short = "ignore-case" if older else "equals-ignore-case"
    return f"Inside anything-but/{short} list, number|start|null|boolean is not supported."


def _form(name: str, text: str, trail: Trail, grammar: Grammar) -> _Form:
    match name:
        case "wildcard":
            return read_wildcard(text, trail, grammar)
        case "equals-ignore-case":
            return EqualsIgnoreCase(text)
        case _:
            return Prefix(text) if name == "prefix" else Suffix(text)


def reads_one_affix(operand: object, grammar: Grammar) -> bool:
    """Tell whether Event Ruler's older compiler takes *operand* of anything-but for one prefix or suffix."""
    return not grammar.or_operator and isinstance(operand, Members) and operand[0][0] in ("prefix", "suffix")
