"""The command line: in one process with click's runner where that can show it, else as a process of its own."""

import importlib
import io
import json
import os
import re
import runpy
import signal
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner

import snsfilter.cli
from snsfilter import FilterPolicyError
from snsfilter.cli import progress as progress_module
from snsfilter.cli.app import app
from snsfilter.cli.progress import progress
from snsfilter.cli.reading import CliError
from snsfilter.cli.table import Routed, print_summary, print_table
from snsfilter.cli.writing import interruptible, one_line, print_text

ROOT = Path(__file__).parent.parent
PROCUREMENT = ROOT / "docs" / "examples" / "procurement"
TOPIC = str(PROCUREMENT / "topic.json")
ORDERS = str(PROCUREMENT / "orders.jsonl")
RECEIVERS = ["approval-asia-pacific", "approval-europe", "pre-approved", "cancelled", "common", "common"]

STORE = '{"store": ["north"]}'
MATCHING = '{"MessageAttributes": {"store": {"Type": "String", "Value": "north"}}}'
OTHER = '{"MessageAttributes": {"store": {"Type": "String", "Value": "south"}}}'


@pytest.fixture(autouse=True)
def _colours_as_the_terminal_has_them(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def run(*arguments, stdin=b"", code=0, **environment):
    """Run a command in this process; return its standard output, or its standard error where it is to fail."""
    environment = {"COLUMNS": "80", "TERM": "dumb", **environment}
    result = CliRunner().invoke(app, arguments, input=stdin, env=environment, prog_name="snsfilter")
    assert result.exit_code == code, result.output
    return result.stderr if code == 2 else result.stdout


def match(stdin, *arguments, policy=STORE, code=0):
    return run("match", "--policy", policy, "--message", "-", *arguments, stdin=stdin, code=code)


def verdicts(stdin, *arguments, policy=STORE, code=0):
    lines = match(stdin, "--json", *arguments, policy=policy, code=code).splitlines()
    return [json.loads(line)["matched"] for line in lines]


def process(*arguments, **options):
    """Run `python -m snsfilter` as a process."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "snsfilter", *arguments], capture_output=True, check=False, cwd=ROOT, **options
    )


@pytest.fixture
def topic(tmp_path):
    """Return what writes a topic's file and returns its path."""

    def write(content):
        path = tmp_path / "topic.json"
        path.write_text(content if isinstance(content, str) else json.dumps({"Subscriptions": content}))
        return str(path)

    return write


# ------------------------------------------------------------------------------------------------------- entry points


def test_python_m_snsfilter_routes_the_procurement_topic():
    done = process("route", TOPIC, ORDERS)
    assert done.returncode == 0
    assert [json.loads(line)["received_by"] for line in done.stdout.splitlines()] == [[name] for name in RECEIVERS]


def test_the_module_runs_main(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["snsfilter", "--version"])
    monkeypatch.delitem(sys.modules, "snsfilter.__main__", raising=False)
    with pytest.raises(SystemExit) as left:
        runpy.run_module("snsfilter", run_name="__main__")
    assert left.value.code == 0
    importlib.import_module("snsfilter.__main__")  # does nothing


def test_importing_the_package_loads_neither_click_nor_rich():
    code = "import sys, snsfilter; assert not {'click', 'rich', 'snsfilter.cli'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)  # noqa: S603 - our own code


HOW_TO_INSTALL = (
    "snsfilter: the command line needs {}, which isn't installed; "
    "install it with: python -m pip install 'snsfilter[cli]'\n"
)


def test_without_the_extra_one_line_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.delitem(sys.modules, "snsfilter.cli.app")
    monkeypatch.setitem(sys.modules, "click", None)
    with pytest.raises(SystemExit) as left:
        snsfilter.cli.main()
    assert left.value.code == 2
    assert capsys.readouterr().err == HOW_TO_INSTALL.format("click")


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_a_process_without_the_extra_leaves_with_2(missing):
    code = f"import sys; sys.modules[{missing!r}] = None; from snsfilter.cli import main; main()"
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, check=False, cwd=ROOT, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", HOW_TO_INSTALL.format(missing))


def test_another_missing_module_is_not_blamed_on_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "snsfilter.cli.app", None)
    with pytest.raises(ModuleNotFoundError, match=r"snsfilter\.cli\.app"):
        snsfilter.cli.main()


