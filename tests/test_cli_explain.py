"""``snsfilter explain``, and ``--why`` of ``match`` and ``route``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from snsfilter import FilterPolicy, Message
from snsfilter.cli.app import app

ROOT = Path(__file__).parent.parent
PROCUREMENT = ROOT / "docs" / "examples" / "procurement"
TOPIC = str(PROCUREMENT / "topic.json")
ORDERS = str(PROCUREMENT / "orders.jsonl")

STORE = '{"store": ["north"]}'
NORTH = '{"MessageAttributes": {"store": {"Type": "String", "Value": "north"}}}'
WRONG_CASE = '{"MessageAttributes": {"store": {"Type": "String", "Value": "North"}}, "Subject": "Hi"}'
WHY = FilterPolicy.parse(STORE).explain(Message({"store": {"Type": "String", "Value": "North"}}))
GIST = 'no match: store: "North" differs from "north" in letter case only'


@pytest.fixture(autouse=True)
def _colours_as_the_terminal_has_them(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)


def run(*arguments, stdin="", code=0, **environment):
    environment = {"COLUMNS": "200", "TERM": "dumb", **environment}
    result = CliRunner().invoke(app, arguments, input=stdin, env=environment, prog_name="snsfilter")
    assert result.exit_code == code, result.output
    return result.stderr if code == 2 else result.stdout


def test_one_message_on_the_command_line():
    assert run("explain", STORE, WRONG_CASE, code=1) == f"{WHY}\n"
    assert run("explain", STORE, NORTH).startswith("The message matches.\n")


def test_a_message_of_a_file_and_a_policy_of_a_file(tmp_path):
    policy, message = tmp_path / "policy.json", tmp_path / "message.json"
    policy.write_text(STORE)
    message.write_text(json.dumps(json.loads(WRONG_CASE), indent=2))
    assert run("explain", str(policy), str(message), code=1) == f"Line 1: Hi\n{WHY}\n"


def test_many_messages_are_explained_one_by_one():
    printed = run("explain", STORE, "-", stdin=f"{WRONG_CASE}\n\n{NORTH}\n")
    assert printed.startswith(f"Line 1: Hi\n{WHY}\n\nLine 3: store=north\nThe message matches.\n")


def test_json_is_a_line_for_each_message():
    first, second = run("explain", "--json", STORE, "-", stdin=f"{WRONG_CASE}\n{NORTH}\n").splitlines()
    assert json.loads(first) == {"line": 1, **WHY.as_dict()}
    assert json.loads(second)["matched"] is True
    assert json.loads(run("explain", "--json", STORE, WRONG_CASE, code=1)) == {"line": 1, **WHY.as_dict()}


def test_scope_and_dialect():
    body = run("explain", '{"a": ["x"]}', '{"a": "X"}', "--scope", "MessageBody", code=1)
    assert 'found "X" (string at /a)' in body
    assert "FilteredOut-MessageBody" in body
    exactly = '{"a": [{"exactly": "x"}]}'
    assert "matches" in run("explain", exactly, '{"a": "x"}', "--scope", "MessageBody", "--dialect", "ruler")
    assert "Error: POLICY: " in run("explain", exactly, '{"a": "x"}', code=2)


def test_no_message_at_all_is_none_that_matches():
    assert run("explain", STORE, "-", stdin="\n", code=1) == ""


@pytest.mark.parametrize(
    ("policy", "message", "error"),
    [
        ('{"store": []}', NORTH, "Error: POLICY: "),
        ("no-such-file", NORTH, "no-such-file: can't be read"),
        (STORE, "no-such-file", "no-such-file: can't be read"),
        (STORE, "{oops", "Error: MESSAGE, line 1, column 2: not JSON"),
        (STORE, '{"Message": "x", "MessageStructure": "xml"}', "Error: MESSAGE, line 1: MessageStructure must be"),
        (STORE, '{"a": "\udcff"}', "Error: MESSAGE, line 1: expected UTF-8, found the byte 0xff"),
    ],
)
def test_errors(policy, message, error):
    assert error in run("explain", policy, message, code=2)


def test_colours_are_for_terminals():
    assert "\x1b" not in run("explain", STORE, WRONG_CASE, code=1)
    coloured = run("explain", STORE, WRONG_CASE, code=1, FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[31mThe message doesn't match.\x1b[0m" in coloured
    assert "\x1b[31mstore: doesn't match\x1b[0m" in coloured
    assert "\x1b[33m  near miss:\x1b[0m" in coloured
    assert "\x1b[32mstore: matches\x1b[0m" in run("explain", STORE, NORTH, FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[3" not in run("explain", STORE, WRONG_CASE, code=1, FORCE_COLOR="1", NO_COLOR="1", TERM="xterm")


def test_nothing_in_a_message_controls_the_terminal():
    printed = run("explain", '{"a": ["x"]}', '{"a": "\\u001b[2J"}', "--scope", "MessageBody", code=1)
    assert "\x1b" not in printed
    assert '"\\u001b[2J"' in printed


def test_match_says_why_not():
    lines = f"{WRONG_CASE}\n{NORTH}\n"
    assert run("match", "--why", "--policy", STORE, "--message", "-", stdin=lines) == (
        f"line 1: Hi\n  {GIST}\nline 2: store=north\n1 of 2 messages match\n"
    )
    first, second = run("match", "--why", "--json", "--policy", STORE, "--message", "-", stdin=lines).splitlines()
    assert json.loads(first) == {"line": 1, "matched": False, "reason": "MessageAttributes", "why": GIST}
    assert json.loads(second) == {"line": 2, "matched": True, "reason": None, "why": None}


def test_route_says_why_not():
    records = [json.loads(line) for line in run("route", "--json", "--why", TOPIC, ORDERS).splitlines()]
    assert set(records[2]["not_received_by"]) == {
        "approval-asia-pacific",
        "approval-europe",
        "cancelled",
        "common",
    }
    assert records[2]["received_by"] == ["pre-approved"]
    assert records[2]["not_received_by"]["cancelled"] == {
        "reason": "MessageAttributes",
        "why": 'no match: amount: found 415 (Number); {"numeric": ["=", 0]}: 415 isn\'t = 0',
    }
    table = run("route", "--table", "--why", TOPIC, ORDERS)
    assert '\nLine 3, cancelled: no match: amount: found 415 (Number); {"numeric": ["=", 0]}: 415 isn\'t = 0\n' in table
    assert table.count("no match: ") == 6 * 4
    assert table.index("Line 6, cancelled: ") < table.index("\n\n6 messages, 5 subscriptions")


def test_a_subscription_without_a_policy_needs_no_why(tmp_path):
    topic = tmp_path / "topic.json"
    topic.write_text('{"Subscriptions": [{"Name": "all"}]}')
    assert json.loads(run("route", "--json", "--why", str(topic), "-", stdin="{}"))["not_received_by"] == {}
    assert "no match" not in run("route", "--table", "--why", str(topic), "-", stdin="{}")
