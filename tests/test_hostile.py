"""Nothing blows up: time grows with the message, not faster, and hostile policies are refused with an error of ours.

No test knows how fast the machine is. Each compares the time at ten times the size with ten times that at the size.
"""

import gc
import io
import json
import shlex
import subprocess
import sys
from statistics import median
from time import process_time
from types import MappingProxyType

import pytest

from snsfilter import (
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
    Limits,
    Message,
    SnsFilterError,
    Subscription,
)
from snsfilter.cli.app import app
from snsfilter.cli.progress import progress
from snsfilter.cli.reading import CliError, standard_input
from snsfilter.cli.writing import interruptible
from tests.reference import deep_recursion

BODY = FilterPolicyScope.MESSAGE_BODY
ROUNDS = 5
LINEAR = 4
"""One call at ten times the size may take this many times as long as ten calls: a quadratic cost takes ten times."""


def seconds(call, times=1):
    """Return the processor time of this many calls: what other processes take doesn't count."""
    start = process_time()
    for _ in range(times):
        call()
    return process_time() - start


def ratio(one, other, times=1):
    """Return how many times longer the one takes than the other, called so many times: the median of several pairs."""
    gc.collect()
    gc.disable()
    try:
        return median(seconds(one) / max(seconds(other, times), 1e-4) for _ in range(ROUNDS))
    finally:
        gc.enable()


def growth(call, make, size):
    """Return how much longer a call takes on what is ten times larger than ten calls on what is made."""
    small, large = make(size), make(10 * size)
    return ratio(lambda: call(large), lambda: call(small), 10)


def parse(policy, dialect="ruler"):
    return FilterPolicy.parse(policy if isinstance(policy, str) else json.dumps(policy), scope=BODY, dialect=dialect)


def objects(count, **extra):
    return [{"a": f"a{at}", "b": f"b{at}", "c": f"c{at}", **extra} for at in range(count)]


MISS, ABSENT = "none", {"exists": False}
FIVE_KEYS = {"e": {"a": ["a1"], "b": ["b2"], "c": ["c3"], "d": [ABSENT], "z": [ABSENT, "z"]}}
TRIPLE = {"x": {"a": ["a1"]}, "y": {"a": ["a2"]}, "z": {"a": ["a3"], "b": ["b4"]}}
AMBIGUOUS = {"a.b.c.d": ["d1"], "a.b.c.e": ["e2", ABSENT], "a.b.f": ["f1"], "a.g": [ABSENT], "a.b.h": ["h2"]}

CONSISTENT = {"e": {"a": ["a1"], "b": ["b2"], "c": ["c3"]}}
HIDDEN = {"e": {"a": [{"prefix": "a"}], "z": [ABSENT]}}
SCALARS = {"e": ["q", {"prefix": "t"}, {"wildcard": "*x*y"}]}
BRANCHES = {"e": {"$or": [{"a": [f"q{at}"], "b": ["b1"]} for at in range(30)]}}
IGNORING_CASE = [
    {"equals-ignore-case": "ss" * 50},
    *[{end: {"equals-ignore-case": "q"}} for end in ("prefix", "suffix")],
]
STRINGS = {"e": [*IGNORING_CASE, {"suffix": "q"}, {"anything-but": {"wildcard": "*ß*"}}]}
SPELT = {"d": "d", "f": "f2", "c.d": "d2", "b.f": "f2", "b.h": "h1"}


def ambiguous(count):
    """Return a body in which every path is there in several spellings."""
    return {name: [SPELT | {"e": at, "h": at} for at in range(count)] for name in ("a", "a.b", "a.b.c")}


