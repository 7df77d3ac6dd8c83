"""What AWS says of a policy, whatever is wrong with it; and what may be said of every error."""

import json
import pickle
import sys
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyLimitError, FilterPolicyScope
from tests import ruler_compilers
from tests.properties import near_policies, strategies
from tests.properties.test_matching import assert_placed, lines_of, read_or_none, resolves

BODY = FilterPolicyScope.MESSAGE_BODY
OPERATIONS = ["Subscribe", "SetSubscriptionAttributes", None]
dialects = st.sampled_from(strategies.DIALECTS)
scopes = st.sampled_from(list(FilterPolicyScope))


def error_of(source, dialect, scope=BODY):
    """Return the error of a policy, apart from SNS's limits, or ``None``."""
    try:
        FilterPolicy.parse(source, scope=scope, dialect=dialect, limits=None)
    except FilterPolicyError as error:
        return error
    return None


@given(near_policies.policies, st.sampled_from(["", "", "", " x", "}", "\n{}"]))
def test_we_say_what_event_ruler_says(text, never_read):
    error = error_of(text + never_read, "ruler")
    assume(not isinstance(error, FilterPolicyLimitError))  # a bound of ours
    said = ruler_compilers.said(text + never_read)
    assert (error and error.aws_message(None)) == said
    by_sns = error_of(
        text, "sns"
    )  # which may take less than Event Ruler, but has Event Ruler's text where there is one
    if by_sns is not None and said is not None and not isinstance(by_sns, FilterPolicyLimitError):
        assert by_sns.aws_message(None) == ruler_compilers.said(text)


PREFIXES = {
    "Subscribe": "Invalid parameter: Attributes Reason: FilterPolicy: ",
    "SetSubscriptionAttributes": "Invalid parameter: FilterPolicy: ",
}


@given(near_policies.policies, dialects)
def test_sns_speaks_of_the_policy_as_it_writes_it(text, dialect):
    error = error_of(text, dialect)
    assume(error and not isinstance(error, FilterPolicyLimitError))
    compact = ruler_compilers.compact(text)
    again = error_of(compact, dialect)
    told = again.aws_message("Subscribe").removeprefix(PREFIXES["Subscribe"])
    if max(map(len, near_policies.numerals(compact))) > ruler_compilers.LONGEST_NUMBER:
        assert told.startswith("failed to parse JSON. Number value length (")
    elif dialect == "ruler":
        assert told == again.aws_message(None)
    for operation, prefix in PREFIXES.items():
        assert error.aws_message(operation) == prefix + told
        assert again.aws_message(operation) == prefix + told
    assert (error.pointer, error.problem, error.hint) == (again.pointer, again.problem, again.hint)


# Every error

MISTAKES = [
    "",
    " ",
    '"',
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\\",
    "x",
    "1",
    "\n",
    "\r",
    "\x00",
    "é",
    "😀",
    "\ud83d",
    "\ufeff",
]


@st.composite
def mistaken(draw):
    """Draw a policy with a mistake in its JSON."""
    text = draw(near_policies.policies)
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(MISTAKES)) + text[at + draw(st.integers(0, 4)) :]


def widths(shown):
    """Yield each character with the column of a terminal in which it stands."""
    at = 0
    for character in shown:
        yield character, at
        if not unicodedata.combining(character):
            at += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    yield "", at


def assert_shown(error, text):
    """The caret stands under the very character, or behind the last."""
    line = lines_of(text)[error.line - 1]
    assert (error.excerpt == "") is (not line.strip())
    if error.excerpt:
        shown, caret = error.excerpt.split("\n")
        wanted = line[error.column - 1 : error.column]
        under = [character for character, at in widths(shown) if at == caret.index("^")]
        if wanted == "\t":
            wanted = " "
        assert wanted in under or (wanted and "\N{REPLACEMENT CHARACTER}" in under and not wanted.isprintable())
        assert set(caret) == {" ", "^"}
        assert len(shown) <= 2 + 3 + 76 + 3


def assert_an_error(error, source, text, dialect, scope):
    """What holds of every error."""
    for operation in OPERATIONS:
        assert error.aws_message(operation).encode()
    assert error.aws_message("Subscribe") == error.aws_message("SetSubscriptionAttributes").replace(
        "Invalid parameter: ", "Invalid parameter: Attributes Reason: ", 1
    )
    assert (error.code, error.http_status, error.sender_fault) == ("InvalidParameter", 400, True)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert again == error == error_of(source, dialect, scope)
    assert (hash(again), str(again)) == (hash(error), str(error))
    assert [again.aws_message(each) for each in OPERATIONS] == [error.aws_message(each) for each in OPERATIONS]
    if text is None:
        assert (error.line, error.column, error.excerpt) == (None, None, "")
    elif error.line is not None:
        assert_placed(error, text)
        assert_shown(error, text)
    document = read_or_none(text) if text is not None else None
    assert document is None or resolves(document, error.pointer)


@given(near_policies.policies | mistaken() | st.text(), dialects, scopes)
def test_any_text_is_a_policy_or_an_error_that_says_where(text, dialect, scope):
    error = error_of(text, dialect, scope)
    if error:
        assert_an_error(error, text, text, dialect, scope)


@given(near_policies.policies, dialects, scopes)
def test_any_mapping_is_a_policy_or_an_error(text, dialect, scope):
    value = json.loads(text)
    error = error_of(value, dialect, scope)
    if error:
        assert_an_error(error, value, None, dialect, scope)


def down(levels, call):
    return down(levels - 1, call) if levels else call()


NEAR_THE_END = [
    '{"a":' * 140 + "[1, {}]" + "}" * 140,
    '{"$or":[{"a":[1]},' * 40 + '{"a":[{"anything-but":[{}]}]}' + "]}" * 40,
    '{"a":' * 140 + "[1, ",
    '{"a":[{"anything-but":[1,' + "9" * 1001,
    "[" * 1001,
    '{"a":' * 1001,
    '{"a":[' + '{"anything-but":' * 999,
]


@pytest.mark.parametrize("text", NEAR_THE_END, ids=range(len(NEAR_THE_END)))
@pytest.mark.parametrize("dialect", strategies.DIALECTS)
def test_an_error_near_the_end_of_the_stack(text, dialect):
    found = set()
    for levels in range(0, sys.getrecursionlimit(), 25):
        try:
            error = down(levels, lambda: error_of(text, dialect))
        except RecursionError:  # no room for the call itself
            break
        found.add(type(error).__name__)
        assert all(error.aws_message(operation) for operation in OPERATIONS)
    assert found == {"FilterPolicySyntaxError"}
