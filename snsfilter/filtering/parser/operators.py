"""The operators of a policy: what each takes, and the node that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from snsfilter.filtering.addresses import looks_like_address, parse_address
from snsfilter.filtering.nodes import (
    AnythingBut,
    Cidr,
    EqualsIgnoreCase,
    Exact,
    Exists,
    Numeric,
    Prefix,
    Suffix,
    Wildcard,
)
from snsfilter.filtering.numbers import is_comparable
from snsfilter.filtering.parser.faults import PolicyFault, brief, describe, one_of
from snsfilter.jsontext import MAX_NUMBER, Members, NumberLiteral

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from snsfilter.filtering.nodes import Pattern
    from snsfilter.filtering.parser.faults import Trail
    from snsfilter.filtering.parser.grammar import Grammar

__all__ = ["operator_names", "read_number", "read_operator"]

_MAX_MASK = {4: 31, 6: 127}
_BITS = {4: 32, 6: 128}
_MAX_INT = 2**31 - 1
_MAX_MASK_DIGITS = 100


def read_operator(members: Members, trail: Trail, grammar: Grammar) -> Pattern:
    """``"{" operator ":" operand "}"``."""
    if not members:
        raise PolicyFault("an operator object must not be empty", trail, hint='write an operator, as {"prefix": "a"}')
    name, operand = members[0]
    here = (*trail, 0)
    read = _OPERATORS.get(name)
    if read is None or (name == "exactly" and not grammar.exactly):
        raise PolicyFault(f"unknown operator {name!r}", here, name=True, hint=_suggest(name, grammar))
    pattern = read(operand, here, grammar)
    _no_second_key(members, trail)
    return pattern


def _no_second_key(members: Members, trail: Trail) -> None:
    if len(members) > 1:
        raise PolicyFault(
            f"an operator object must hold one key only, found {members[1][0]!r} as well",
            (*trail, 1),
            name=True,
            hint="write an object for each operator; they are alternatives",
        )


def _exactly(operand: object, trail: Trail, _grammar: Grammar) -> Exact:
    """``"exactly" ":" string``."""
    return Exact(_text(operand, "exactly", trail))


def _affix(operand: object, trail: Trail, grammar: Grammar, node: type[Prefix | Suffix]) -> Prefix | Suffix:
    """``affix ":" (string | "{" "equals-ignore-case" ":" string "}")``."""
    operator = node.__name__.lower()
    if not isinstance(operand, Members) or not grammar.affix_ignore_case:
        return node(_text(operand, operator, trail))
    if not operand:
        raise PolicyFault(f"the object of {operator} must not be empty", trail)
    name, text = operand[0]
    if name != "equals-ignore-case":
        raise PolicyFault(
            f"{operator} takes a string or equals-ignore-case, not {name!r}",
            (*trail, 0),
            name=True,
        )
    pattern = node(_text(text, name, (*trail, 0)), ignore_case=True)
    _no_second_key(operand, trail)
    return pattern


def _equals_ignore_case(operand: object, trail: Trail, _grammar: Grammar) -> EqualsIgnoreCase:
    """``"equals-ignore-case" ":" string``."""
    return EqualsIgnoreCase(_text(operand, "equals-ignore-case", trail))


def _wildcard(operand: object, trail: Trail, _grammar: Grammar) -> Wildcard:
    r"""``"wildcard" ":" string``: ``*`` stands for any run, ``\*`` for a star, ``\\`` for a backslash."""
    text = _text(operand, "wildcard", trail)
    literals: list[list[str]] = [[]]
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
            character = text[position : position + 1]
            if character not in ("*", "\\"):
                raise PolicyFault(
                    f"wildcard has an escape that isn't one at character {position}",
                    trail,
                    hint=r"only \* and \\ are escapes; in JSON each backslash is written twice",
                )
            literals[-1].append(character)
        elif character != "*":
            literals[-1].append(character)
        elif text[position + 1 : position + 2] == "*":
            raise PolicyFault(
                f"wildcard has consecutive stars at character {position + 1}", trail, hint="one star stands for any run"
            )
        else:
            literals.append([])
        position += 1
    return Wildcard(tuple(map("".join, literals)))


def _exists(operand: object, trail: Trail, _grammar: Grammar) -> Exists:
    """``"exists" ":" ("true" | "false")``."""
    if operand is not True and operand is not False:
        raise PolicyFault(f"exists takes true or false, not {describe(operand)}", trail, hint="without quotes")
    return Exists(operand)


def _cidr(operand: object, trail: Trail, _grammar: Grammar) -> Cidr:
    """``"cidr" ":" string``: an address, a slash, and how many leading bits count."""
    text = _text(operand, "cidr", trail)
    hint = "write a network as in 10.0.0.0/24 or 2001:db8::/32"
    parts = text.rstrip("/").split("/")
    if len(parts) != 2:  # noqa: PLR2004
        raise PolicyFault(f"cidr must have one '/', found {text!r}", trail, hint=hint)
    mask = _mask(parts[1])
    if mask is None:
        raise PolicyFault(f"cidr must have a whole number after the '/', found {parts[1]!r}", trail, hint=hint)
    if mask < 0:
        raise PolicyFault(f"cidr must not have a negative number of bits, found {mask}", trail, hint=hint)
    address = parse_address(parts[0])
    if address is None:
        kind = "an address that is none" if looks_like_address(parts[0]) else "no address"
        raise PolicyFault(f"cidr has {kind} before the '/': {parts[0]!r}", trail, hint=hint)
    version, value = address
    if mask > _MAX_MASK[version]:
        raise PolicyFault(
            f"cidr takes at most {_MAX_MASK[version]} bits of an IPv{version} address, found {mask}",
            trail,
            hint="for a single address write it as a plain string",
        )
    free = (1 << (_BITS[version] - mask)) - 1
    return Cidr(version, value & ~free, value | free)


def _mask(text: str) -> int | None:
    """Read a mask as Java's Integer.parseInt does: a sign and any decimal digits."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits.isdecimal() or len(digits) > _MAX_MASK_DIGITS:
        return None
    value = int(text)
    return value if -_MAX_INT - 1 <= value <= _MAX_INT else None