def test_version(monkeypatch):
    monkeypatch.setattr("snsfilter.cli.app.version", lambda _name: "1.2.3")
    assert run("--version") == "snsfilter 1.2.3\n"


def test_version_of_a_checkout_that_is_not_installed(monkeypatch):
    monkeypatch.setattr("importlib.metadata.Distribution.from_name", _not_found)
    assert run("--version") == "snsfilter (not installed)\n"


def _not_found(name):
    from importlib.metadata import PackageNotFoundError  # noqa: PLC0415 (needed here only)

    raise PackageNotFoundError(name)


@pytest.mark.parametrize("command", ["match", "route"])
def test_the_help_says_what_a_message_is_and_the_exit_codes(command):
    text = " ".join(run(command, "--help").split())
    assert "Any other JSON value is itself the body of a message without attributes." in text
    assert "2 on an error" in text


# -------------------------------------------------------------------------------------------------------------- match


def test_match_says_which_lines_match():
    out = run("match", "--policy", '{"category": ["tech-supplies", "office-supplies"]}', "--message", ORDERS)
    assert out == (
        "line 5: Office supplies, 249.90, Ireland\nline 6: Tech supplies, 3,120, Singapore\n2 of 6 messages match\n"
    )


def test_match_of_one_message_and_of_none():
    assert match(MATCHING) == "line 1: store=north\nthe message matches\n"
    assert match(OTHER, code=1) == "the message doesn't match\n"
    assert match("", code=1) == "no message to match\n"
    assert run("match", "--policy", STORE, "--message", MATCHING) == "line 1: store=north\nthe message matches\n"
    assert run("match", "--policy", STORE, "--message", "hello", code=2) == (
        "Error: hello: can't be read: No such file or directory; a message given as JSON begins with an opening brace\n"
    )
    assert match(f"{OTHER}\n{OTHER}", code=1) == "0 of 2 messages match\n"


def test_match_json_gives_line_and_verdict_of_every_message():
    out = match(f"\n{OTHER}\n\n{MATCHING}\n", "--json")
    assert out == '{"line": 2, "matched": false}\n{"line": 4, "matched": true}\n'


def test_a_policy_is_inline_or_a_file(tmp_path):
    file = tmp_path / "policy.json"
    file.write_bytes(b"\xef\xbb\xbf\r\n\t" + STORE.encode())
    assert verdicts(MATCHING, policy=str(file)) == [True]
    assert verdicts(MATCHING, policy=f" \n\t{STORE}") == [True]


def test_scope_and_dialect():
    body = '{"store": "North"}'
    insensitive = '{"store": [{"prefix": {"equals-ignore-case": "no"}}]}'
    assert verdicts(body, "--scope", "MessageBody", "--dialect", "ruler", policy=insensitive) == [True]
    assert "policy: " in match(body, "--scope", "MessageBody", policy=insensitive, code=2)
    assert verdicts(body, policy='{"store": ["North"]}', code=1) == [False]
    assert "Invalid value for '--scope'" in match(body, "--scope", "Body", code=2)


def test_a_bad_policy_is_named_with_its_place(tmp_path):
    assert match(MATCHING, policy='{"store": [{"prefx": "n"}]}', code=2) == (
        "Error: --policy: unknown operator 'prefx'; did you mean 'prefix'? (at /store/0/prefx, line 1, column 13)\n"
        '  {"store": [{"prefx": "n"}]}\n'
        "              ^\n"
    )
    file = tmp_path / "policy.json"
    file.write_text('{"store":\n"north"}')
    error = match(MATCHING, policy=str(file), code=2)
    assert error.startswith(f"Error: {file}: ")
    assert "line 2, column 1" in error


def test_a_policy_file_that_is_not_there(tmp_path):
    error = match(MATCHING, policy=str(tmp_path / "none.json"), code=2)
    assert "none.json: can't be read: No such file or directory; a policy given as JSON begins with" in error


# ----------------------------------------------------------------------------------------------------------- messages


@pytest.mark.parametrize(
    "message",
    [
        '{"MessageAttributes": {"store": {"Type": "String", "Value": "north"}}}',
        '{"MessageAttributes": {"store": {"DataType": "String", "StringValue": "north"}}, "Message": "text"}',
        '{"MessageAttributes": {"store": "north"}, "Subject": null}',
        '{"MessageAttributes": {"store": ["south", 1.5, "north"]}}',
    ],
)
def test_attributes_in_every_spelling(message):
    assert verdicts(message) == [True]


