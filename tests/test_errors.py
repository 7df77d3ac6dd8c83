"""Errors are values: they say what was found, where and how to mend it, and they pickle and compare."""

import pickle

import pytest

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyLimitError, FilterPolicySyntaxError, SnsFilterError


def fault(source, **options):
    with pytest.raises(FilterPolicyError) as caught:
        FilterPolicy.parse(source, **options)
    return caught.value


@pytest.mark.parametrize("source", ['{"a": [{"prefx": "b"}]}', '{"a": ', {"a": {"b": [1]}}])
def test_an_error_pickles_and_compares(source):
    error = fault(source)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert again == error == fault(source)
    assert hash(again) == hash(error)
    assert str(again) == str(error)
    assert error != fault('{"b": []}')
    assert error != ValueError(*error.args)


def test_a_syntax_error_says_where_in_the_callers_text():
    error = fault('{\n  "a": [{"prefx": "b"}]\n}')
    assert isinstance(error, FilterPolicySyntaxError)
    assert (error.pointer, error.line, error.column, error.code) == ("/a/0/prefx", 2, 10, "InvalidParameter")
    assert str(error) == (
        "unknown operator 'prefx'; did you mean 'prefix'? (at /a/0/prefx, line 2, column 10)\n"
        '    "a": [{"prefx": "b"}]\n'
        "           ^"
    )


def test_a_mapping_has_no_line():
    error = fault({"a~b/c": ["x", []]})
    assert (error.pointer, error.line, error.column) == ("/a~0b~1c/1", None, None)


def test_a_limit_error_names_every_violation():
    nested = {"a": {"b": ["x" * 300_000]}}
    error = fault(nested)
    assert isinstance(error, FilterPolicyLimitError)
    assert len(error.violations) == 2
    assert error.problem == error.violations[0].problem
    assert fault({"$or": [{"a": {"b": [1]}}, {"c": [1]}]}).violations[0].problem.startswith("'a' holds an object")
    assert fault({"$or": [{"c": [1]}, {"a": {"b": [1]}}]}).violations[0].problem.startswith("'a' holds an object")
    assert FilterPolicy.parse(nested, limits=None)


def test_many_long_paths_are_a_limit_of_ours():
    keys = {f"k{number}": [1] for number in range(200)}
    towers = {f"o{number}": {"$or": [{"a": [1]}, {"b": [1]}]} for number in range(13)}
    assert "characters in all" in str(fault(towers | keys, scope="MessageBody", limits=None))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"scope": "Body"}, "the scope of a policy must be 'MessageAttributes' or 'MessageBody', not 'Body'"),
        ({"scope": 5}, "the scope of a policy must be 'MessageAttributes' or 'MessageBody', not int"),
        ({"dialect": "aws"}, "the dialect of a policy must be 'sns' or 'ruler', not 'aws'"),
        ({"limits": 5}, "the limits of a policy must be Limits(...) or None, not int"),
    ],
)
def test_an_option_that_is_none(options, problem):
    assert str(fault('{"a": [1]}', **options)) == problem


class Broken(dict):
    """A mapping whose own method fails."""

    def items(self):
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (5, "a policy must be given as text, bytes or a mapping, not int"),
        (b"\xff", "the policy isn't UTF-8: byte 0 can't be decoded"),
        ({"a": [{1}]}, "the policy holds a value of type set: JSON has nothing like it"),
        ({"a": {1: []}}, "the policy has a key of type int, not a string: JSON has nothing like it"),
        ({"a": [float("nan")]}, "the policy holds a number that isn't finite: JSON has nothing like it"),
        ({"a": [10**5000]}, "the policy holds an integer that is too long: JSON has nothing like it"),
        (Broken(a=[1]), "the policy can't be read: its mapping raises ZeroDivisionError"),
    ],
)
def test_a_source_that_is_no_policy(source, problem):
    error = fault(source)
    assert isinstance(error, FilterPolicySyntaxError)
    assert error.problem == problem


def test_a_policy_that_holds_itself_or_is_shared_without_end():
    own = {}
    own["a"] = own
    shared = {"a": ["x"]}
    for _ in range(60):
        shared = {"l": shared, "r": shared}
    for source in (own, shared):
        assert "nests too deeply, holds itself, or is too large" in str(fault(source))
    assert "nest deeper" in str(fault('{"a":' * 151 + "[1]" + "}" * 151, scope="MessageBody"))


def test_a_policy_near_the_end_of_the_stack():
    def down(levels):
        return down(levels - 1) if levels else fault('{"a":' * 149 + "[1, {}]" + "}" * 149, scope="MessageBody")

    with pytest.raises(RecursionError):
        down(5000)
    found = {type(down(levels)) for levels in range(0, 900, 30) if fits(down, levels)}
    assert found == {FilterPolicySyntaxError}


