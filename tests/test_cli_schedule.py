"""`snsfilter schedule`: what it prints and writes, what it reads, and the exit code."""

import json
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from snsfilter.cli.app import app

POLICY = json.dumps(
    {
        "healthyRetryPolicy": {
            "minDelayTarget": 10,
            "maxDelayTarget": 30,
            "numRetries": 10,
            "numMinDelayRetries": 3,
            "numMaxDelayRetries": 7,
        }
    }
)
OF_TOPIC = json.dumps(
    {"http": {"defaultHealthyRetryPolicy": {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 1}}}
)
LONG = json.dumps({"healthyRetryPolicy": {"minDelayTarget": 3600, "maxDelayTarget": 3600, "numRetries": 2}})


def schedule(*arguments, code=0, stdin=None, **environment):
    environment = {"COLUMNS": "80", "NO_COLOR": "1", **environment}
    done = CliRunner().invoke(app, ["schedule", *arguments], input=stdin, env=environment)
    assert done.exit_code == code, done.output
    return done.stderr if code == 2 else done.stdout


def table(printed):
    """Return the rows of the table, each as the text of its columns."""
    lines = printed.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("──"))
    end = lines.index("", start)
    return [[cell.strip() for cell in line.strip().split("   ") if cell.strip()] for line in lines[start + 1 : end]]


def simulated(*arguments, code=0, **environment):
    return json.loads(schedule(*arguments, "--json", code=code, **environment))["simulated"]


# --------------------------------------------------------------------------------------------------------- one schedule


def test_retries_that_are_alike_share_a_row():
    printed = schedule(POLICY)
    assert printed.startswith("policy: 10 retries over 4 min, 11 attempts at most\n\n")
    assert table(printed) == [
        ["1 to 3", "pre-backoff", "10 s", "10 s to 30 s"],
        ["4 to 10", "post-backoff", "30 s", "1 min to 4 min"],
    ]


def test_the_longest_schedule_has_few_rows():
    rows = table(schedule("sqs"))
    assert len(rows) == 13
    assert rows[-1] == ["16 to 100,015", "post-backoff", "20 s", "1 min 2 s to 23 d 3 h"]


def test_below_the_table_is_a_plot():
    printed = schedule("https")
    assert "backoff │█" in printed
    assert "time since the first failure" in printed
    assert max(map(len, printed.splitlines())) <= 80
    assert max(map(len, schedule("https", COLUMNS="120").splitlines())) > 100


def test_a_policy_without_retries():
    none = json.dumps({"healthyRetryPolicy": {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 0}})
    printed = schedule(none)
    assert (
        printed.startswith("policy: no retry, 1 attempts at most\n\nno retry │\n")
        or "no retry, 1 attempt at" in printed
    )
    record = json.loads(schedule(none, "--json"))
    assert (record["retries"], record["attempts"], record["total_delay"], record["delays"]) == (0, 1, 0.0, [])


@pytest.mark.parametrize(
    ("protocol", "retries"),
    [
        ("sqs", 100_015),
        ("lambda", 100_015),
        ("firehose", 100_015),
        ("firehose-throttled", 50),
        ("email", 50),
        ("email-json", 50),
        ("sms", 50),
        ("application", 50),
        ("http", 3),
        ("https", 3),
    ],
)
def test_every_protocol(protocol, retries):
    record = json.loads(schedule(protocol, "--json"))
    assert (record["schedule"], record["retries"], record["attempts"]) == (protocol, retries, retries + 1)


def test_json():
    assert json.loads(schedule(POLICY, "--json")) == {
        "schedule": "policy",
        "retries": 10,
        "attempts": 11,
        "total_delay": 240.0,
        "delays": [
            {
                "phase": "pre-backoff",
                "first_retry": 1,
                "last_retry": 3,
                "delay": 10.0,
                "since_first_failure": [10.0, 30.0],
            },
            {
                "phase": "post-backoff",
                "first_retry": 4,
                "last_retry": 10,
                "delay": 30.0,
                "since_first_failure": [60.0, 240.0],
            },
        ],
    }


def test_a_policy_from_a_file_and_from_standard_input(tmp_path):
    file = tmp_path / "policy.json"
    file.write_text(POLICY)
    assert schedule(str(file)).startswith(f"{file}: 10 retries")
    assert schedule("-", stdin=POLICY).startswith("standard input: 10 retries")


def test_a_policy_of_a_topic():
    assert schedule(OF_TOPIC, "--target", "topic").startswith("policy: 1 retry over 1 s")
    refused = schedule(OF_TOPIC, code=2)
    assert refused.startswith("Error: policy: ")
    assert refused.endswith("\nIt is a delivery policy of a topic, which --target topic takes.\n")
    meant = schedule(POLICY, "--target", "topic", code=2)
    assert meant.endswith("\nIt is a delivery policy of a subscription, which --target subscription takes.\n")