BODIES = {
    "width": (lambda n: {"e": {"a": "a1"}, **{f"k{at}": at for at in range(n)}}, {"e": {"a": ["q"]}}, 1000),
    "array of scalars": (lambda n: {"e": [f"s{at}" for at in range(n)]}, SCALARS, 300),
    "array of numbers": (lambda n: {"e": [at / 7 for at in range(n)]}, {"e": [{"numeric": ["<", 0]}, -1]}, 300),
    "array of objects": (lambda n: {"e": objects(n)}, CONSISTENT, 300),
    "array of objects, five keys, two of them absent": (lambda n: {"e": objects(n)}, FIVE_KEYS, 100),
    "array of objects, absence in none": (lambda n: {"e": objects(n, z=1)}, HIDDEN, 100),
    "three arrays": (lambda n: {name: objects(n) for name in "xyz"}, TRIPLE, 100),
    "nested arrays": (
        lambda n: {"e": [{"a": "a1", "f": objects(10)} for _ in range(n)]},
        {"e": {"a": ["a1"], "f": {"a": ["a1"], "b": ["b2"]}}},
        50,
    ),
    "arrays of arrays": (lambda n: {"e": [[objects(3)] for _ in range(n)]}, {"e": {"a": ["a1"], "b": ["b2"]}}, 100),
    "dotted keys": (lambda n: {name: objects(n) for name in ("a", "a.b", "a.b.c")}, AMBIGUOUS, 50),
    "dotted keys that all are there": (ambiguous, AMBIGUOUS, 30),
    "alternatives": (lambda n: {"e": objects(n)}, BRANCHES, 50),
    "one long string, wildcards": (
        lambda n: {"e": "a" * n},
        {"e": [{"wildcard": "*a*a*a*b"}, {"wildcard": "a*b*a"}]},
        10_000,
    ),
    "one long string, other operators": (lambda n: {"e": "ß" * n}, STRINGS, 10_000),
    "one long address": (
        lambda n: {"e": "1" * n + ".0.0.1"},
        {"e": ["10.0.0.1", {"cidr": "10.0.0.0/8"}, "::1"]},
        10_000,
    ),
    "one long colon": (lambda n: {"e": ":" * n}, {"e": ["::1", {"cidr": "::/8"}]}, 10_000),
}


@pytest.mark.parametrize(("make", "policy", "size"), BODIES.values(), ids=BODIES)
def test_matching_is_linear_in_the_body(make, policy, size):
    compiled = parse(policy)
    assert compiled.matches_body(make(size)) is False
    assert growth(compiled.matches_body, make, size) < LINEAR
    assert growth(compiled.matches_body, lambda n: json.dumps(make(n)), size) < LINEAR


def test_three_arrays_of_a_thousand_objects_are_no_cross_product():
    body = {name: objects(1000) for name in "xyz"}
    policy = {name: {"a": ["a999"], "b": ["b999"], "c": [{"anything-but": "c0"}]} for name in "xyz"}
    assert parse(policy).matches_body(body)
    assert not parse({**policy, "z": {"a": ["a999"], "b": ["b998"]}}).matches_body(body)


def test_arrays_of_arrays_a_thousand_deep():
    deep = "[" * 998 + '{"a":1}' + "]" * 998
    assert parse({"e": {"a": [1]}}).matches_body(f'{{"e":{deep}}}')
    assert not parse({"e": {"a": [1], "b": [1]}}).matches_body(f'{{"e":{deep}}}')
    assert parse({"e": {"a": [1], "b": [ABSENT]}}).matches_body(f'{{"e":{deep}}}')


