"""The reference of Event Ruler's error texts says what Event Ruler said; every text and every fault is reached."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from snsfilter import FilterPolicy, FilterPolicyError
from snsfilter.filtering import parser
from snsfilter.filtering.parser.faults import PolicyFault
from snsfilter.jsontext import JsonFault, load_policy, placing
from tests.ruler_compilers import compact, for_java, refusals, said

VECTORS = [
    json.loads(line)
    for file in sorted(Path(__file__).with_name("conformance").glob("*.jsonl"))
    for line in file.read_text("utf-8").splitlines()
]
# The 784 policies that Event Ruler was given.  One is left out: it passes both compilers and makes the machine crash.
ANSWERED = [
    each for each in VECTORS if re.fullmatch("GI[0-9]+", each["id"]) and not {"json_syntax", "note"} & each.keys()
]


@pytest.mark.parametrize("vector", ANSWERED, ids=lambda vector: vector["id"])
def test_the_reference_says_what_each_of_event_rulers_compilers_said(vector):
    newer, older = (refusal and for_java(refusal.message) for refusal in refusals(vector["policy"]))
    assert newer == vector.get("newer", vector.get("says"))
    assert older == vector.get("says")
    assert said(vector["policy"]) == vector.get("says")


def test_the_reference_was_asked_enough():
    assert len(ANSWERED) == 783
    assert sum("newer" in vector for vector in ANSWERED) == 157


def test_the_reference_writes_a_policy_as_sns_does():
    text = '{ "a\\u001F\\u0041" : [\n{ "numeric" : [ ">" , 1.50 ] }, "\\/\\"\\\\\\n\u00e9" ] }'
    assert compact(text) == '{"a\\u001FA":[{"numeric":[">",1.50]},"/\\"\\\\\\n\u00e9"]}'


# A bound of ours, which a vector can't be about.
DEEP = {"dialect": "ruler", "policy": '{"a":' * 151 + "[1]" + "}" * 151}

# What Event Ruler has to say of a policy, and which of its compilers says it.
BOTH = [
    "Filter is not an object",
    '"[^"]*" must be an object or an array',
    "Empty objects are not allowed",
    "Empty arrays are not allowed",
    "Match value must be String, number, true, false, or null",
    "Match expression name not found",
    "Unrecognized match type .*",
    "Only one key allowed in match expression",
    "Too many elements in numeric expression",
    "exact match pattern must be a string",
    "prefix match pattern must be a string",
    "suffix match pattern must be a string",
    "equals-ignore-case match pattern must be a string",
    "wildcard match pattern must be a string",
    "Unsupported prefix pattern: .*",
    "Unsupported suffix pattern: .*",
    "Prefix expression name not found",
    "Suffix expression name not found",
    "exists match pattern must be either true or false[.]",
    "Value of numeric must be an array[.]",
    "Invalid member in numeric match: .*",
    "Unrecognized numeric range operator: .*",
    "Value of (equals|<|<=|>|>=) must be numeric",
    "Bad value in numeric range: .*",
    "Bad numeric range operator: .*",
    "Too many terms in numeric range expression",
    "Bottom must be less than top",
    "Cannot compare number : .*",
    "Value of anything-but must be an array or single string/number value[.]",
    r"Inside anything but list, start\|null\|boolean is not supported[.]",
    "Inside anything but list, either all values are number or string, mixed type is not supported",
    "Anything-But expression name not found",
    "Unsupported anything-but pattern: .*",
    "prefix/suffix match pattern must be a string",
    "Null prefix/suffix not allowed",
    "Consecutive wildcard characters at pos [0-9]+",
    "Invalid escape character at pos [0-9]+",
]
NEWER = [
    "It must be an Array followed with [$]or[.]",
    "Only JSON object is allowed in array of [$]or relationship[.]",
    "There must have at least 2 Objects in [$]or relationship[.]",
    ".* is Ruler reserved fieldName which cannot be used inside [$]or[.]",
    r"Inside anything-but/equals-ignore-case list, number\|start\|null\|boolean is not supported[.]",
    # Of these the older compiler is never asked.
    "Malformed CIDR, one '/' required",
    "Malformed CIDR, mask bits must be an integer",
    "Malformed CIDR, mask bits must not be negative",
    "IPv4 mask bits must be < 32",
    "IPv6 mask bits must be < 128",
    "Invalid IP address: .*",
    "Nonstandard IP address: .*",
]
OLDER = [r"Inside anything-but/ignore-case list, number\|start\|null\|boolean is not supported[.]"]
# Bounds, ours or Jackson's.
BOUNDS = ["Filter policy is too complex", "Number value length .*"]


def faults(vector):
    """Return the fault that the newer compiler finds, and the one of the older, as far as there are any."""
    try:
        parser.parse_nodes(load_policy(vector["policy"], trailing=True), vector["dialect"])
    except PolicyFault as fault:
        return fault, fault.second
    except JsonFault:
        pass
    return None, None


@pytest.fixture(scope="module")
def words():
    """What is said of the vectors in the dialect of Event Ruler, by the newer and by the older compiler."""
    found = [faults(vector) for vector in VECTORS if vector["dialect"] == "ruler"]
    return [{fault.words for fault in side if fault} for side in zip(*found, strict=True)]


def test_every_text_of_event_ruler_is_reached_and_there_is_no_other(words):
    newer, older = words
    for told, known in ((newer, BOTH + NEWER), (older, BOTH[1:] + OLDER)):
        assert [text for text in known if not any(re.fullmatch(text, each, re.DOTALL) for each in told)] == []
    for told, known in ((newer, BOTH + NEWER + BOUNDS), (older, BOTH + OLDER + NEWER[-7:] + BOUNDS)):
        assert [each for each in told if not any(re.fullmatch(text, each, re.DOTALL) for text in known)] == []


def test_every_text_but_those_of_or_is_what_somebody_is_told():
    told = [vector["says"] for vector in VECTORS if "says" in vector and vector["dialect"] == "ruler"]
    for text in BOTH + OLDER + NEWER[5:]:
        assert any(re.match(f"{text}(\n at |$)", each) for each in told), text


def sites(module, makers):
    """Return where the source of *module* makes a fault: the lines of each place."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers]
    return {(module.__file__, line): (node.lineno, node.end_lineno) for node in calls for line in [node.lineno]}