def test_a_policy_that_takes_longer_than_an_hour():
    refused = schedule(LONG, code=2)
    assert "7,200 seconds" in refused
    assert refused.endswith("--any-total takes it.\n")
    assert schedule(LONG, "--any-total").startswith("policy: 2 retries over 2 h")
    assert "--any-total" not in schedule(LONG.replace("2}", "-2}"), code=2)
    assert schedule("{}", "--any-total").startswith("policy: 3 retries")
    schedule('{"healthyRetryPolicy": 5}', "--any-total", code=2)


# ------------------------------------------------------------------------------------------------------------- pictures


def test_a_picture_in_a_file(tmp_path):
    file = tmp_path / "sqs.svg"
    assert schedule("sqs", "--svg", str(file)) == schedule("sqs")
    assert ET.fromstring(file.read_text(encoding="utf-8"))[0].text == "sqs: 100,015 retries over 23 d 3 h"  # noqa: S314 (our own picture)


def test_a_picture_on_standard_output():
    titles = [
        ET.fromstring(schedule(*arguments, "--svg", "-"))[0].text  # noqa: S314 - our own text
        for arguments in (["--compare", "sqs", "sms"], ["sqs", "--simulate", "outage=1"], ["{}"])
    ]
    assert titles == ["When SNS tries again: sqs, sms", "Simulated attempts: sqs", "policy: 3 retries over 1 min"]


def test_json_and_a_picture_in_a_file(tmp_path):
    assert json.loads(schedule("sqs", "--json", "--svg", str(tmp_path / "a.svg")))["retries"] == 100_015
    assert (tmp_path / "a.svg").stat().st_size > 1000


def test_a_picture_that_can_not_be_written(tmp_path):
    assert schedule("sqs", "--svg", str(tmp_path), code=2) == f"Error: {tmp_path}: can't be written: Is a directory\n"


def test_an_output_without_blocks_gets_ascii():
    done = CliRunner(charset="ascii").invoke(app, ["schedule", "sqs"], env={"COLUMNS": "80"})
    assert done.exit_code == 0
    assert done.output.isascii()
    assert "post-backoff |" in done.output
    assert "2 x 1 s" in done.output
    assert "?" not in done.output


# --------------------------------------------------------------------------------------------------- several schedules


def test_schedules_side_by_side():
    printed = schedule("--compare", "sqs", "https", POLICY, POLICY)
    assert table(printed) == [
        ["sqs", "100,015", "23 d 3 h", "0 s", "20 s"],
        ["https", "3", "1 min", "20 s", "20 s"],
        ["policy", "10", "4 min", "10 s", "30 s"],
        ["policy (4)", "10", "4 min", "10 s", "30 s"],
    ]
    assert "When each retry is sent" in printed


def test_a_line_of_json_for_each():
    lines = schedule("--compare", "sqs", "https", "--json").splitlines()
    assert [json.loads(line)["schedule"] for line in lines] == ["sqs", "https"]


def test_side_by_side_with_one_that_has_no_retry():
    none = json.dumps({"healthyRetryPolicy": {"minDelayTarget": 1, "maxDelayTarget": 1, "numRetries": 0}})
    assert table(schedule("--compare", none, "http"))[0] == ["policy", "0", "0 s", "-", "-"]


# ---------------------------------------------------------------------------------------------------------- simulations


def test_a_message_that_is_delivered_after_an_outage():
    printed = schedule("https", "--simulate", "outage=30s")
    assert table(printed) == [
        ["1", "0 s", "503", "retried after 20 s"],
        ["2", "20 s", "503", "retried after 20 s"],
        ["3", "40 s", "200", "delivered"],
    ]
    assert "\nDelivered at 40 s, by attempt 3\n" in printed
    assert "endpoint fails │▓" in printed


def test_a_message_that_is_lost_or_redriven():
    assert "\nLost at 1 min, after 4 attempts: retries exhausted\n" in schedule(
        "http", "--simulate", "outage=1h", code=1
    )
    printed = schedule("http", "--simulate", "outage=1h", "--dead-letter-queue", code=1)
    assert "\nRedriven to the dead-letter queue at 1 min, after 4 attempts" in printed


def test_schedules_side_by_side_in_an_outage():
    printed = schedule("--compare", "sqs", "http", "--simulate", "outage=2m", code=1, COLUMNS="100")
    assert table(printed) == [
        ["sqs", "100,015", "23 d 3 h", "delivered at 2 min 2 s, by attempt 20"],
        ["http", "3", "1 min", "lost at 1 min, after 4 attempts: retries exhausted"],
    ]
    assert "http │×" in printed
    schedule("--compare", "sqs", "email", "--simulate", "outage=2m")