NORTH = {"store": {"Type": "String", "Value": "north"}}
OF_SQS = {"store": {"DataType": "String", "StringValue": "north"}}
OF_LAMBDA = {"store": {"dataType": "String", "stringValue": "north"}}
ENVELOPE = json.dumps({"Type": "Notification", "TopicArn": "t", "Message": "m", "MessageAttributes": NORTH})


@pytest.mark.parametrize(
    "message",
    [
        {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": "m", "MessageAttributes": NORTH}}]},
        {"EventSource": "aws:sns", "Sns": {"Message": "m", "MessageAttributes": NORTH}},
        {"Records": [{"eventSource": "aws:sqs", "body": "m", "messageAttributes": OF_LAMBDA}]},
        {"eventSource": "aws:sqs", "body": ENVELOPE},
        {"MessageId": "1", "ReceiptHandle": "h", "Body": "m", "MessageAttributes": OF_SQS},
        {"MD5OfBody": "0", "Body": ENVELOPE},
        {"Body": "m", "MessageAttributes": OF_SQS},
        {"recordId": "1", "data": b64encode(ENVELOPE.encode()).decode()},
        {"invocationId": "1", "records": [{"recordId": "1", "data": b64encode(ENVELOPE.encode()).decode()}]},
        json.loads(ENVELOPE),
    ],
)
def test_every_shape_of_a_message(message):
    assert verdicts(json.dumps(message)) == [True]


@pytest.mark.parametrize(
    "body",
    [
        '{"Records": [{"eventSource": "aws:s3"}], "store": "north"}',
        '{"Records": [], "store": "north"}',
        '{"Records": ["x"], "Body": "m", "data": "x", "store": "north"}',
    ],
)
def test_what_only_looks_like_a_shape_is_a_body(body):
    assert verdicts(body, "--scope", "MessageBody") == [True]


def test_a_text_for_each_protocol(tmp_path):
    topic = {
        "Subscriptions": [
            {
                "Name": name,
                "Protocol": name,
                "FilterPolicyScope": "MessageBody",
                "FilterPolicy": {"n": [number]},
            }
            for name, number in (("sqs", 1), ("lambda", 2), ("lambda", 1))
        ]
    }
    file = tmp_path / "topic.json"
    file.write_text(json.dumps(topic | {"Subscriptions": [*topic["Subscriptions"], {"Protocol": {"Ref": "P"}}]}))
    texts = {"default": '{"n": 2}', "sqs": '{"n": 1}'}
    message = json.dumps({"Message": json.dumps(texts), "MessageStructure": "json"})
    line = json.loads(run("route", "--json", "--why", str(file), "-", stdin=message))
    assert line["received_by"] == ["sqs", "lambda (2)", "subscription 4"]
    assert "found 2" in line["not_received_by"]["lambda (3)"]["why"]
    assert verdicts(message, "--scope", "MessageBody", policy='{"n": [2]}') == [True]


@pytest.mark.parametrize(
    ("price", "expected"), [("20", True), ("2.0e1", True), ("19.99", False), ("1e99999999999999999999", False)]
)
def test_a_plain_number_is_a_number_whatever_its_spelling(price, expected):
    message = f'{{"MessageAttributes": {{"price": {price}}}}}'
    assert verdicts(message, policy='{"price": [{"numeric": ["=", 20]}]}', code=not expected) == [expected]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('{"store": "north"}', True),
        ('{"Message": "{\\"store\\": \\"north\\"}"}', True),
        ('{"Message": "{\\"store\\": \\"north\\"}", "MessageAttributes": null}', True),
        ('{"Message": {"store": "south"}, "store": "north"}', True),
        ('{"Message": 1.5, "store": "north"}', True),
        ('{"Message": "store", "store": "north"}', False),
        ('{"Message": "plain text"}', False),
        ('{"MessageAttributes": {}, "store": "north"}', False),
        ('["north"]', False),
        ('"north"', False),
        ("12.5", False),
        ("null", False),
    ],
)
def test_what_is_the_body(message, expected):
    assert verdicts(message, "--scope", "MessageBody", code=not expected) == [expected]