def reached(monkeypatch, kind, makers, run):
    """Run something and return where faults of a *kind* were made meanwhile."""
    seen = set()
    original = kind.__init__

    def recording(self, *details, **named):
        frame = sys._getframe(1)  # noqa: SLF001 (who calls)
        while frame.f_code.co_name in makers:
            seen.add((frame.f_code.co_filename, frame.f_lineno))
            frame = frame.f_back
        seen.add((frame.f_code.co_filename, frame.f_lineno))
        original(self, *details, **named)

    with monkeypatch.context() as patched:
        patched.setattr(kind, "__init__", recording)
        run()
    return seen


def left(places, seen):
    """Return the places that weren't reached."""
    return [
        (file, first)
        for (file, _), (first, last) in places.items()
        if not any(name == file and first <= line <= last for name, line in seen)
    ]


def test_every_fault_of_a_policy_is_reached(monkeypatch):
    makers = {"PolicyFault", "second_key", "_not_network"}
    modules = [module for name, module in sys.modules.items() if name.startswith("snsfilter.filtering.parser.")]
    places = {place: lines for module in modules for place, lines in sites(module, makers).items()}
    assert len(places) > 30
    seen = reached(monkeypatch, PolicyFault, makers, lambda: [faults(vector) for vector in [*VECTORS, DEEP]])
    assert left(places, seen) == []


NO_JSON = [
    *[
        "",
        "[",
        "[1",
        '{"a"',
        '{"a" 1}',
        "{1",
        '{"a":1 2}',
        "[1 2]",
        "[1,]",
        '{"a":1,}',
        "{} 1",
        "[" * 1001,
        "\x00",
        "@",
    ],
    *["\ufeff{}", "'a'", "\u201ca\u201d", "True", "// x", "01", "+1", "abc", '"', '"\\x"', '"\\u12"', '"\n"', '"\x01"'],
]


def test_every_fault_of_json_is_reached(monkeypatch):
    def run():
        for text in NO_JSON:
            with pytest.raises(JsonFault):
                load_policy(text, trailing=False)
            with pytest.raises(FilterPolicyError):
                FilterPolicy.parse(text)

    places = sites(placing, {"JsonFault"})
    assert len(places) > 15
    assert left(places, reached(monkeypatch, JsonFault, set(), run)) == []