@pytest.mark.parametrize(
    ("endpoint", "outcomes"),
    [
        (["outage=30"], [503, 503, 200]),
        (["outage=30.5s"], [503, 503, 200]),
        (["outage=0s..20s"], [503, 200]),
        (["outage=0m20s..1h30m"], [200]),
        (["outage=0..20", "timeout=20..70"], [503, "timeout", "timeout", 200]),
        (["outage=0.."], [503, 503, 503, 503]),
        (["connection-error=1min"], ["connection-error"] * 3 + [200]),
        (["outage=1ms"], [503, 200]),
        (["outage=1d"], [503] * 4),
        (["status=503x2,429,200"], [503, 503, 429, 200]),
        (["status=timeout,connection-errorx1,404"], ["timeout", "connection-error", 404]),
        (["status=200"], [200]),
        (["status=503x1000000"], [503] * 4),
    ],
)
def test_endpoints(endpoint, outcomes):
    given = [part for each in endpoint for part in ("--simulate", each)]
    last = outcomes[-1]
    found = simulated("https", *given, code=0 if last == 200 else 1)
    assert [attempt["outcome"] for attempt in found["attempts"]] == outcomes


def test_of_very_many_attempts_the_first_and_the_last_are_shown():
    rows = table(schedule("email", "--simulate", "outage=0..", code=1))
    assert len(rows) == 36
    assert rows[30] == ["16 more"]
    assert rows[-1] == ["51", "6 h 37 min", "503", "retries exhausted"]
    assert len(table(schedule("email", "--simulate", "status=503x35,200"))) == 36


def test_answers_say_how_long_they_take():
    rows = table(schedule("https", "--simulate", "timeout=1s"))
    assert rows[0] == ["1", "0 s", "timeout after 15 s", "retried after 20 s"]
    assert table(schedule("sqs", "--simulate", "status=503,200"))[0][-1] == "retried at once"


# --------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["nowhere.json"],
            "nowhere.json: can't be read: No such file or directory; a protocol is one of application, ",
        ),
        (["sqs", "sms"], "expected one schedule, found 2; --compare shows several side by side"),
        (["--compare", "sqs"], "--compare: expected two or more schedules, found one"),
        (["--compare", "-", "-"], "standard input can be read once only, found - more than once"),
        (["sqs", "--json", "--svg", "-"], "--svg -: the picture and --json can't both be printed"),
        (["{"], "policy: "),
        (['{"http": {}}'], "policy: "),
        (
            ["sqs", "--simulate", "outage"],
            "--simulate: expected outage=, timeout=, connection-error= or status=, found",
        ),
        (["sqs", "--simulate", "down=5"], "found 'down=5'; for example, outage=10m"),
        (["sqs", "--simulate", "outage="], "--simulate: expected a time such as 90, 30s, 10m or 1h30m, or a span such"),
        (["sqs", "--simulate", "outage=1m-2m"], " such as 30s..2h, found '1m-2m'"),
        (["sqs", "--simulate", "outage=-5"], "found '-5'"),
        (["sqs", "--simulate", "outage=nan"], "found 'nan'"),
        (["sqs", "--simulate", "outage=٣"], "found '٣'"),
        (["sqs", "--simulate", f"outage={'9' * 400}s"], "found '999999"),
        (["sqs", "--simulate", "outage=5..1"], "--simulate: an outage must end after it starts, not from 5 to 1 s"),
        (["sqs", "--simulate", "outage=..5"], "found ''"),
        (["sqs", "--simulate", "status="], "--simulate: expected answers such as 503x3,timeout,200, found ''"),
        (["sqs", "--simulate", "status=503x"], "--simulate: an answer must be an HTTP status from 100 to 999"),
        (["sqs", "--simulate", "status=5 03"], "found '5 03'"),
        (["sqs", "--simulate", "status=99"], "--simulate: an answer must be an HTTP status from 100 to 999"),
        (["sqs", "--simulate", "status=down"], "--simulate: an answer must be an HTTP status from 100 to 999"),
        (["sqs", "--simulate", "status=503x0"], "expected 1 to 1,000,000 answers in all, found '503x0'"),
        (["sqs", "--simulate", "status=503x999999999"], "found '503x999999999'"),
        (["sqs", "--simulate", "status=503", "--simulate", "outage=5"], "--simulate: status= stands alone"),
        (["sqs", "--simulate", "status=503", "--simulate", "status=5"], "--simulate: "),
    ],
)
def test_what_is_wrong_is_told_in_one_line(arguments, said):
    printed = schedule(*arguments, code=2, stdin="{}")
    assert printed.startswith("Error: ")
    assert said in printed
    assert "Traceback" not in printed


def test_a_name_with_control_characters_is_printed_escaped(tmp_path):
    file = tmp_path / "a\x1b[31m.json"
    file.write_text(POLICY)
    for printed in (schedule(str(file)), schedule("--compare", str(file), "sqs"), schedule(str(file), "--svg", "-")):
        assert "\x1b" not in printed


def test_a_protocol_that_is_misspelt():
    assert schedule("SQS", code=2).endswith("No such file or directory; did you mean 'sqs'?\n")
    assert "; a protocol is one of application, email, " in schedule("nowhere", code=2)


def test_a_dead_letter_queue_without_a_message():
    assert "add --simulate, for example outage=10m" in schedule("https", "--dead-letter-queue", code=2)