@pytest.mark.parametrize("depth", [1_001, 10_000, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_a_body_nested_too_deeply_matches_nothing(start, end, depth):
    policy = parse({"a": [ABSENT, {"exists": True}]})
    for value in (f"{start * depth}1{end * depth}", start * depth):
        body = f'{{"a":{value}}}'
        assert policy.matches_body(body) is False
        assert policy.matches(Message(body=body.encode())) is False


def test_how_deep_a_body_may_nest_does_not_depend_on_the_stack():
    policy = FilterPolicy.parse({"a": [{"exists": True}]}, scope=BODY)
    for depth, matched in ((1_000, True), (1_001, False)):
        body = '{"a":' + "[" * (depth - 1) + "1" + "]" * (depth - 1) + "}"
        with deep_recursion():
            assert policy.matches_body(body) is matched
        assert policy.matches_body(body) is matched


def test_a_decoded_body_nested_too_deeply_matches_nothing():
    for wrap in (lambda value: [value], lambda value: {"a": value}):
        value = 1
        for _ in range(100_000):
            value = wrap(value)
        assert parse({"a": {"a": [1]}, "b": [ABSENT]}).matches_body({"a": value}) is False


def test_a_decoded_body_that_holds_itself_is_no_body():
    body = {"a": [1]}
    body["b"] = [body, body, body]
    assert parse({"b": {"b": {"c": [1]}}}).matches_body(body) is False


@pytest.mark.parametrize("digits", [1_001, 200_000])
def test_a_number_too_long_to_be_read_matches_nothing(digits):
    limit = sys.get_int_max_str_digits()
    number = "9" * digits
    for text in (number, f"-{number}", f"0.{number}", f"1e{number}", f"1.5e-{number}"):
        assert parse({"a": [{"exists": True}]}).matches_body(f'{{"a":{text}}}') is False
        attributes = {"a": {"Type": "Number", "Value": text}}
        assert FilterPolicy.parse('{"a":[{"exists":true}]}').matches_attributes(attributes) is False
    assert sys.get_int_max_str_digits() == limit


def test_long_numbers_cost_no_more_than_their_length():
    policy = FilterPolicy.parse('{"a":[{"numeric":[">",1]},5,{"anything-but":[7]}]}')
    call = policy.matches_attributes
    assert growth(call, lambda n: {"a": {"Type": "Number", "Value": "9" * n}}, 20_000) < LINEAR
    assert growth(call, lambda n: {"a": {"Type": "String.Array", "Value": f"[{'9' * n}]"}}, 20_000) < LINEAR
    assert growth(parse({"a": [1]}).matches_body, lambda n: f'{{"a":{"9" * n}}}', 20_000) < LINEAR


def test_attributes_cost_what_the_policy_names():
    policy = FilterPolicy.parse('{"a":["x"],"b":[{"exists":false}]}')
    named = {"a": {"Type": "String", "Value": "x"}}
    assert policy.matches_attributes(named)
    assert growth(policy.matches_attributes, lambda n: named | {f"k{at}": named["a"] for at in range(n)}, 2000) < LINEAR
    assert (
        growth(
            policy.matches_attributes, lambda n: {"a": {"Type": "String.Array", "Value": json.dumps(["y"] * n)}}, 1000
        )
        < LINEAR
    )


def test_the_number_of_exact_values_costs_nothing():
    def policy(count):
        return parse({"a": [f"v{at}" for at in range(count)]})

    few, many = policy(15), policy(150)
    bodies = [{"a": f"w{at}"} for at in range(5000)]

    def ask(policy):
        return [policy.matches_body(body) for body in bodies]

    assert ratio(lambda: ask(many), lambda: ask(few)) < LINEAR / 2


# Policies

SIZES = {
    "values": (lambda n: {"a": [f"v{at}" for at in range(n)]}, 500),
    "numbers": (lambda n: {"a": [at / 8 for at in range(n)]}, 500),
    "operators": (lambda n: {"a": [{"wildcard": f"*{at}*{at}"} for at in range(n)]}, 500),
    "anything-but": (lambda n: {"a": [{"anything-but": [f"v{at}" for at in range(n)]}]}, 500),
    "branches": (lambda n: {"$or": [{"a": [f"v{at}"]} for at in range(n)]}, 150),
    "one string": (lambda n: {"a": ["x" * n, {"wildcard": "x*" * n}, {"equals-ignore-case": "x" * n}]}, 5000),
    "one name": (lambda n: {"a." * n: ["x"]}, 3000),
    "one mistake at the end": (lambda n: {"a": [*["x"] * n, {"q": 1}]}, 500),
    "one escape after the other": (lambda n: {"a": ["\u0000" * n]}, 5000),
    "one number": (lambda n: '{"a":[' + "9" * n + "]}", 20_000),
}


@pytest.mark.parametrize(("make", "size"), SIZES.values(), ids=SIZES)
def test_parsing_is_linear_in_the_policy(make, size):
    def attempt(text):
        try:
            FilterPolicy.parse(text, scope=BODY, dialect="ruler", limits=None)
        except FilterPolicyError:
            return

    def text(count):
        made = make(count)
        return made if isinstance(made, str) else json.dumps(made)

    assert growth(attempt, text, size) < LINEAR


TOO_LARGE = {
    "keys": (lambda n: {f"k{at}": [1, 2] for at in range(n)}, 500),
    "nested keys": (lambda n: {f"k{at}": {"a": [1]} for at in range(n)}, 300),
    "wildcards": (lambda n: {"a": [{"wildcard": f"*{at}*a*b*"} for at in range(n)]}, 300),
    "branches": (lambda n: {"$or": [{"a": [1, 2]} for _ in range(n)]}, 200),
}


@pytest.mark.parametrize(("make", "size"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_refusing_what_exceeds_limits_is_linear_in_the_policy(make, size):
    def refuse(text):
        with pytest.raises(FilterPolicyLimitError):
            FilterPolicy.parse(text, scope=BODY)

    assert growth(refuse, lambda count: json.dumps(make(count)), size) < LINEAR


def tower(floors, width=2):
    """Return a policy of ``$or`` beside ``$or``, which is ``width ** floors`` policies without any."""
    return {f"k{floor}": {"$or": [{f"b{branch}": [1]} for branch in range(width)]} for floor in range(floors)}


def stairs(floors):
    """Return a policy of ``$or`` within ``$or``, two in each branch."""
    body = {"a": [1]}
    for floor in range(floors):
        body = {f"x{floor}": {"$or": [body, {"b": [1]}]}, f"y{floor}": {"$or": [body, {"c": [1]}]}}
    return body


@pytest.mark.parametrize("dialect", ["sns", "ruler"])
@pytest.mark.parametrize(
    "policy", [tower(30), tower(200), tower(5, 20), stairs(6)], ids=["2^30", "2^200", "20^5", "stairs"]
)
def test_a_policy_of_too_many_alternatives_is_refused(policy, dialect):
    with pytest.raises(FilterPolicyLimitError):
        parse(policy, dialect)


@pytest.mark.parametrize("depth", [1_001, 3_000, 100_000])
@pytest.mark.parametrize(
    ("start", "end"),
    [('{"a":', "}"), ("[", "]"), ('{"$or":[', "]}"), ('{"a":[{"anything-but":', "}]}"), ('{"$or":[{"a":[1]},', "]}")],
)
@pytest.mark.parametrize("dialect", ["sns", "ruler"])
def test_a_policy_nested_too_deeply_is_refused(start, end, depth, dialect):
    for text in (start * depth, f"{start * depth}1{end * depth}", f'{start * depth}{{"a":["x"]}}{end * depth}'):
        with pytest.raises(FilterPolicyError):
            FilterPolicy.parse(text, scope=BODY, dialect=dialect, limits=None)


def test_a_mapping_nested_too_deeply_is_refused():
    policy = {"a": ["x"]}
    for _ in range(100_000):
        policy = {"a": policy}
    with pytest.raises(FilterPolicyError):
        FilterPolicy.parse(policy, scope=BODY)
    cyclic = {}
    cyclic["a"] = cyclic
    with pytest.raises(FilterPolicyError):
        FilterPolicy.parse(cyclic, scope=BODY)


def test_a_deep_policy_matches():
    depth = 149
    policy = parse('{"a":' * depth + '["x"]' + "}" * depth)
    assert policy.matches_body('{"a":' * depth + '"x"' + "}" * depth)
    assert policy.matches_body(json.dumps({".".join("a" * depth): "x"}))
    assert not policy.matches_body('{"a":' * depth + '"y"' + "}" * depth)


def test_sns_takes_256_kilobytes():
    def text(size):
        return '{"a":["' + "x" * (size - len('{"a":[""]}')) + '"]}'

    assert FilterPolicy.parse(text(256 * 1024))
    with pytest.raises(FilterPolicyLimitError):
        FilterPolicy.parse(text(256 * 1024 + 1))
    with pytest.raises(FilterPolicyLimitError):
        FilterPolicy.parse(text(300_000))
    with pytest.raises(FilterPolicyLimitError):
        FilterPolicy.parse('{"a":["' + "é" * (128 * 1024) + '"]}')
    assert FilterPolicy.parse(text(300_000), limits=None)


# What a person reads

UNSAFE = "\x1b[31m\u202e\ud800"
SHOWN = [
    {UNSAFE: 1},
    {"a": [{UNSAFE: 1}]},
    {"a": [{"exists": True, UNSAFE: 1}]},
    {"a": [{"anything-but": {UNSAFE: 1}}]},
    {"a": [{"prefix": {UNSAFE: 1}}]},
    {"a": [{"cidr": UNSAFE}]},
    {"a": [{"cidr": f"{UNSAFE}/1"}]},
    {"a": [{"cidr": f"1.1.1.1/{UNSAFE}"}]},
    {"a": [{"numeric": [UNSAFE, 1]}]},
    {"a": UNSAFE},
    {"$or": UNSAFE},
]


def repeated(value, times):
    """Return the policy with the unsafe text so many times in a row."""
    return json.loads(json.dumps(value).replace(json.dumps(UNSAFE)[1:-1], json.dumps(UNSAFE * times)[1:-1]))


@pytest.mark.parametrize("policy", SHOWN, ids=ascii)
@pytest.mark.parametrize("dialect", ["sns", "ruler"])
def test_a_refusal_is_short_and_commands_no_terminal(policy, dialect):
    for times in (1, 10_000):
        with pytest.raises(FilterPolicyError) as refused:
            FilterPolicy.parse(repeated(policy, times), scope=BODY, dialect=dialect)
        text = str(refused.value)
        assert text.isprintable()
        assert len(text) < 3000


def test_a_refused_attribute_is_short_and_commands_no_terminal():
    queue = subscription()
    long = UNSAFE * 10_000
    for name, value in (
        (long, ""),
        ("RawMessageDelivery", long),
        ("FilterPolicyScope", long),
        ("RedrivePolicy", json.dumps({long: 1})),
        *(("RedrivePolicy", json.dumps({"deadLetterTargetArn": arn})) for arn in (long, f"arn:aws:{long}:e:1:q")),
    ):
        with pytest.raises(SnsFilterError) as refused:
            queue.set_attribute(name, value)
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < 1500


def subscription(**changed):
    arn = "arn:aws:sns:eu-west-1:123456789012:orders"
    return Subscription.subscribe(**({"topic_arn": arn, "protocol": "sqs", "endpoint": "e"} | changed))


# Strings with methods of their own


def _fail(*_arguments):
    raise RuntimeError


METHODS = (
    "__bool__ __eq__ __format__ __getitem__ __hash__ __len__ __ne__ __repr__ __str__ count decode isprintable lstrip"
)
HOSTILE = dict.fromkeys(METHODS.split(), _fail)
HostileText = type("HostileText", (str,), HOSTILE)
HostileBytes = type("HostileBytes", (bytes,), HOSTILE)
HostileNumber = type("HostileNumber", (int,), HOSTILE)


def test_no_method_of_a_string_is_asked():
    policy = FilterPolicy.parse('{"a":["x"]}', scope=BODY)
    for source in (HostileText('{"a":["x"]}'), HostileBytes(b'{"a":["x"]}')):
        given = FilterPolicy.parse(source, scope=HostileText("MessageBody"), dialect=HostileText("sns"))
        assert given == policy
        assert given.check() == ()
    assert Limits(keys_counted=HostileText("parent")) == Limits(keys_counted="parent")
    for part in ("topic_arn", "protocol", "endpoint"):
        text = {"topic_arn": "arn:aws:sns:eu-west-1:123456789012:orders", "protocol": "sqs", "endpoint": "e"}[part]
        assert subscription(**{part: HostileText(text)}) == subscription()


def test_what_is_no_option_is_refused_without_asking_it():
    for wrong in (HostileText("none"), HostileNumber(1)):
        for option in ("scope", "dialect"):
            with pytest.raises(FilterPolicyError):
                FilterPolicy.parse("{}", **{option: wrong})
        with pytest.raises(FilterPolicyError):
            Limits(keys_counted=wrong)
        with pytest.raises(SnsFilterError) as refused:
            subscription(protocol=wrong)
        for error in (refused.value, FilterPolicyError("no policy")):
            with pytest.raises(SnsFilterError, match="the operation must be"):
                error.aws_message(wrong)


def test_an_attribute_that_never_ends_matches_nothing():
    policy = FilterPolicy.parse('{"a":["x",{"exists":false}]}')
    assert policy.matches_attributes({"a": iter(int, 1)}) is False
    assert policy.matches_attributes({"a": MappingProxyType({"DataType": "String", "StringValue": "x"})}) is True


# The command line


def run(command, *, stdin="", redirect=""):
    line = f"{shlex.quote(sys.executable)} -m snsfilter {command} {redirect}"
    return subprocess.run(["/bin/sh", "-c", line], input=stdin, capture_output=True, text=True, check=False)  # noqa: S603 (our own)


def test_attributes_that_nest_deeply_match_nothing_and_end_nothing():
    for depth, start, end in ((900, "[", "]"), (900, '{"x":', "}"), (2_000, "[", "]")):
        value = start * depth + "1" + end * depth
        for spelt in (value, f'{{"Type":"String","Value":{value}}}'):
            line = f'{{"MessageAttributes":{{"a":{spelt}}}}}'
            for command in ("""match --policy '{"a":["x"]}' --message -""", """explain '{"a":["x"]}' -"""):
                done = run(command, stdin=line)
                assert (done.returncode, "Traceback" in done.stderr) == (2 if depth == 2_000 else 1, False)


def test_closed_streams_end_the_run_with_one_line():
    for command in ("check -", "match --policy '{}' --message -"):
        done = run(command, redirect="<&-")
        assert (done.returncode, done.stderr) == (2, "Error: standard input: can't be read: it is closed\n")
    done = run("check '{}'", redirect=">&-")
    assert (done.returncode, done.stderr) == (2, "Error: standard output: can't be printed to: it is closed\n")
    assert (
        run(
            "route docs/examples/procurement/topic.json docs/examples/procurement/orders.jsonl", redirect="2>&-"
        ).returncode
        == 0
    )


def test_the_name_of_a_file_commands_no_terminal(tmp_path):
    path = tmp_path / "\x1b[31m.json"
    path.write_text("{]", encoding="utf-8")
    name = shlex.quote(str(path))
    for command in (f"check {name}", f"check {name}.none", f"route {name} -", f"explain {name} -"):
        done = run(command)
        assert "\x1b" not in done.stdout + done.stderr
        assert "\\u001b[31m.json" in done.stdout + done.stderr


class Terminal(io.StringIO):
    """What a command takes for a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


def test_the_words_of_sns_command_no_terminal(monkeypatch):
    policy = '{"a":[{"\\u001b[31m":1}]}'
    for stream, shown in (
        (Terminal(), "\\u001b[31m\n at "),
        (io.TextIOWrapper(io.BytesIO(), "utf-8"), "\x1b[31m\n at "),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            with pytest.raises(SystemExit):
                app(["check", "--aws", policy])
        stream.seek(0)
        assert f"Unrecognized match type {shown}" in stream.read()


def test_streams_that_are_not_there(monkeypatch):
    with monkeypatch.context() as patch:
        for name in ("stdin", "stdout", "stderr"):
            patch.setattr(sys, name, None)
        with pytest.raises(CliError, match="it is closed"):
            standard_input()
        with pytest.raises(CliError, match="it is closed"), interruptible():
            pass
        with progress(None) as advance:
            advance(1)
