"""`snsfilter check`: what it prints, and the exit code."""

import json

import pytest
from click.testing import CliRunner

from snsfilter import FilterPolicy, FilterPolicyError, Limits
from snsfilter.cli.app import app

GOOD = '{"store": ["example_corp"]}'
BAD = '{\n  "store": [{"prefx": "eu-"}]\n}'
SAID = """\
unknown operator 'prefx'; did you mean 'prefix'? (at /store/0/prefx, line 2, column 14)
    "store": [{"prefx": "eu-"}]
               ^
"""
AWS = (
    "FilterPolicy: Unrecognized match type prefx\n"
    ' at [Source: (String)"{"store":[{"prefx":"eu-"}]}"; line: 1, column: 21]'
)


def check(*arguments, code, stdin=None):
    done = CliRunner().invoke(app, ["check", *arguments], input=stdin)
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "bad.json").write_text(BAD)


@pytest.mark.usefixtures("files")
def test_a_policy_that_sns_takes():
    assert check("good.json", code=0).output == "good.json: valid\n"
    assert check(GOOD, code=0).output == "policy: valid\n"
    assert check("-", stdin=GOOD, code=0).output == "standard input: valid\n"


@pytest.mark.usefixtures("files")
def test_a_policy_that_sns_refuses_is_shown_with_its_place():
    assert check("bad.json", code=1).output == f"bad.json: {SAID}"
    assert check("-", stdin="{", code=1).output.startswith("standard input: the policy isn't JSON: ")


@pytest.mark.usefixtures("files")
def test_many_policies_at_once():
    done = check("good.json", "bad.json", "good.json", code=1)
    assert done.output == f"good.json: valid\nbad.json: {SAID}good.json: valid\n"


@pytest.mark.usefixtures("files")
def test_a_file_that_is_not_there_spoils_nothing_else():
    done = check("nowhere.json", "bad.json", "good.json", code=2)
    assert done.stdout == f"bad.json: {SAID}good.json: valid\n"
    assert done.stderr.startswith("Error: nowhere.json: can't be read: No such file")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("operation", "prefix"),
    [
        ([], "Invalid parameter: Attributes Reason: "),
        (["--operation", "Subscribe"], "Invalid parameter: Attributes Reason: "),
        (["--operation", "SetSubscriptionAttributes"], "Invalid parameter: "),
    ],
)
def test_the_words_of_sns(operation, prefix):
    assert check("bad.json", "--aws", *operation, code=1).output == f"{prefix}{AWS}\n"
    done = check("bad.json", "good.json", "--aws", *operation, code=1)
    assert done.output == f"bad.json: {prefix}{AWS}\ngood.json: valid\n"
    record = json.loads(check("bad.json", "--json", *operation, code=1).output)
    assert record == {
        "policy": "bad.json",
        "valid": False,
        "errors": [
            {
                "problem": "unknown operator 'prefx'",
                "hint": "did you mean 'prefix'?",
                "pointer": "/store/0/prefx",
                "line": 2,
                "column": 14,
                "limit": None,
            }
        ],
        "aws": {
            "operation": (operation or ["", "Subscribe"])[1],
            "code": "InvalidParameter",
            "http_status": 400,
            "sender_fault": True,
            "message": prefix + AWS,
        },
    }


@pytest.mark.usefixtures("files")
def test_json_for_each_policy():
    lines = check("good.json", "bad.json", "--json", code=1).output.splitlines()
    assert json.loads(lines[0]) == {"policy": "good.json", "valid": True, "errors": [], "aws": None}
    assert [json.loads(line)["valid"] for line in lines] == [True, False]


def test_scope_and_dialect():
    nested = '{"a": {"b": ["x"]}}'
    assert "scope MessageAttributes" in check(nested, code=1).output
    check(nested, "--scope", "MessageBody", code=0)
    exactly = '{"a": [{"exactly": "x"}]}'
    check(exactly, code=1)
    check(exactly, "--dialect", "ruler", code=0)


def test_every_limit_that_is_exceeded_is_shown():
    policy = json.dumps({f"k{number}": list(range(30)) for number in range(6)})
    with pytest.raises(FilterPolicyError) as caught:
        FilterPolicy.parse(policy)
    assert len(caught.value.violations) == 2
    printed = check(policy, code=1).output
    assert printed.count("policy: ") == 2
    assert printed.count("^\n") == 2
    for violation in caught.value.violations:
        assert violation.problem in printed
        assert violation.hint in printed
    record = json.loads(check(policy, "--json", code=1).output)
    assert [error["limit"] for error in record["errors"]] == ["keys", "combinations"]
    assert record["aws"]["message"].endswith(f"not have more than {Limits().keys} keys")
    assert check(policy, "--aws", code=1).output.count("\n") == 1