def _anything_but(operand: object, trail: Trail, grammar: Grammar) -> AnythingBut:
    """``"anything-but" ":" (string | number | list | "{" form ":" (string | strings) "}")``.

    ``form = "prefix" | "suffix" | "equals-ignore-case" | "wildcard"``; a *list* is all strings or all numbers.
    """
    if isinstance(operand, Members):
        return _anything_but_form(operand, trail, grammar)
    if isinstance(operand, list):
        return AnythingBut(_anything_but_list(operand, trail))
    if not isinstance(operand, str):
        raise PolicyFault(f"anything-but takes a string, a number or a list of these, not {describe(operand)}", trail)
    return AnythingBut((Exact(_excluded(operand, trail)),))


def _anything_but_list(values: list[object], trail: Trail) -> tuple[Exact, ...]:
    kinds = set()
    for index, value in enumerate(values):
        if not isinstance(value, str):
            raise PolicyFault(f"anything-but lists strings or numbers, not {describe(value)}", (*trail, index))
        kinds.add(type(value))
    if len(kinds) != 1:
        found = "both" if kinds else "nothing"
        raise PolicyFault(f"anything-but must list either strings or numbers, found {found}", trail)
    return tuple(Exact(_excluded(cast("str", value), (*trail, index))) for index, value in enumerate(values))


def _excluded(value: str, trail: Trail) -> str | NumberLiteral:
    return _ordered_number(value, trail) if isinstance(value, NumberLiteral) else value


def _anything_but_form(members: Members, trail: Trail, grammar: Grammar) -> AnythingBut:
    if not members:
        raise PolicyFault("the object of anything-but must not be empty", trail)
    name, operand = members[0]
    here = (*trail, 0)
    if name not in grammar.anything_but_forms:
        hint = f"use {one_of(sorted(grammar.anything_but_forms))}"
        raise PolicyFault(f"anything-but doesn't take {name!r}", here, name=True, hint=hint)
    if not isinstance(operand, list) or isinstance(operand, Members) or name not in grammar.anything_but_listed_forms:
        excluded = [_form(name, operand, here, grammar)]
    elif operand:
        excluded = [_form(name, value, (*here, index), grammar) for index, value in enumerate(operand)]
    else:
        raise PolicyFault(f"the list of anything-but {name} must not be empty", here)
    _no_second_key(members, trail)
    return AnythingBut(tuple(excluded))


def _form(name: str, operand: object, trail: Trail, grammar: Grammar) -> Prefix | Suffix | EqualsIgnoreCase | Wildcard:
    text = _text(operand, f"anything-but {name}", trail)
    match name:
        case "wildcard":
            return _wildcard(text, trail, grammar)
        case "equals-ignore-case":
            return EqualsIgnoreCase(text)
        case _ if text:
            return Prefix(text) if name == "prefix" else Suffix(text)
        case _:
            raise PolicyFault(
                f"anything-but {name} takes a string that isn't empty", trail, hint="an empty one excludes every string"
            )


