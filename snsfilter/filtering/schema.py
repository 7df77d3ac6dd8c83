"""Filter policies as JSON Schema (draft 2020-12): what the parser accepts, as far as a schema can say it.

``python -m snsfilter.filtering.schema [DIRECTORY]`` writes the schemas as files, by default those of the package.

What a schema can't say: that a key isn't repeated, that a number can be compared, that a range isn't empty, that an
address is one, and how large the policy is.  ``tests/test_schema.py`` holds the parser and the schema to that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TypeAlias

from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.parser.grammar import GRAMMARS, OR, RESERVED, Grammar
from snsfilter.filtering.parser.operators import operator_names
from snsfilter.filtering.source import known_scope

__all__ = ["filter_policy_schema", "schema_of", "write_schemas"]

Schema: TypeAlias = dict[str, object]

_FILES = {
    FilterPolicyScope.MESSAGE_ATTRIBUTES: "filter-policy-message-attributes.schema.json",
    FilterPolicyScope.MESSAGE_BODY: "filter-policy-message-body.schema.json",
}
_SUBJECTS = {
    FilterPolicyScope.MESSAGE_ATTRIBUTES: ("attributes", "the name of a message attribute"),
    FilterPolicyScope.MESSAGE_BODY: ("body", "a key of the JSON in the message body; dots lead to nested keys"),
}


def filter_policy_schema(scope: FilterPolicyScope | str = FilterPolicyScope.MESSAGE_ATTRIBUTES) -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the filter policies of a scope, as SNS documents them.

    The package holds the same as a file for each scope, in ``snsfilter/schemas``.

    >>> filter_policy_schema("MessageBody")["title"]
    'Amazon SNS filter policy, matched against the message body'

    Args:
        scope: what the policies are matched against; nested keys are for MessageBody only.

    Raises:
        FilterPolicyError: *scope* is none.
    """
    return schema_of(known_scope(scope), GRAMMARS["sns"])


def schema_of(scope: FilterPolicyScope, grammar: Grammar) -> Schema:
    """Return the schema of what *grammar* accepts in *scope*.

    A policy is well formed if either of Event Ruler's compilers accepts it.  They differ only where there is a key
    ``$or``; so all other policies are held to one of them, for the sake of clear messages.
    """
    nests = scope is FilterPolicyScope.MESSAGE_BODY
    subject, key = _SUBJECTS[scope]
    uses_or: list[Schema] = [{"required": [OR]}]
    if nests:
        uses_or.append({"not": {"additionalProperties": {"not": {"$ref": "#/$defs/usesOr"}}}})
    schema: Schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Amazon SNS filter policy, matched against the message {subject}",
        "description": f"A subscription with FilterPolicyScope {scope} receives a message if every key of its filter "
        "policy matches: some value of the message matches some element of the key's array. "
        f"A key is {key}.",
        "type": "object",
        "if": {"$ref": "#/$defs/usesOr"},
        "then": {"anyOf": [{"$ref": "#/$defs/keys"}, {"$ref": "#/$defs/keysWithoutOr"}]},
        "else": {"$ref": "#/$defs/keys"},
        "$defs": {
            "usesOr": {"type": "object", "anyOf": uses_or},
            **_definitions("", grammar, nests=nests),
            **_definitions("WithoutOr", grammar.without_or(), nests=nests),
            **{name: operand for name, operand in _operands().items() if name in operator_names(grammar)},
        },
    }
    if not grammar.empty_policy:
        schema["minProperties"] = 1
    return schema


def _definitions(suffix: str, grammar: Grammar, *, nests: bool) -> Schema:
    """Define the keys and values of one compiler; *suffix* tells its definitions from the other's."""
    definitions: Schema = {
        f"keys{suffix}": _keys(f"keys{suffix}", suffix, nests=nests),
        f"patterns{suffix}": {
            "description": "The key matches if any element of this array does.",
            "type": "array",
            "minItems": 1,
            "items": {"$ref": f"#/$defs/pattern{suffix}"},
        },
        f"pattern{suffix}": {
            "description": "A value that has to be equal, or an object with one operator.",
            "type": ["string", "number", "boolean", "null", "object"],
            **_one_of_members({name: _operand(name, grammar) for name in operator_names(grammar)}),
        },
    }
    if grammar.or_operator:
        or_member: Schema = {"properties": {OR: {"$ref": "#/$defs/branches"}}}
        definitions[f"keys{suffix}"] = {**_keys(f"keys{suffix}", suffix, nests=nests), **or_member}
        definitions["branches"] = _branches()
        definitions["branchKeys"] = {
            **_keys("branchKeys", suffix, nests=nests),
            **or_member,
            "minProperties": 1,
            "propertyNames": {"not": {"enum": sorted(RESERVED)}},
        }
    return definitions


def _keys(own_name: str, suffix: str, *, nests: bool) -> Schema:
    """Demand of an object that its members are keys: arrays of patterns or, where *nests*, objects of the same kind."""
    patterns: Schema = {"$ref": f"#/$defs/patterns{suffix}"}
    if not nests:
        return {"type": "object", "additionalProperties": patterns}
    nested: Schema = {
        "$ref": f"#/$defs/{own_name}",
        "minProperties": 1,
        "description": "Nested keys: all match inside the object under this key; where it is an array, in one element.",
    }
    # By type rather than with anyOf: a mistake in either is then reported as what it is.
    either: Schema = {"type": ["array", "object"], "if": {"type": "object"}, "then": nested, "else": patterns}
    return {"type": "object", "additionalProperties": either}


def _branches() -> Schema:
    return {
        "description": "OR logic: at least two objects of keys, one of which has to match along with all other keys. "
        "Names of operators can't be keys inside.",
        "type": "array",
        "minItems": 2,
        "items": {"$ref": "#/$defs/branchKeys"},
    }


