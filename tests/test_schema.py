"""The schemas and the parser accept the same, but for what a schema can't say: and that is listed here."""

import json
import re
import runpy
import sys
from collections import Counter
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from snsfilter import (
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    FilterPolicySyntaxError,
    filter_policy_schema,
)
from snsfilter.filtering import schema
from snsfilter.filtering.nodes import AnyOf, Nested
from snsfilter.filtering.parser.grammar import GRAMMARS
from snsfilter.filtering.parser.operators import operator_names
from tests.properties import strategies
from tests.properties.strategies import few
from tests.reference import deep_recursion

ATTRIBUTES, BODY = FilterPolicyScope
PACKAGE = Path(schema.__file__).parents[1]
VALIDATORS = {
    (scope, dialect): Draft202012Validator(schema.schema_of(scope, grammar))
    for scope in FilterPolicyScope
    for dialect, grammar in GRAMMARS.items()
}

# What a schema can't say, by the problem that the parser finds.
CANT_SAY = {
    "a number that can't be compared": r"can't be compared: it has more digits",
    "a number of over 1,000 characters": r"^a number may have 1000 characters",
    "a range whose lower bound isn't below the upper one": r"must have its lower bound below its upper one",
    "an address that is none": r"^cidr has (no address|an address that is none) before",
    "a mask too long for an address that is IPv4 in the form of IPv6": r"^cidr takes at most 31 bits of an IPv4",
    "a mask in digits that none but Java takes": r"^cidr must have a whole number after the '/'.*[^\x00-\x7f]",
    "over 150 levels": r"^a policy must not nest deeper than 150 levels",
    "JSON that no decoder should take": r"^the policy isn't JSON: -?(Infinity|NaN)|nest deeper than 1000",
}
REPEATED, SIZE = "a key that is repeated", "how many keys and alternatives there are"
CATEGORIES = {*CANT_SAY, REPEATED, SIZE}


def repeats(text):
    """Tell whether an object in the text repeats a key, of which decoders keep the last only."""
    found = []

    def pairs(members):
        found.append(len(members) > len(dict(members)))
        return dict(members)

    json.loads(text, object_pairs_hook=pairs)
    return any(found)


def nests(tree):
    return any(
        isinstance(member, Nested) or (isinstance(member, AnyOf) and any(map(nests, member.branches)))
        for member in tree.members
    )


def refusal(text, scope, dialect):
    """Return why the text is no policy, or None; SNS's limits apart, but for nested keys."""
    try:
        policy = FilterPolicy.parse(text, scope=scope, dialect=dialect, limits=None)
    except FilterPolicyError as error:
        return error
    return FilterPolicySyntaxError("nested") if scope is ATTRIBUTES and nests(policy.tree) else None


def category(error, text):
    """Return what a schema can't say about a text, or None if it should have said so."""
    if isinstance(error, FilterPolicyLimitError):
        return SIZE
    named = [name for name, problem in CANT_SAY.items() if re.search(problem, error.problem)]
    return named[0] if named else REPEATED if repeats(text) else None


def compare(text, value, scope, dialect="sns"):
    """Hold the schema to the parser, in both directions; return the category if it may accept more."""
    with deep_recursion():
        valid = VALIDATORS[scope, dialect].is_valid(value)
    error = refusal(text, scope, dialect)
    if error is None:
        assert valid, f"the schema refuses {text}"
        return None
    if not valid:
        return None
    found = category(error, text)
    assert found, f"the schema accepts {text}: {error}"
    return found


def policies_of_the_vectors():
    for file in sorted(Path(__file__).parent.glob("conformance/*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)["policy"]


def levels(text):
    """Return how deep the text nests; strings with brackets make it more."""
    return max(accumulate((character in "{[") - (character in "}]") for character in text), default=0)


def test_every_vector():
    counted = Counter()
    with deep_recursion():
        for text in dict.fromkeys(policies_of_the_vectors()):
            if levels(text) > 200:  # the parser refuses 151; the library for schemas recurses, and not to any depth
                continue
            try:
                value = json.loads(text)
            except ValueError:
                continue
            for scope in FilterPolicyScope:
                counted[compare(text, value, scope)] += 1
    assert counted.total() > 5000
    assert counted.total() - counted[None] < 200


any_dialect = st.sampled_from(strategies.DIALECTS)
any_scope = st.sampled_from(list(FilterPolicyScope))
any_policy = st.one_of(
    strategies.structures(),
    any_dialect.flatmap(strategies.policies),
    any_dialect.flatmap(strategies.flat_policies),
)


@few
@given(any_policy, any_scope, any_dialect)
def test_any_policy(text, scope, dialect):
    compare(text, json.loads(text), scope, dialect)


WORDS = [
    *strategies.NAMES,
    *["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "cidr", "exists", "exactly"],
    *["=", "<", "<=", ">", ">=", "regex", "**", "\\", "a\\*", "10.0.0.0/24", "10.0.0.0/32", "::/127", "::/128", "x/8"],
]
snippets = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=2)
    | st.sampled_from(WORDS),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.sampled_from(WORDS), below, max_size=2),
    max_leaves=6,
)