def _numeric(operand: object, trail: Trail, _grammar: Grammar) -> Numeric:
    """``"numeric" ":" "[" comparison "," number ["," upper "," number] "]"``; a second follows ``>`` or ``>=`` only."""
    if isinstance(operand, Members) or not isinstance(operand, list):
        raise PolicyFault(f"numeric takes an array, not {describe(operand)}", trail, hint=_NUMERIC_HINT)
    first = _comparison(operand, 0, ("=", "<", "<=", ">", ">="), trail)
    if len(operand) == 2:  # noqa: PLR2004
        return Numeric((first,))
    if first[0] not in (">", ">="):
        raise PolicyFault(
            f"numeric takes one comparison with {first[0]!r}, found {len(operand)} elements",
            (*trail, 2),
            hint="a range gives its lower bound first",
        )
    second = _comparison(operand, 2, ("<", "<="), trail)
    if len(operand) > 4:  # noqa: PLR2004
        raise PolicyFault(f"numeric takes at most two comparisons, found {len(operand)} elements", (*trail, 4))
    if not float(first[1]) < float(second[1]):
        raise PolicyFault(
            f"numeric must have its lower bound below its upper one, found {first[1]} and {second[1]}", trail
        )
    return Numeric((first, second))


_NUMERIC_HINT = 'write it as in ["=", 5] or [">", 0, "<=", 150]'


def _comparison(
    terms: list[object], index: int, known: tuple[str, ...], trail: Trail
) -> tuple[Literal["=", "<", "<=", ">", ">="], NumberLiteral]:
    sign = terms[index] if len(terms) > index else None
    if not isinstance(sign, str) or isinstance(sign, NumberLiteral) or sign not in known:
        found = "nothing" if len(terms) <= index else describe(sign)
        where = (*trail, index) if len(terms) > index else trail
        raise PolicyFault(f"numeric takes {one_of(known)} here, not {found}", where, hint=_NUMERIC_HINT)
    number = terms[index + 1] if len(terms) > index + 1 else None
    if not isinstance(number, NumberLiteral):
        found = "nothing" if len(terms) <= index + 1 else describe(number)
        where = (*trail, index + 1) if len(terms) > index + 1 else trail
        raise PolicyFault(f"numeric takes a number after {sign!r}, not {found}", where, hint=_NUMERIC_HINT)
    return sign, _ordered_number(number, (*trail, index + 1))  # type: ignore[return-value]


def read_number(literal: NumberLiteral, trail: Trail) -> NumberLiteral:
    """``number``, of a bounded length."""
    if len(literal) > MAX_NUMBER:
        raise PolicyFault(f"a number may have {MAX_NUMBER} characters, found {len(literal)}", trail)
    return literal


def _ordered_number(literal: NumberLiteral, trail: Trail) -> NumberLiteral:
    if not is_comparable(read_number(literal, trail)):
        raise PolicyFault(
            f"{brief(literal)} can't be compared: it has more digits, or is larger, than a double holds",
            trail,
            hint="round it to 15 significant digits",
        )
    return literal


def _text(operand: object, operator: str, trail: Trail) -> str:
    if not isinstance(operand, str) or isinstance(operand, NumberLiteral):
        raise PolicyFault(f"{operator} takes a string, not {describe(operand)}", trail)
    return operand


_OPERATORS: dict[str, Callable[[object, Trail, Grammar], Pattern]] = {
    "exactly": _exactly,
    "prefix": lambda operand, trail, grammar: _affix(operand, trail, grammar, Prefix),
    "suffix": lambda operand, trail, grammar: _affix(operand, trail, grammar, Suffix),
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
    "anything-but": _anything_but,
    "numeric": _numeric,
    "cidr": _cidr,
    "exists": _exists,
}


def operator_names(grammar: Grammar) -> list[str]:
    """Name the operators that *grammar* accepts."""
    return [operator for operator in _OPERATORS if operator != "exactly" or grammar.exactly]


def _suggest(name: str, grammar: Grammar) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 (only a fault needs it)

    known = operator_names(grammar)
    close = get_close_matches(name.lower().replace("_", "-").strip(), known, 1)
    return f"did you mean {close[0]!r}?" if close else f"use {one_of(known)}"