def test_a_body_keeps_its_digits():
    policy = '{"id": [0.12345678901234567]}'
    for id_, expected in (("0.12345678901234567", True), ("0.12345678901234568", False)):
        assert verdicts(f'{{"id": {id_}}}', "--scope", "MessageBody", policy=policy, code=not expected) == [expected]


def test_one_message_over_several_lines(tmp_path):
    file = tmp_path / "message.json"
    file.write_bytes(b"\xef\xbb\xbf\n" + json.dumps(json.loads(MATCHING), indent=2).encode())
    out = run("match", "--policy", STORE, "--message", str(file), "--json")
    assert out == '{"line": 2, "matched": true}\n'


def test_deep_nesting_is_read():
    deep = '{"a": ' * 900 + "1" + "}" * 900
    assert verdicts(deep, "--scope", "MessageBody", code=1) == [False]


@pytest.mark.parametrize(
    ("stdin", "error"),
    [
        ("{}\nrestart\n", "line 2, column 1: not JSON: 'restart' is not JSON; a body that is plain text is"),
        ("[\n1,\n2}\n", "line 3, column 2: not JSON: expected a comma or ']', found '}'"),
        ("{}\n[1", "line 2, column 3: not JSON: expected a comma or ']', found the end of the text"),
        ("{} {}", "line 1, column 4: not JSON: expected the end of the text"),
        (b"{}\n\n\xff\xfe\n", "line 3: expected UTF-8, found the byte 0xff; save the file as UTF-8"),
        (b'{\n"a": \n"\xe9"}', "line 3: expected UTF-8, found the byte 0xe9"),
        ('{"MessageAttributes": {}, "Message": {}}', "Message must be a string, not an object; SNS takes text"),
        ('{"MessageAttributes": {}, "Message": []}', "Message must be a string, not an array; SNS takes text"),
        ('{"MessageAttributes": {}, "Message": 1}', "Message must be a string, not a number; SNS takes text"),
        ('{"MessageAttributes": {}, "Message": 1.5}', "Message must be a string, not a number; SNS takes text"),
        ('{"MessageAttributes": {}, "Message": null}', "Message must be a string, not null; SNS takes text"),
        ('{"MessageAttributes": {}, "Message": true}', "Message must be a string, not true; SNS takes text"),
        ('{"MessageAttributes": {}, "Message": false}', "Message must be a string, not false; SNS takes text"),
        ('{"Message": "a", "MessageAttributes": "b"}', "MessageAttributes must be an object, not a string"),
        ('{"MessageAttributes": {}, "Subject": 5}', "line 1: Subject must be a string, not a number"),
        (
            '{"Message": "{}", "MessageStructure": "xml"}',
            "MessageStructure must be 'json' or left out, not 'xml'",
        ),
        ('{"Type": "SubscriptionConfirmation", "Message": "m"}', "a confirmation has no message"),
        ('{"Records": [{"Sns": {"Message": "m"}}, {"Sns": {}}]}', "an event must have one record to be one message"),
    ],
)
def test_what_is_not_a_message_is_refused_with_its_line(stdin, error):
    printed = match(stdin, code=2)
    assert printed.startswith("Error: standard input, line ")
    assert error in printed
    assert printed.count("\n") == 1


def test_a_file_of_messages_that_is_not_there(tmp_path):
    assert (
        run("route", TOPIC, str(tmp_path), code=2)
        == f"Error: {tmp_path}: can't be read: Is a directory; name the files in it\n"
    )


def test_labels():
    messages = [
        '{"Subject": " Sale \\u001b[2J\\n", "Message": ""}',
        '{"Subject": " ", "Message": "a\\n b"}',
        '{"MessageAttributes": {"a": {"Type": "Binary"}, "b": 1, "c": {"DataType": "Number", "StringValue": "2"}}}',
        f'["{"x" * 500}"]',
    ]
    assert match("\n".join(messages), policy="{}").splitlines()[:-1] == [
        r"line 1: Sale \x1b[2J",
        "line 2: a b",
        "line 3: a=..., b=1, c=2",
        f'line 4: ["{"x" * 198}',
    ]


# -------------------------------------------------------------------------------------------------------------- route