def places(value, at=()):
    """Yield the way to every value inside."""
    yield at
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in children:
        yield from places(below, (*at, name))


def replaced(value, at, new):
    """Return the value with another at the end of a way."""
    if not at:
        return new
    copy = value.copy()
    copy[at[0]] = replaced(value[at[0]], at[1:], new)
    return copy


@given(any_policy, any_scope, any_dialect, snippets, st.data())
def test_a_policy_with_something_else_in_it(text, scope, dialect, snippet, data):
    value = json.loads(text)
    wrong = replaced(value, data.draw(st.sampled_from(list(places(value)))), snippet)
    text = json.dumps(wrong)
    compare(text, json.loads(text), scope, dialect)


@given(snippets, any_scope, any_dialect)
def test_any_json(value, scope, dialect):
    text = json.dumps(value)
    assume(text != "{}" or dialect == "sns")
    compare(text, value, scope, dialect)


@few
@given(st.text(alphabet="*\\ab\n", max_size=8))
def test_any_wildcard(pattern):
    for operator in ({"wildcard": pattern}, {"anything-but": {"wildcard": pattern}}):
        value = {"a": [operator]}
        assert compare(json.dumps(value), value, BODY) is None


@few
@given(
    st.sampled_from(["10.0.0.0", "010.0.0.1", "256.0.0.1", "1.2.3", "::", "1::2", "::ffff:a00:1", "fffff::", "", "a"]),
    st.sampled_from(["/", "", "//"]),
    st.sampled_from(["0", "8", "+08", "-0", "-1", "31", "32", "127", "128", "", "x", "1.5", "٨", "+٣", "é", "8\n"]),
    st.sampled_from(["", "/", "//", "\n", " "]),
)
def test_any_network(address, slash, mask, end):
    text = json.dumps({"a": [{"cidr": f"{address}{slash}{mask}{end}"}]})
    compare(text, json.loads(text), ATTRIBUTES)


BY_CATEGORY = [
    ('{"a": [{"numeric": ["=", 9007199254740993]}]}', "a number that can't be compared"),
    ('{"a": [{"anything-but": [0.1234567890123456789]}]}', "a number that can't be compared"),
    (f'{{"a": [{"1" * 1001}]}}', "a number of over 1,000 characters"),
    ('{"a": [{"numeric": [">", 2, "<", 1]}]}', "a range whose lower bound isn't below the upper one"),
    ('{"a": [{"cidr": "1:2/8"}]}', "an address that is none"),
    ('{"a": [{"cidr": "::ffff:a00:1/64"}]}', "a mask too long for an address that is IPv4 in the form of IPv6"),
    ('{"a": [{"cidr": "10.0.0.0/é"}]}', "a mask in digits that none but Java takes"),
    ('{"a":' * 151 + "[1]" + "}" * 151, "over 150 levels"),
    ('{"a": [NaN]}', "JSON that no decoder should take"),
    ('{"a": [{"prefix": "a", "prefix": "b"}]}', REPEATED),
    ("{" + ",".join(f'"k{number}":["x"]' for number in range(257)) + "}", SIZE),
]


@pytest.mark.parametrize(("text", "name"), BY_CATEGORY, ids=[name for _, name in BY_CATEGORY])
def test_what_a_schema_cannot_say(text, name):
    assert compare(text, json.loads(text), BODY) == name


def test_every_category_has_an_example_and_is_in_the_docs():
    assert {name for _, name in BY_CATEGORY} == CATEGORIES
    page = (PACKAGE.parent / "docs" / "schema.md").read_text("utf-8")
    assert [name for name in CATEGORIES if f"- {name}\n" not in page] == []