def fits(call, levels):
    try:
        call(levels)
    except RecursionError:
        return False
    return True


def test_a_number_with_text_right_behind_it():
    assert "isn't JSON" in str(fault("00", dialect="ruler"))


@pytest.mark.parametrize(
    ("text", "problem", "hint", "column"),
    [
        ('{"a": [True]}', "True is not JSON", "write true", 8),
        ('{"a": [NaN]}', "NaN is not JSON", "JSON has no such number", 8),
        ('{"a": [-Infinity]}', "-Infinity is not JSON", "JSON has no such number", 8),
        ('{"a": [1]} // note', "// is not JSON", "JSON has no comments", 12),
        ('{"a": [\u201cb\u201d]}', 'a string must stand in straight double quotes, ", not in curly ones', "", 8),
        ("{'a': [1]}", "a string must stand in double quotes, not single ones", "", 2),
        (
            '{"a": [.5]}',
            "a number is malformed",
            "JSON has no leading zero or plus, and digits on both sides of a point",
            8,
        ),
        ("{a: [1]}", "'a' is not JSON", "put a string in double quotes", 2),
        ('{"a": [%]}', "'%' can't start a JSON value", "", 8),
        ('{"a": [1,]}', "expected something between a comma and ']'", "remove the comma", 10),
        ('{"a": [1],}', "expected something between a comma and '}'", "remove the comma", 11),
        ('{"a": ["x]}', "a string is not closed", 'put a " behind it', 8),
        ('{"a": ["x\ty"]}', "a string holds a tab, U+0009, as it is", "escape it, or close the string before it", 10),
        ('{"a": ["\n', "a string holds a line break, U+000A, as it is", "escape it, or close the string before it", 9),
        ("\ufeff{}", "the text starts with a byte order mark, which JSON doesn't allow", "remove it", 1),
        (
            r'{"a": ["x\y"]}',
            r"a string has the escape \y, which JSON doesn't know",
            r"a backslash itself is written \\, a quote \", any character \u and four hexadecimal digits",
            10,
        ),
        (
            r'{"a": ["\u12"]}',
            "a string has the escape \\u12\"], which JSON doesn't know",
            r"a backslash itself is written \\, a quote \", any character \u and four hexadecimal digits",
            9,
        ),
    ],
)
def test_text_that_is_no_json(text, problem, hint, column):
    error = fault(text)
    assert (error.problem, error.hint, error.column) == (f"the policy isn't JSON: {problem}", hint, column)


@pytest.mark.parametrize(
    ("text", "shown", "caret"),
    [
        ('{"a": [{"prefx": "b"}]}', '{"a": [{"prefx": "b"}]}', "        ^"),
        ('{"a":\t[{"prefx": "b"}]}', '{"a": [{"prefx": "b"}]}', "        ^"),
        ('{"\u65e5\u672c": [{"prefx": 1}]}', '{"\u65e5\u672c": [{"prefx": 1}]}', "           ^"),
        ('{"e\u0301": [{"prefx": 1}]}', '{"e\u0301": [{"prefx": 1}]}', "        ^"),
        ('{"\x7f\u202e": [{"prefx": 1}]}', '{"\ufffd\ufffd": [{"prefx": 1}]}', "         ^"),
        (
            f'{{"a": ["{"x" * 100}", {{"prefx": 1}}, "{"y" * 100}"]}}',
            f'...{"x" * 40}", {{"prefx": 1}}, "{"y" * 18}...',
            " " * 47 + "^",
        ),
        ("", "", ""),
    ],
)
def test_the_place_is_shown_under_the_callers_own_line(text, shown, caret):
    error = fault(f"\r\n{text}")
    assert error.excerpt == (f"  {shown}\n  {caret}" if shown else "")
    assert str(error).endswith(error.excerpt)
    assert fault({"a": [{"prefx": 1}]}).excerpt == ""


@pytest.mark.parametrize(
    ("form", "hint"),
    [
        ('{"prefix": ["a", "b"]}', "leave one only: two anything-but in one array are alternatives, and each lets"),
        ('{"prefix": "a", "suffix": "b"}', "leave one only: two anything-but in one array are alternatives, and each"),
        ('{"prefix": 1}', "write it in quotes"),
        ('{"prefix": {}}', ""),
    ],
)
def test_no_remedy_excludes_nothing(form, hint):
    found = fault(f'{{"a": [{{"anything-but": {form}}}]}}').hint
    assert found.startswith(hint)
    assert bool(found) == bool(hint)


