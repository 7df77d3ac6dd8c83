"""Numbers in a policy, and the operator ``numeric``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from snsfilter.filtering.nodes import Numeric
from snsfilter.filtering.numbers import is_comparable
from snsfilter.filtering.parser.faults import TOO_MANY, PolicyFault, brief, describe, one_of, token_text
from snsfilter.jsontext import MAX_NUMBER, Members, NumberLiteral, has, whole

if TYPE_CHECKING:
    from snsfilter.filtering.parser.faults import Mark
    from snsfilter.filtering.parser.grammar import Grammar
    from snsfilter.jsontext import Trail

__all__ = ["SIGNS", "ordered_number", "read_number", "read_numeric"]


def read_number(literal: NumberLiteral, trail: Trail) -> NumberLiteral:
    """``number``, of a bounded length."""
    if len(literal) > MAX_NUMBER:
        raise PolicyFault(
            f"a number may have {MAX_NUMBER} characters, found {len(literal)}",
            trail,
            words=f"Number value length ({len(literal)}) exceeds the maximum allowed ({MAX_NUMBER}, from "
            "`StreamReadConstraints.getMaxNumberLength()`)",
            tails=0,
            hint="put an identifier in quotes, here and in the messages",
        )
    return literal


def ordered_number(
    literal: NumberLiteral, trail: Trail, *, mark: Mark = "opened", reached: Trail | None = None, tails: int = 1
) -> NumberLiteral:
    """``number`` that has an order: comparable ones only (Event Ruler)."""
    if not is_comparable(read_number(literal, trail)):
        raise PolicyFault(
            f"{brief(literal)} can't be compared: it has more digits, or is larger, than a double holds",
            trail,
            words=f"Cannot compare number : {literal}",
            mark=mark,
            reached=reached,
            tails=tails,
            hint="round it to 15 significant digits",
        )
    return literal


def read_numeric(operand: object, trail: Trail, _grammar: Grammar) -> Numeric:
    """``"numeric" ":" "[" comparison "," number ["," upper "," number] "]"``; a second follows ``>`` or ``>=`` only."""
    if isinstance(operand, Members) or not isinstance(operand, list):
        raise PolicyFault(
            f"numeric takes an array, not {describe(operand)}",
            trail,
            words="Value of numeric must be an array.",
            hint=_NUMERIC_HINT,
        )
    sign = _sign(operand, 0, SIGNS, trail)
    bound = _bound(operand, 1, sign, trail)
    if not has(operand, 2):
        return Numeric(((sign, _compared(bound, 1, trail)),))
    return _range(operand, sign, bound, trail)


def _range(terms: list[object], sign: _Sign, bound: NumberLiteral, trail: Trail) -> Numeric:
    if sign not in (">", ">="):
        raise PolicyFault(
            f"numeric takes one comparison with {sign!r}, found {len(terms)} elements",
            (*trail, 2),
            words=TOO_MANY,
            hint="a range gives its lower bound first",
        )
    upper_sign = _sign(terms, 2, ("<", "<="), trail)
    upper = _bound(terms, 3, upper_sign, trail)
    if has(terms, 4):
        raise PolicyFault(
            f"numeric takes at most two comparisons, found {len(terms)} elements",
            (*trail, 4),
            words="Too many terms in numeric range expression",
            hint="a range has one lower and one upper bound",
        )
    lower, upper = _compared(bound, 1, trail), _compared(upper, 3, trail)
    if not float(lower) < float(upper):
        raise PolicyFault(
            f"numeric must have its lower bound below its upper one, found {lower} and {upper}",
            trail,
            words="Bottom must be less than top",
            mark="closed",
            hint="swap them" if float(bound) > float(upper) else f'a single value is written ["=", {brief(bound)}]',
        )
    return Numeric(((sign, lower), (upper_sign, upper)))


def _compared(bound: NumberLiteral, index: int, trail: Trail) -> NumberLiteral:
    """Return a bound if it has an order; Event Ruler asks only when it has read the whole array."""
    return ordered_number(bound, (*trail, index), mark="closed", reached=trail)


SIGNS = ("=", "<", "<=", ">", ">=")
_NUMERIC_HINT = 'write it as in ["=", 5] or [">", 0, "<=", 150]'
_MEANT = {
    "=>": "did you mean '>='?",
    "=<": "did you mean '<='?",
    "==": "did you mean '='?",
    "!=": 'write {"anything-but": 5} in place of {"numeric": ...}',
}
_Sign: TypeAlias = Literal["=", "<", "<=", ">", ">="]


def _sign(terms: list[object], index: int, known: tuple[str, ...], trail: Trail) -> _Sign:
    """Return the comparison at *index*; of the first, Event Ruler judges the sign only after the next token."""
    there = has(terms, index)
    sign = terms[index] if there else None
    if there and isinstance(sign, str) and not isinstance(sign, NumberLiteral):
        if whole(sign) in known:
            return sign  # type: ignore[return-value]  # a sign, or it isn't known
        reached, mark = _reached(terms, 1, trail) if not index else ((*trail, index), "read")
        words = f"{'Bad' if index else 'Unrecognized'} numeric range operator: {sign}"
    else:
        reached, mark = _reached(terms, index, trail)
        token = token_text(sign) if there else "]"
        words = f"{'Bad value in numeric range' if index else 'Invalid member in numeric match'}: {token}"
    raise PolicyFault(
        f"numeric takes {one_of(known)} here, not {describe(sign) if there else 'nothing'}",
        (*trail, index) if there else trail,
        words=words,
        mark=mark,
        reached=reached,
        hint=_MEANT.get(str(sign), _NUMERIC_HINT),
    )


def _bound(terms: list[object], index: int, sign: str, trail: Trail) -> NumberLiteral:
    there = has(terms, index)
    number = terms[index] if there else None
    if isinstance(number, NumberLiteral):
        return number
    found = describe(number) if there else "nothing"
    reached, mark = _reached(terms, index, trail)
    words = f"Value of {'equals' if sign == '=' else sign} must be numeric"
    raise PolicyFault(
        f"numeric takes a number after {sign!r}, not {found}", reached, words=words, mark=mark, hint=_NUMERIC_HINT
    )


def _reached(terms: list[object], index: int, trail: Trail) -> tuple[Trail, Mark]:
    """Return how far Event Ruler has read with the term at *index*, or with the end of the array in its place."""
    return ((*trail, index), "opened") if has(terms, index) else (trail, "closed")