SAID = [
    "[]",
    '"a"',
    '{"a": "x"}',
    '{"a": []}',
    '{"a": [[1]]}',
    '{"a": {}}',
    '{"a": [{}]}',
    '{"a": [{"prefx": "x"}]}',
    '{"a": [{"exactly": "x"}]}',
    '{"a": [{"prefix": "x", "suffix": "x"}]}',
    '{"a": [{"prefix": 1}]}',
    '{"a": [{"prefix": {"equals-ignore-case": "x"}}]}',
    '{"a": [{"exists": "true"}]}',
    '{"a": [{"exists": 1}]}',
    '{"a": [{"wildcard": "a**"}]}',
    '{"a": [{"wildcard": "a\\\\b"}]}',
    '{"a": [{"wildcard": "a\\\\"}]}',
    '{"a": [{"cidr": "10.0.0.0"}]}',
    '{"a": [{"cidr": "10.0.0.0/32"}]}',
    '{"a": [{"cidr": "256.0.0.0/8"}]}',
    '{"a": [{"cidr": "::/128"}]}',
    '{"a": [{"cidr": "10.0.0.0/8\\n"}]}',
    '{"a": [{"numeric": 5}]}',
    '{"a": [{"numeric": []}]}',
    '{"a": [{"numeric": ["=", "5"]}]}',
    '{"a": [{"numeric": ["=", true]}]}',
    '{"a": [{"numeric": ["=", 1e400]}]}',
    '{"a": [{"numeric": ["<", 5, ">", 1]}]}',
    '{"a": [{"numeric": [">", 1, "<"]}]}',
    '{"a": [{"numeric": [">", 1, "<", 5, "<", 6]}]}',
    '{"a": [{"numeric": ["!=", 1]}]}',
    '{"a": [{"anything-but": []}]}',
    '{"a": [{"anything-but": true}]}',
    '{"a": [{"anything-but": [true]}]}',
    '{"a": [{"anything-but": ["x", 1]}]}',
    '{"a": [{"anything-but": {}}]}',
    '{"a": [{"anything-but": {"prefix": ""}}]}',
    '{"a": [{"anything-but": {"prefix": ["x"]}}]}',
    '{"a": [{"anything-but": {"exists": true}}]}',
    '{"$or": [{"a": [1]}]}',
    '{"$or": [{"a": [1]}, {}]}',
    '{"$or": [{"a": [1]}, {"prefix": [1]}]}',
    '{"$or": [{"a": [1]}, "x"]}',
    '{"$or": [{"prefix": "x"}], "a": [{"anything-but": {"wildcard": "x*"}}]}',
]


@pytest.mark.parametrize("text", SAID)
def test_what_a_schema_says(text):
    value = json.loads(text)
    for scope in FilterPolicyScope:
        assert not VALIDATORS[scope, "sns"].is_valid(value)
        assert refusal(text, scope, "sns")


def test_nested_keys_are_for_bodies():
    for value in ({"a": {"b": [1]}}, {"$or": [{"a": {"b": [1]}}, {"c": [1]}]}, {"$or": {"a": [1]}}):
        assert VALIDATORS[BODY, "sns"].is_valid(value)
        assert not VALIDATORS[ATTRIBUTES, "sns"].is_valid(value)


def test_a_mistake_in_a_policy_without_or_is_reported_where_it_is():
    [error] = VALIDATORS[BODY, "sns"].iter_errors({"a": {"b": [{"prefx": "x"}]}})
    assert list(error.absolute_path) == ["a", "b", 0]
    assert "prefx" in error.message


def test_the_schemas_are_schemas_with_help_at_every_operator():
    for scope in FilterPolicyScope:
        known = filter_policy_schema(scope)
        Draft202012Validator.check_schema(known)
        operators = known["$defs"]["pattern"]["properties"]
        assert list(operators) == operator_names(GRAMMARS["sns"])
        for operand in operators.values():
            about = known["$defs"][operand["$ref"].rpartition("/")[2]] if "$ref" in operand else operand
            assert about["title"]
            assert about["description"]


def test_a_schema_refers_to_all_that_it_defines():
    for scope, dialect in VALIDATORS:
        known = schema.schema_of(scope, GRAMMARS[dialect])
        text = json.dumps(known)
        assert [name for name in known["$defs"] if f'"#/$defs/{name}"' not in text] == []
        assert set(re.findall(r"#/\$defs/([^\"]+)", text)) == set(known["$defs"])


def test_a_schema_is_the_callers_own():
    filter_policy_schema()["$defs"]["branches"].clear()
    assert filter_policy_schema()["$defs"]["branches"]
    assert filter_policy_schema() == filter_policy_schema("MessageAttributes")


def test_a_scope_that_is_none():
    with pytest.raises(FilterPolicyError, match="the scope of a policy must be"):
        filter_policy_schema("Body")


def test_the_files_of_the_package_are_what_is_generated(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["schema", str(tmp_path)])
    runpy.run_path(schema.__file__, run_name="__main__")
    written = {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()}
    assert len(written) == 2
    assert {file.name: file.read_text("utf-8") for file in (PACKAGE / "schemas").glob("filter-policy-*")} == written