def _one_of_members(members: dict[str, Schema]) -> Schema:
    """Demand of an object that it has one of these members, and no other."""
    return {"properties": members, "additionalProperties": False, "minProperties": 1, "maxProperties": 1}


def _operand(name: str, grammar: Grammar) -> Schema:
    if name == "anything-but":
        return _anything_but(grammar)
    operand: Schema = {"$ref": f"#/$defs/{name}"}
    if name in ("prefix", "suffix") and grammar.affix_ignore_case:
        ignoring_case = _one_of_members({"equals-ignore-case": {"$ref": "#/$defs/equals-ignore-case"}})
        return {"anyOf": [operand, {"type": "object", **ignoring_case}]}
    return operand


def _anything_but(grammar: Grammar) -> Schema:
    forms: dict[str, Schema] = {}
    for name in sorted(grammar.anything_but_forms):
        form: Schema = {"$ref": f"#/$defs/{name}"}
        if name in ("prefix", "suffix"):
            form["minLength"] = 1
        listed: Schema = {"type": "array", "minItems": 1, "items": form}
        forms[name] = {"anyOf": [form, listed]} if name in grammar.anything_but_listed_forms else form
    return {
        "title": "Anything-but matching",
        "description": "There is a value, and it is none of these: a string, a number, a list of either, or an object "
        f"with one of {', '.join(forms)}.",
        "type": ["string", "number", "array", "object"],
        **_ORDERED,
        "minItems": 1,
        "anyOf": [{"items": {"type": "string"}}, {"items": {"type": "number", **_ORDERED}}],
        **_one_of_members(forms),
    }


_ORDERED: Schema = {"minimum": -sys.float_info.max, "maximum": sys.float_info.max}
"""Numbers of operators are doubles."""

_LOWER = (">", ">=")
_UPPER = ("<", "<=")

_STAR = r"\*?"
_WILDCARD = rf"^{_STAR}(?:(?:[^*\\]|\\[*\\]){_STAR})*$(?!\n)"
"""No two stars in a row, and no escape but of a star and of itself.

Every step takes one character, so nothing is tried twice.  ``$(?!\n)`` is the end also where ``$`` alone would let a
line feed follow, as in Python.
"""

_OCTET = "0*(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
# Other digits than ASCII's count in a mask; a portable pattern can only let all that isn't ASCII pass.
_FOREIGN = r"[+-]?[0-9]*[^\x00-\x7f](?:[0-9]|[^\x00-\x7f])*"
_CIDR = (
    rf"^(?:{_OCTET}(?:\.{_OCTET}){{3}}/(?:\+?0*(?:3[01]|[12]?[0-9])|-0+|{_FOREIGN})"
    rf"|[0-9a-fA-F]*:[0-9a-fA-F:]*/(?:\+?0*(?:12[0-7]|1[01][0-9]|[1-9]?[0-9])|-0+|{_FOREIGN}))/*$(?!\n)"
)


def _operands() -> Schema:
    """Define what the operators take, but for ``anything-but``, which depends on the compiler."""
    return {
        "exactly": _text("Exact matching", "The value is this string, even where it spells an address."),
        "prefix": _text("Prefix matching", "The value is a string that begins with this one."),
        "suffix": _text("Suffix matching", "The value is a string that ends with this one."),
        "equals-ignore-case": _text("Equals-ignore-case matching", "The value is this string, in any letter case."),
        "wildcard": _text(
            "Wildcard matching",
            r"The value is a string of this form: * stands for any run of characters, \* for a star and \\ for a "
            "backslash. Two stars in a row aren't allowed.",
            _WILDCARD,
        ),
        "cidr": _text(
            "IP address matching",
            "The value is a string that spells an address in this network, such as 10.0.0.0/24 or 2001:db8::/32. "
            "The mask has at most 31 bits for IPv4 and 127 for IPv6; write a single address as a plain string.",
            _CIDR,
        ),
        "numeric": _numeric(),
        "exists": {
            "title": "Key matching",
            "description": "true: there is a value under the key, whichever. false: there is none.",
            "type": "boolean",
        },
    }


def _text(title: str, description: str, pattern: str | None = None) -> Schema:
    schema: Schema = {"title": title, "description": description, "type": "string"}
    return schema if pattern is None else {**schema, "pattern": pattern}


def _numeric() -> Schema:
    number: Schema = {"type": "number", **_ORDERED}
    return {
        "title": "Numeric matching",
        "description": 'The value is a number for which the comparison holds, as ["=", 5], or which lies in a range, '
        'as [">", 0, "<=", 150]: the lower bound first, and below the upper one.',
        "type": "array",
        "minItems": 2,
        "prefixItems": [{"enum": ["=", *_UPPER, *_LOWER]}, number, {"enum": [*_UPPER]}, number],
        "items": False,
        "anyOf": [{"maxItems": 2}, {"minItems": 4, "prefixItems": [{"enum": [*_LOWER]}]}],
    }


def write_schemas(directory: Path) -> list[Path]:
    """Write the schema of each scope into *directory*, which is made if it isn't there, and return the files."""
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for scope, name in _FILES.items():
        file = directory / name
        file.write_text(json.dumps(filter_policy_schema(scope), indent=2) + "\n", encoding="utf-8")
        written.append(file)
    return written


if __name__ == "__main__":
    from argparse import ArgumentParser

    _arguments = ArgumentParser("python -m snsfilter.filtering.schema", description="Write the JSON Schemas as files.")
    _arguments.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=Path(__file__).parents[1] / "schemas",
        help="where to, by default into the package itself",
    )
    write_schemas(_arguments.parse_args().directory)
