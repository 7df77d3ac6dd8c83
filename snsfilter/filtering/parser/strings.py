"""The operators that compare text: exactly, prefix, suffix, equals-ignore-case, wildcard and cidr."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snsfilter.filtering.addresses import looks_like_address, parse_address
from snsfilter.filtering.nodes import Cidr, EqualsIgnoreCase, Exact, Prefix, Suffix, Wildcard
from snsfilter.filtering.parser.faults import ONE_KEY, PolicyFault, describe, second_key
from snsfilter.jsontext import Members, NumberLiteral, has, whole
from snsfilter.plaintext import quoted

if TYPE_CHECKING:
    from snsfilter.filtering.parser.grammar import Grammar
    from snsfilter.jsontext import Trail

__all__ = ["IN_QUOTES", "read_affix", "read_cidr", "read_equals_ignore_case", "read_exactly", "read_wildcard"]

IN_QUOTES = "write it in quotes; only strings are compared with it"

_MAX_MASK = {4: 31, 6: 127}
_BITS = {4: 32, 6: 128}
_MAX_INT = 2**31 - 1
_MAX_MASK_DIGITS = 100


def text_of(operand: object, operator: str, trail: Trail, called: str = "") -> str:
    """Return the string that *operator* takes; Event Ruler may have it *called* something else."""
    if not isinstance(operand, str) or isinstance(operand, NumberLiteral):
        raise PolicyFault(
            f"{operator} takes a string, not {describe(operand)}",
            trail,
            words=f"{called or operator} match pattern must be a string",
            hint=_one_string(operand, operator),
        )
    return whole(operand)


def _one_string(operand: object, operator: str) -> str:
    """Say how to mend an operand that isn't a string."""
    if isinstance(operand, Members):
        return f'write {{"{operator}": "a"}}'
    if isinstance(operand, list):
        return f'write an object for each string, as in {{"{operator}": "a"}}, {{"{operator}": "b"}}'
    return IN_QUOTES


def read_exactly(operand: object, trail: Trail, _grammar: Grammar) -> Exact:
    """``"exactly" ":" string``."""
    return Exact(text_of(operand, "exactly", trail, "exact"))


def read_affix(operand: object, trail: Trail, grammar: Grammar, node: type[Prefix | Suffix]) -> Prefix | Suffix:
    """``affix ":" (string | "{" "equals-ignore-case" ":" string "}")``."""
    operator = node.__name__.lower()
    if not isinstance(operand, Members) or not grammar.affix_ignore_case:
        return node(text_of(operand, operator, trail))
    if not operand:
        raise PolicyFault(
            f"the object of {operator} must not be empty",
            trail,
            words=f"{node.__name__} expression name not found",
            mark="closed",
            hint='write {"equals-ignore-case": "ab"}, or a string',
        )
    name, text = operand[0]
    if name != "equals-ignore-case":
        raise PolicyFault(
            f"{operator} takes a string or equals-ignore-case, not {quoted(name)}",
            (*trail, 0),
            words=f"Unsupported {operator} pattern: {name}",
            name=True,
            hint=f'write {{"{operator}": {{"equals-ignore-case": "ab"}}}}, or a string',
        )
    pattern = node(text_of(text, name, (*trail, 0)), ignore_case=True)
    if has(operand, 1):
        raise second_key(operand, trail, ONE_KEY)
    return pattern


def read_equals_ignore_case(operand: object, trail: Trail, _grammar: Grammar) -> EqualsIgnoreCase:
    """``"equals-ignore-case" ":" string``."""
    return EqualsIgnoreCase(text_of(operand, "equals-ignore-case", trail))


def read_wildcard(operand: object, trail: Trail, _grammar: Grammar) -> Wildcard:
    r"""``"wildcard" ":" string``: ``*`` stands for any run, ``\*`` for a star, ``\\`` for a backslash."""
    text = text_of(operand, "wildcard", trail)
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
                    words=f"Invalid escape character at pos {_byte(text, position - 1)}",
                    mark="read",
                    hint=r"only \* and \\ are escapes; in JSON each backslash is written twice",
                )
            literals[-1].append(character)
        elif character != "*":
            literals[-1].append(character)
        elif text[position + 1 : position + 2] == "*":
            raise PolicyFault(
                f"wildcard has consecutive stars at character {position + 1}",
                trail,
                words=f"Consecutive wildcard characters at pos {_byte(text, position)}",
                mark="read",
                hint="one star stands for any run",
            )
        else:
            literals.append([])
        position += 1
    return Wildcard(tuple(map("".join, literals)))


def _byte(text: str, position: int) -> int:
    """Return where Event Ruler sees a character: in bytes of UTF-8, behind the opening quote."""
    return 1 + len(text[:position].encode("utf-8", "replace"))


def read_cidr(operand: object, trail: Trail, _grammar: Grammar) -> Cidr:
    """``"cidr" ":" string``: an address, a slash, and how many leading bits count."""
    text = text_of(operand, "cidr", trail, "prefix")  # Event Ruler's own slip
    parts = text.rstrip("/").split("/")
    if len(parts) != 2:  # noqa: PLR2004 (two sides of a slash)
        raise _not_network(f"cidr must have one '/', found {quoted(text)}", trail, "Malformed CIDR, one '/' required")
    mask = _mask(parts[1])
    if mask is None:
        problem = f"cidr must have a whole number after the '/', found {quoted(parts[1])}"
        raise _not_network(problem, trail, "Malformed CIDR, mask bits must be an integer")
    if mask < 0:
        problem = f"cidr must not have a negative number of bits, found {mask}"
        raise _not_network(problem, trail, "Malformed CIDR, mask bits must not be negative")
    address = parse_address(parts[0])
    if address is None:
        kind, words = (
            ("an address that is none", "Invalid") if looks_like_address(parts[0]) else ("no address", "Nonstandard")
        )
        raise _not_network(
            f"cidr has {kind} before the '/': {quoted(parts[0])}", trail, f"{words} IP address: {parts[0]}"
        )
    version, value = address
    if mask > _MAX_MASK[version]:
        raise PolicyFault(
            f"cidr takes at most {_MAX_MASK[version]} bits of an IPv{version} address, found {mask}",
            trail,
            words=f"IPv{version} mask bits must be < {_BITS[version]}",
            tails=0,
            hint="for a single address write it as a plain string",
        )
    free = (1 << (_BITS[version] - mask)) - 1
    return Cidr(version, value & ~free, value | free)


def _not_network(problem: str, trail: Trail, words: str) -> PolicyFault:
    return PolicyFault(problem, trail, words=words, tails=0, hint="write a network as in 10.0.0.0/24 or 2001:db8::/32")


def _mask(text: str) -> int | None:
    """Read a mask as Java's Integer.parseInt does: a sign and any decimal digits, each of one UTF-16 unit."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits.isdecimal() or max(digits) > "\uffff" or len(digits.lstrip("0")) > _MAX_MASK_DIGITS:
        return None
    value = int(text[: len(text) - len(digits)] + (digits.lstrip("0") or "0"))
    return value if -_MAX_INT - 1 <= value <= _MAX_INT else None