def test_route_in_a_pipe_prints_json_lines():
    lines = [json.loads(line) for line in run("route", TOPIC, ORDERS).splitlines()]
    assert [line["line"] for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line["received_by"] for line in lines] == [[name] for name in RECEIVERS]
    assert lines[0]["subject"] == "Lab supplies, 15,700, Singapore"


def test_route_table_fits_the_terminal():
    for columns in (80, 60, 46):
        table = run("route", "--table", TOPIC, ORDERS, COLUMNS=str(columns)).splitlines()
        assert max(map(len, table[:8])) <= columns
        assert [row.split()[-1] for row in table[2:8]] == RECEIVERS
        assert table[8:] == ["", "6 messages, 5 subscriptions: 6 deliveries, each message to exactly one"]


def test_route_stops_at_what_is_not_a_message_after_what_came_before(tmp_path):
    file = tmp_path / "messages.jsonl"
    file.write_text("{}\nnope\n{}\n")
    for form, printed in (("--json", '{"line": 1'), ("--table", "   1   {}        (nobody)")):
        result = CliRunner().invoke(app, ["route", form, TOPIC, str(file)], env={"COLUMNS": "80", "TERM": "dumb"})
        assert result.exit_code == 2
        assert printed in result.stdout
        assert "subscriptions" not in result.stdout
        assert result.stderr.startswith(f"Error: {file}, line 2, column 1: not JSON: ")


def test_route_without_messages():
    assert run("route", TOPIC, "-") == ""
    assert run("route", "--table", TOPIC, "-") == "0 messages, 5 subscriptions: 0 deliveries\n"


def test_names_come_from_the_file_and_stay_apart(topic):
    path = topic(
        [
            {"Name": "audit", "Endpoint": "arn:aws:sqs:eu-west-1:123456789012:other"},
            {"Endpoint": "arn:aws:sqs:eu-west-1:123456789012:audit"},
            {"Name": "audit (2)"},
            {"Endpoint": "https://example.com/hook/"},
            {"Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]}, "SubscriptionArn": "arn:aws:sns:eu-west-1:1:t:2bcd"},
            {"Endpoint": "ops@example.com", "Protocol": "email"},
            {"Protocol": "sqs", "Endpoint": "://"},
        ]
    )
    [line] = run("route", path, "-", stdin="{}").splitlines()
    assert json.loads(line)["received_by"] == [
        "audit (1)",
        "audit (2) (2)",
        "audit (2)",
        "hook",
        "2bcd",
        "ops@example.com",
        "subscription 7",
    ]


def test_policies_are_objects_texts_or_absent(topic):
    path = topic(
        '\n{"Subscriptions": [{"Name": "object", "FilterPolicy": {"a": ["}", "\\"{"]},'
        '"FilterPolicyScope": "MessageBody"},'
        '{"Name": "text", "FilterPolicy": "{\\"a\\": [\\"}\\"]}", "FilterPolicyScope": "MessageBody"},'
        '{"Name": "blank", "FilterPolicy": {}}, {"Name": "empty", "FilterPolicy": ""}, {"Name": "none"},'
        '{"Name": "attributes", "FilterPolicy": {"a": ["}"]}}]}'
    )
    [line] = run("route", path, "-", stdin='{"a": "}"}').splitlines()
    assert json.loads(line)["received_by"] == ["object", "text", "blank", "empty", "none"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("{", ", line 1, column 2: not JSON: "),
        ("[]", ': expected a topic, {"TopicArn": ..., "Subscriptions": [...]}, found an array'),
        ("1", "found a number"),
        ("{}", ": expected a topic with a member 'Subscriptions', found none"),
        ('{"subscriptions": []}', ": expected a topic with a member 'Subscriptions', found 'subscriptions'"),
        ('{"Subscriptions": {}}', ": expected Subscriptions to be an array, found an object"),
        ('{"Subscriptions": [], "Subscriptions": []}', ": found 'Subscriptions' more than once; remove all but"),
        (["a"], ", subscription 1: expected an object, found a string"),
        ([{}, {"filter_policy": {}}], ", subscription 2: found an unknown member 'filter_policy'; did you mean 'Fil"),
        ([{"Properties": {}}], "'Properties'; a subscription has Name, ConfirmationWasAuthenticated, DeliveryPolicy, "),
        ([{"Name": 5}], ", subscription 1: expected Name to be a string with something in it, found a number"),
        ([{"Name": " "}], "with something in it, found ' '"),
        (
            [{"FilterPolicy": None}],
            ": expected FilterPolicy to be an object or its JSON text, found null",
        ),
        ([{"FilterPolicy": 5}], "found a number; leave it out for a subscription that receives everything"),
        (
            [{"FilterPolicyScope": "Body"}],
            "FilterPolicyScope to be MessageAttributes or MessageBody, found 'Body'",
        ),
        ([{"FilterPolicyScope": None}], "found null"),
        ([{"FilterPolicyScope": 1.5}], "found a number"),
        (
            '{"Subscriptions": [\n  {"Endpoint": "a:q", "FilterPolicy": {"a": [{"prefx": 1}]}}]}',
            ", subscription 1 (q): unknown operator 'prefx'; did you mean 'prefix'? (at /a/0/prefx, line 2, column 47)",
        ),
        (
            '{"Subscriptions": [{"FilterPolicy": {"a":\n  [{"prefx": 1}]}}]}',
            ", subscription 1: unknown operator 'prefx'; did you mean 'prefix'? (at /a/0/prefx, line 2, column 5)",
        ),
        (
            [{"Name": "q", "FilterPolicy": '{"a": [{"prefx": 1}]}'}],
            "(q), in the text of its FilterPolicy: unknown operator 'prefx'; did you mean 'prefix'? (at /a/0",
        ),
        ([{"FilterPolicy": {"a": ["b" * 300_000]}}], "more than the 262,144"),
        (
            '{"Subscriptions": [{"FilterPolicy":\n {"a": [1], "b": [1], "c": [1], "d": [1], "e": [1],\n  "f": [1]}}]}',
            "the policy has 6 keys, more than the 5 allowed: a, b, c, d, e, f; leave out 1",
        ),
        ('{"Subscriptions": [{"FilterPolicy":\n {"a": {"b": [1]}}}]}', "(at /a, line 2, column 8)"),
        (
            '{"Subscriptions": [{"FilterPolicy":\n {"a": {"b": [1]}, "c": [{"wildcard": "*1*2*3*"}]}}]}',
            "(at /a, line 2, ",
        ),
        (
            '{"Subscriptions": [{"FilterPolicy":\n {"a": {"b": [1]}, "c": [{"wildcard": "*1*2*3*"}]}}]}',
            "(at /c/0, line 2, column 26)",
        ),
    ],
)
def test_what_is_not_a_topic_is_refused_with_its_place(topic, content, error):
    path = topic(content)
    printed = run("route", path, "-", code=2)
    assert printed.startswith(f"Error: {path}")
    assert error in printed