@pytest.mark.usefixtures("files")
def test_a_directory_is_no_policy(tmp_path):
    (tmp_path / "policies").mkdir()
    done = check("policies/", code=2)
    assert done.stderr.endswith("Is a directory; name the files in it\n")


# -------------------------------------------------------------------------------------------------- delivery policies

DELIVERY = '{"healthyRetryPolicy": {"minDelayTarget": 0, "maxDelayTarget": 10, "numRetries": 101}}'
LONG = '{"healthyRetryPolicy": {"minDelayTarget": 3600, "maxDelayTarget": 3600, "numRetries": 2}}'
CSV = '{"requestPolicy": {"headerContentType": "text/csv"}}'


def test_a_delivery_policy():
    assert check("--delivery", "{}", code=0).output == "policy: valid\n"
    done = check("--delivery", DELIVERY, code=1)
    assert done.output.splitlines()[::3] == [
        (
            "policy: minDelayTarget must be from 1 second to maxDelayTarget, not 0 "
            "(at /healthyRetryPolicy/minDelayTarget, line 1, column 43)"
        ),
        "policy: numRetries must be from 0 to 100, not 101 (at /healthyRetryPolicy/numRetries, line 1, column 82)",
    ]
    assert check("--delivery", "-", stdin="[]", code=1).output.startswith("standard input: the policy must be a JSON o")


def test_the_circumstances_of_a_delivery_policy():
    assert "needs raw message delivery" in check("--delivery", CSV, code=1).output
    check("--delivery", "--raw", CSV, code=0)
    assert "more than the 3,600 allowed" in check("--delivery", LONG, code=1).output
    check("--delivery", "--any-total", LONG, code=0)


def test_the_delivery_policy_of_a_topic():
    check("--delivery", "--target", "topic", '{"http": {"disableSubscriptionOverrides": true}}', code=0)
    shown = check("--delivery", "--target", "topic", "--aws", '{"throttlePolicy": {}}', code=1).output
    assert shown == "Invalid parameter: Attributes Reason: DeliveryPolicy: Unexpected JSON member: throttlePolicy\n"
    operation = ["--operation", "SetTopicAttributes"]
    shown = check("--delivery", "--target", "topic", "--aws", *operation, '{"throttlePolicy": {}}', code=1).output
    assert shown == "Invalid parameter: DeliveryPolicy: Unexpected JSON member: throttlePolicy\n"


def test_a_delivery_policy_for_programs():
    record = json.loads(check("--delivery", "--json", DELIVERY, code=1).output)
    assert [each["field"] for each in record["errors"]] == [
        "healthyRetryPolicy.minDelayTarget",
        "healthyRetryPolicy.numRetries",
    ]
    assert set(record["errors"][0]) == {"problem", "hint", "pointer", "line", "column", "field"}
    assert record["aws"]["operation"] == "Subscribe"
    assert record["aws"]["message"].endswith("healthyRetryPolicy.minDelayTarget must be greater than or equal to 1")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--delivery", "--scope", "MessageBody"], "--scope is for filter policies, without --delivery"),
        (["--delivery", "--dialect", "ruler"], "--dialect is for filter policies, without --delivery"),
        (["--target", "topic"], "--target is for delivery policies, with --delivery"),
        (["--raw"], "--raw is for delivery policies, with --delivery"),
        (["--any-total"], "--any-total is for delivery policies, with --delivery"),
        (
            ["--operation", "CreateTopic"],
            "a topic's policy is checked with --delivery --target topic",
        ),
        (
            ["--delivery", "--target", "topic", "--operation", "Subscribe"],
            "--operation of a topic must be CreateTopic or SetTopicAttributes, not Subscribe",
        ),
    ],
)
def test_an_option_that_says_nothing_about_these_policies(arguments, problem):
    assert check(*arguments, "{}", code=2).stderr.endswith(f" {problem}\n")


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            '{"throttlePolicy": {"maxReceivesPerSecond": 5}}',
            "It is a delivery policy of a subscription, which --delivery",
        ),
        (
            '{"http": {"defaultThrottlePolicy": {"maxReceivesPerSecond": 5}}}',
            "It is a delivery policy of a topic, which --delivery --target topic",
        ),
    ],
)
def test_a_delivery_policy_among_others(policy, said):
    assert check(policy, code=1).output.endswith(f"\n{said} checks.\n")
    other = "subscription" if "--target" in said else "topic"
    assert check("--delivery", "--target", other, policy, code=1).output.endswith(f"\n{said} checks.\n")
    assert "delivery" not in check("--aws", policy, code=1).output