def test_a_list_in_a_list_of_anything_but():
    assert fault('{"a": [{"anything-but": {"prefix": ["a", ["b"]]}}]}', dialect="ruler").hint == "write one flat list"


@pytest.mark.parametrize(
    ("policy", "hint"),
    [
        ('{"a": [{"anythingBut": "b"}]}', "did you mean 'anything-but'?"),
        ('{"a": [{"anything-but": {"prefx": "b"}}]}', "did you mean 'prefix'?"),
        ('{"a": [{"anything-but": {"cidr": "b"}}]}', "use 'equals-ignore-case', 'prefix', 'suffix' or 'wildcard'"),
        ('{"a": [{">=": 5}]}', 'write {"numeric": [">=", 5]}'),
        ('{"$OR": [{"a": [1]}, {"b": [1]}]}', "did you mean the key '$or', not '$OR'?"),
        ('{"or": [{"a": [1]}, {"b": [1]}]}', "did you mean the key '$or', not 'or'?"),
        ('{"or": [[]]}', "list the values themselves; nested arrays of a message are searched anyway"),
    ],
)
def test_a_misspelt_operator(policy, hint):
    assert fault(policy).hint == hint


@pytest.mark.parametrize(("bounds", "hint"), [("6, 5", "swap them"), ("5, 5", 'a single value is written ["=", 5]')])
def test_bounds_in_no_order(bounds, hint):
    low, high = bounds.split(", ")
    assert fault(f'{{"a": [{{"numeric": [">", {low}, "<", {high}]}}]}}').hint == hint


@pytest.mark.parametrize(("operation", "found"), [("Publish", "'Publish'"), (5, "int"), ([], "list")])
def test_an_operation_that_is_none(operation, found):
    problem = (
        "the operation must be 'Subscribe' or 'SetSubscriptionAttributes' or 'CreateTopic' or 'SetTopicAttributes', "
        "or None for Event Ruler's own text, not"
    )
    with pytest.raises(SnsFilterError) as caught:
        fault("[]").aws_message(operation)
    assert str(caught.value) == f"{problem} {found}"


def test_what_exceeds_a_bound_of_jackson_has_no_place():
    assert fault(f'{{"a": [{"1" * 1001}').aws_message(None) == (
        "Number value length (1001) exceeds the maximum allowed (1000, from "
        "`StreamReadConstraints.getMaxNumberLength()`)"
    )


def test_an_operator_without_its_array():
    error = fault('{"store": {"prefix": "a"}}', scope="MessageBody")
    assert error.hint == 'write "key": [{"prefix": ...}]'


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        (
            '{"order": [{"kind": ["lab"]}]}',
            "if it is a nested key, leave out the array around its object; if it is an ",
        ),
        ('{"or": [{"a": ["x"]}, {"b": ["x"]}]}', "; did you mean the key '$or', not 'or'? (at /or/0/a, "),
        ('{"a": [{"Ref": "X"}]}', "; give the policy as it is deployed, with what the template refers to filled in ("),
        ('{"a": [{"Fn::Sub": "${X}"}]}', "give the policy as it is deployed"),
        ('{"a": [{"exists": 1}]}', 'write {"exists": true} or {"exists": false}, without quotes'),
        ('{"a": [{"prefix": {"x": 1}}]}', '; write {"prefix": "a"} ('),
        ('{"a": [{"numeric": ["=>", 5]}]}', "did you mean '>='?"),
        ('{"a": [{"numeric": ["!=", 5]}]}', 'write {"anything-but": 5} in place of'),
    ],
)
def test_remedies_for_what_people_mean(source, remedy):
    with pytest.raises(FilterPolicySyntaxError) as caught:
        FilterPolicy.parse(source)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(
    "source",
    [
        r'{"x\u001b[31m": 5}',
        r'{"a\nb": {"b": ["a"]}}',
        r'{"a": [{"x\u001b[31m": "a"}]}',
        r'{"a": [{"numeric": ["\u001b[31m", 5]}]}',
        r'{"a": "\u202e"}',
        r'{"\u001b": [{"wildcard": "*1*2*3*4*"}]}',
    ],
)
def test_a_text_commands_no_terminal(source):
    with pytest.raises(FilterPolicyError) as caught:
        FilterPolicy.parse(source)
    assert all(line.isprintable() for line in str(caught.value).splitlines())
    assert len(str(caught.value).splitlines()) == 3
    assert "\\\\" not in caught.value.problem  # escaped once


def test_the_pointer_itself_is_exact():
    with pytest.raises(FilterPolicyError) as caught:
        FilterPolicy.parse(r'{"x\u001b": 5}')
    assert caught.value.pointer == "/x\x1b"