def test_an_error_of_a_policy_without_a_place_is_told_without_one(topic, monkeypatch):
    def parse(*_arguments, **_options):
        raise FilterPolicyError("no stack is left")

    path = topic([{"FilterPolicy": {"a": ["b"]}}])
    monkeypatch.setattr("snsfilter.cli.topicfile.FilterPolicy.parse", parse)
    assert run("route", path, "-", code=2) == f"Error: {path}, subscription 1: no stack is left\n"


def test_match_refuses_what_sns_refuses():
    printed = match(b"", policy='{"a": [1], "b": [1], "c": [1], "d": [1], "e": [1], "f": [1]}', code=2)
    assert "the policy has 6 keys, more than the 5 allowed" in printed
    assert "(at /f, line 1, column 52)" in printed


def test_a_topic_that_is_not_utf8(tmp_path):
    file = tmp_path / "topic.json"
    file.write_bytes(b'\xef\xbb\xbf{\n\n"Subscriptions": "\xe9"}')
    assert run("route", str(file), "-", code=2) == (
        f"Error: {file}, line 3: expected UTF-8, found the byte 0xe9; save the file as UTF-8\n"
    )


# ----------------------------------------------------------------------------------------------------- table and rest


def test_a_long_table_is_printed_piece_by_piece_with_one_header(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    print_table([Routed(number, "m" * 80, None, ("one", "two")) for number in range(1, 1001)])
    lines = capsys.readouterr().out.splitlines()
    assert sum("Received by" in line for line in lines) == 1
    assert lines[-2].startswith("1000   mmm")
    assert len(lines) == 1003


def test_a_table_survives_a_terminal_of_no_width(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "5")
    print_table([Routed(1, "message", None, ("\x1b[2J",))])
    assert "\x1b" not in capsys.readouterr().out


def test_the_summary_names_what_is_left_out(capsys):
    rows = [Routed(number, "", None, ()) for number in range(1, 8)]
    print_summary([*rows, Routed(8, "", None, ("used",))], ["used", "idle"])
    assert capsys.readouterr().out == (
        "8 messages, 2 subscriptions: 1 delivery\n"
        "Received by nobody: line 1, line 2, line 3, line 4, line 5 and 2 more\n"
        "Received nothing: idle\n"
    )


def test_text_that_the_output_cannot_say(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    print_text("caf\xe9\n")
    assert out.buffer.getvalue() == b"caf?\n"


def test_one_line_escapes_what_would_steer_the_terminal():
    assert one_line("a\tb\n\x00\u202e\ud800") == r"a b \x00\u202e\ud800"


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("patience", "total", "shown"), [(0, 300, True), (0, None, True), (60, 300, False)])
def test_a_bar_is_shown_to_who_waits(monkeypatch, patience, total, shown):
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_module, "_PATIENCE", patience)
    with progress(total) as advance:
        advance(100)
        advance(100)
    assert ("routing" in screen.getvalue()) == shown


def test_no_bar_where_nobody_looks_or_where_it_would_disturb(monkeypatch):
    monkeypatch.setattr(progress_module, "_PATIENCE", 0)
    for screen, wanted in ((_Terminal(), False), (io.StringIO(), True)):
        monkeypatch.setattr(sys, "stderr", screen)
        with progress(100, wanted=wanted) as advance:
            advance(100)
        assert screen.getvalue() == ""


# ------------------------------------------------------------------------------------------------------- cut short


@pytest.fixture
def output(monkeypatch, tmp_path):
    """Put a file that can be redirected in place of the standard output."""
    with (tmp_path / "out").open("w") as file:
        monkeypatch.setattr(sys, "stdout", file)
        yield file


def test_an_interrupted_run_leaves_as_a_shell_says_it():
    with pytest.raises(SystemExit) as left, interruptible():
        raise KeyboardInterrupt
    assert left.value.code == 128 + signal.SIGINT


@pytest.mark.usefixtures("output")
def test_a_reader_that_left_is_no_error():
    with pytest.raises(SystemExit) as left, interruptible():
        raise BrokenPipeError
    assert left.value.code == 141


@pytest.mark.usefixtures("output")
def test_a_full_disk_is_an_error_of_ours():
    with pytest.raises(CliError, match=r"^reading or printing failed: No space left on device$"), interruptible():
        raise OSError(28, "No space left on device")


def test_head_takes_what_it_wants(tmp_path):
    file = tmp_path / "many.jsonl"
    file.write_text("{}\n" * 50_000)
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "snsfilter", "route", TOPIC, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b'{"line": 1, "subject": null, "received_by": []}\n'
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141


# ------------------------------------------------------------------------------------------------------------- the docs

CONSOLE = re.compile(r"^```console\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)


def examples():
    for page in (ROOT / "docs" / "cli.md", PROCUREMENT / "README.md"):
        for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
            for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                yield pytest.param(command, printed, id=f"{page.name}: {command[:60]}")


@pytest.mark.skipif(os.name != "posix", reason="the examples are shell commands, shown on a pseudo-terminal")
@pytest.mark.parametrize(("command", "printed"), list(examples()))
def test_the_examples_of_the_docs_print_what_they_say(tmp_path, command, printed):
    assert on_terminal(tmp_path, command) == printed


def on_terminal(tmp_path, command):
    """Return what a shell command prints on a terminal of 80 columns without colours."""
    shim = tmp_path / "snsfilter"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m snsfilter "$@"\n')
    shim.chmod(0o755)
    main, terminal = os.openpty()
    environment = {
        **os.environ,
        "COLUMNS": "80",
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
        "TERM": "dumb",
    }
    with subprocess.Popen(  # noqa: S602 - a command of our own docs
        command, shell=True, cwd=ROOT, stdout=terminal, stderr=terminal, env=environment
    ):
        os.close(terminal)
        printed = bytearray()
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not piece:
                break
            printed += piece
    os.close(main)
    return printed.decode().replace("\r\n", "\n")
