"""``snsfilter deliver``, and what ``snsfilter route`` says of outcomes and metrics."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from snsfilter.cli.app import app

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "docs" / "examples"
TOPIC = str(EXAMPLES / "procurement" / "topic.json")
ORDERS = str(EXAMPLES / "procurement" / "orders.jsonl")
ARN = "arn:aws:sns:eu-west-1:123456789012:orders"
FIXED = ("--message-id", "id-1", "--time", "2026-03-01T12:00:00Z")
LAB = '{"Message": "?", "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "lab"}}}'


def run(*arguments, stdin=b"", code=0):
    result = CliRunner().invoke(
        app, arguments, input=stdin, env={"COLUMNS": "80", "TERM": "dumb"}, prog_name="snsfilter"
    )
    assert result.exit_code == code, result.output
    return result.stderr if code else result.stdout


@pytest.fixture
def topic(tmp_path):
    """Return what writes a topic's file and returns its path."""

    def write(subscriptions, **members):
        path = tmp_path / "topic.json"
        path.write_text(json.dumps({"TopicArn": ARN, **members, "Subscriptions": subscriptions}))
        return str(path)

    return write


def delivered(path, message=LAB, code=0):
    lines = run("deliver", "--json", *FIXED, path, message, code=code)
    return lines if code else [json.loads(line) for line in lines.splitlines()]


# ------------------------------------------------------------------------------------------------------------ route


def test_route_says_the_reasons_and_counts_them():
    *records, last = map(json.loads, run("route", "--json", "--outcomes", "--metrics", TOPIC, ORDERS).splitlines())
    assert records[0]["outcomes"] == {
        "approval-asia-pacific": "Delivered",
        "approval-europe": "MessageAttributes",
        "pre-approved": "MessageBody",
        "cancelled": "MessageAttributes",
        "common": "MessageAttributes",
    }
    assert last == {
        "metrics": {
            "NumberOfMessagesPublished": 6,
            "NumberOfNotificationsDelivered": 6,
            "NumberOfNotificationsFilteredOut": 24,
            "NumberOfNotificationsFilteredOut-MessageAttributes": 19,
            "NumberOfNotificationsFilteredOut-MessageBody": 5,
        }
    }


def test_the_metrics_alone_change_no_record():
    plain = run("route", "--json", TOPIC, ORDERS)
    assert run("route", "--json", "--metrics", TOPIC, ORDERS).startswith(plain)


def test_the_table_says_it_too():
    printed = run("route", "--table", "--outcomes", "--metrics", TOPIC, ORDERS)
    assert "\nLine 1, approval-europe: filtered out, MessageAttributes\n" in printed
    assert len(re.findall(r"^Line \d, .*: filtered out, ", printed, re.MULTILINE)) == 24
    assert re.search(r"^NumberOfNotificationsFilteredOut +24$", printed, re.MULTILINE)
    assert "filtered out" not in run("route", "--table", TOPIC, ORDERS)


def test_the_table_where_everything_is_delivered(topic):
    printed = run("route", "--table", "--outcomes", "--metrics", topic([{"Name": "all"}]), "-", stdin=LAB)
    assert "filtered out" not in printed
    assert printed.endswith("NumberOfNotificationsFilteredOut            0\n")
    assert run("route", "--table", "--metrics", topic([]), "-").endswith("0 deliveries\n")


def test_route_knows_every_reason(topic):
    path = topic(
        [
            {"Name": "attributes", "FilterPolicy": {"kind": ["office"]}},
            {"Name": "body", "FilterPolicy": {"kind": ["office"]}, "FilterPolicyScope": "MessageBody"},
        ]
    )
    array = '{"Message": "{}", "MessageAttributes": {"kind": {"DataType": "String.Array", "StringValue": "["}}}'
    lines = run("route", "--json", "--outcomes", path, "-", stdin=f'{LAB}\n{{"kind": "lab"}}\n{array}\n').splitlines()
    assert [list(json.loads(line)["outcomes"].values()) for line in lines] == [
        ["MessageAttributes", "InvalidMessageBody"],
        ["NoMessageAttributes", "MessageBody"],
        ["InvalidAttributes", "MessageBody"],
    ]


# ---------------------------------------------------------------------------------------------------------- deliver


def test_what_each_protocol_receives(topic):
    protocols = ["sqs", "https", "lambda", "firehose", "email", "email-json", "sms", "application"]
    path = topic([{"Name": each, "Protocol": each, "Endpoint": f"https://{each}/"} for each in protocols])
    message = '{"Message": "?", "Subject": "s"}'
    records = delivered(path, message)
    assert [each["subscription"] for each in records] == protocols
    assert {each["outcome"] for each in records} == {"Delivered"}
    queue, web, function, stream, mail, as_json, phone, device = (each["envelope"] for each in records)
    members = json.loads(queue["Body"])
    assert (members["Message"], members["MessageId"], members["Timestamp"]) == ("?", "id-1", "2026-03-01T12:00:00.000Z")
    assert web["headers"]["x-amz-sns-message-id"] == "id-1"
    assert json.loads(web["body"])["TopicArn"] == ARN
    assert function["Records"][0]["Sns"]["Message"] == "?"
    assert json.loads(stream["data"])["Subject"] == "s"
    assert (mail, phone) == ({"subject": "s", "text": "?"}, device)
    assert json.loads(as_json["text"])["Message"] == "?"
    printed = run("deliver", *FIXED, path, message)
    for each in protocols:
        assert f"{each} ({each}): receives\n" in printed
    assert "\n  Subject: s\n  ?\n" in printed
    assert "sms (sms): receives\n  ?\n" in run("deliver", path, '{"Message": "?"}')
    assert "\n  x-amz-sns-message-id: id-1\n" in printed


def test_who_is_pending_or_filters_out(topic):
    path = topic(
        [
            {"Name": "pending", "Protocol": "https", "PendingConfirmation": True},
            {"Name": "office", "FilterPolicy": '{"kind": ["office"]}'},
        ]
    )
    assert delivered(path) == [
        {"subscription": "pending", "outcome": "PendingConfirmation"},
        {"subscription": "office", "outcome": "FilteredOut", "reason": "MessageAttributes"},
    ]
    assert run("deliver", path, LAB) == (
        "pending (https): receives nothing before it is confirmed\noffice (sqs): filtered out, MessageAttributes\n"
    )


def test_routing_leaves_out_who_is_pending(topic):
    lab = '{"kind": ["lab"]}'
    path = topic(
        [
            {"Name": "pending", "PendingConfirmation": "true", "FilterPolicy": lab},
            {"Name": "open", "PendingConfirmation": True},
            {"Name": "confirmed", "PendingConfirmation": "false", "FilterPolicy": lab},
        ]
    )
    for message, receivers, lost in ((LAB, ["confirmed"], 0), (LAB.replace("lab", "office"), [], 1)):
        record, last = run("route", "--json", "--why", "--outcomes", "--metrics", path, "-", stdin=message).splitlines()
        assert json.loads(record)["received_by"] == receivers
        assert list(json.loads(record)["not_received_by"]) == ["confirmed"] * lost
        assert json.loads(record)["outcomes"] == {
            "pending": "PendingConfirmation",
            "open": "PendingConfirmation",
            "confirmed": "MessageAttributes" if lost else "Delivered",
        }
        counts = json.loads(last)["metrics"]
        assert counts["NumberOfNotificationsDelivered"] == 1 - lost
        assert counts["NumberOfNotificationsFilteredOut"] == lost
    printed = run("route", "--table", "--outcomes", path, "-", stdin=LAB)
    assert (
        "pending: receives nothing before it is confirmed\nopen: receives nothing before it is confirmed\n" in printed
    )


def test_routing_to_an_app_reads_the_text_of_its_platform(topic):
    app = {"Protocol": "application", "FilterPolicyScope": "MessageBody", "FilterPolicy": '{"kind": ["lab"]}'}
    of_apple = {"Name": "phone", "Endpoint": "arn:aws:sns:us-east-1:123456789012:endpoint/APNS/shop/1", **app}
    path = topic([of_apple, {"Name": "other", **app}])
    texts = {"default": "?", "APNS": '{"kind": "lab"}'}
    message = json.dumps({"Message": json.dumps(texts), "MessageStructure": "json"})
    printed = run("route", "--json", "--outcomes", path, "-", stdin=message)
    assert json.loads(printed)["outcomes"] == {"phone": "Delivered", "other": "InvalidMessageBody"}


def test_attributes_of_subscription_and_topic_count(topic):
    policy = {"requestPolicy": {"headerContentType": "application/json"}}
    path = topic(
        [
            {"Name": "raw", "RawMessageDelivery": True, "SubscriptionArn": f"{ARN}:mine"},
            {"Name": "web", "Protocol": "https", "DeliveryPolicy": policy, "SubscriptionArn": "elsewhere"},
        ],
        SignatureVersion="2",
        DeliveryPolicy={"http": {"disableSubscriptionOverrides": False}},
    )
    raw, web = (each["envelope"] for each in delivered(path))
    assert raw == {"Body": "?", "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "lab"}}}
    assert web["headers"]["Content-Type"] == "application/json"
    assert json.loads(web["body"])["SignatureVersion"] == "2"


def test_binary_attributes_are_shown_in_base64(topic):
    path = topic([{"Name": "raw", "RawMessageDelivery": "true"}])
    message = '{"Message": "?", "MessageAttributes": {"b": {"Type": "Binary", "Value": "aGk="}}}'
    shown = {"b": {"DataType": "Binary", "BinaryValue": "aGk="}}
    assert delivered(path, message)[0]["envelope"]["MessageAttributes"] == shown
    assert json.dumps(shown) in run("deliver", path, message)


def test_a_raw_message_with_too_many_attributes_says_so(topic):
    path = topic([{"Name": "raw", "RawMessageDelivery": True}])
    attributes = {f"a{number}": {"DataType": "Number", "StringValue": "1"} for number in range(11)}
    printed = run("deliver", path, json.dumps({"Message": "?", "MessageAttributes": attributes}))
    assert "but is discarded: SQS takes 10 message attributes, not 11" in printed


def test_what_controls_a_terminal_is_escaped(topic):
    path = topic([{"Name": "raw\x1b[1m", "RawMessageDelivery": True}])
    assert "\x1b" not in run("deliver", path, '{"Message": "a\\u001b[31mb"}')


def test_a_topic_needs_no_name(topic, tmp_path):
    path = tmp_path / "bare.json"
    path.write_text('{"Subscriptions": [{"Name": "stream", "Protocol": "firehose"}]}')
    assert json.loads(delivered(str(path))[0]["envelope"]["data"])["TopicArn"].startswith("arn:aws:sns:")
    assert run("deliver", "--json", topic([]), LAB) == ""


def test_time_and_id_are_now_and_new(topic):
    path = topic([{"Name": "all"}])
    first, second = (json.loads(json.loads(run("deliver", "--json", path, LAB))["envelope"]["Body"]) for _ in range(2))
    assert first["MessageId"] != second["MessageId"]
    assert run("deliver", "--json", "--time", "2026-03-01", path, LAB).count("2026-03-01T00:00:00.000Z") == 1


@pytest.mark.parametrize(
    ("subscriptions", "members", "error"),
    [
        ([], {"TopicArn": 7}, "a topic must be named by its ARN"),
        ([], {"SignatureVersion": "3"}, "SignatureVersion must be '1' or '2'"),
        ([], {"SignatureVersion": 1}, "expected SignatureVersion to be text or an object, found a number"),
        ([], {"DeliveryPolicy": {"http": {"a": 1}}}, "topic.json: "),
        (
            [{"RawMessageDelivery": "yes"}],
            {},
            "subscription 1: RawMessageDelivery must be 'true' or",
        ),
        ([{"Protocol": "fax"}], {}, "the protocol must be one of"),
        (
            [{"Endpoint": "a:q"}, {"Endpoint": "a:q"}],
            {},
            "subscription 2 (q): found an endpoint that is subscribed",
        ),
        ([{"FilterPolicy": {"a": [{"prefx": 1}]}}], {}, "did you mean 'prefix'? (at /a/0/prefx, line 1, column "),
    ],
)
def test_what_is_not_a_topic(topic, subscriptions, members, error):
    assert error in delivered(topic(subscriptions, **members), code=2)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ['{"Message": ""}'],
            "SNS would refuse the message: the Message must not be empty\n  Invalid parameter: Empty m",
        ),
        (["-"], "standard input: expected a message, found nothing"),
        (["{}\n{}"], "MESSAGE: expected one message, found more"),
        (["{}", "--time", "noon"], "--time: expected a time such as 2026-03-01T12:00:00Z, found 'noon'"),
        (["{}", "--time", "0001-01-01T00:00:00+14:00"], "--time: expected a time"),
        (["{}", "--time", "1969-01-01"], "--time: expected a time"),
        (["{}", "--message-id", ""], "--message-id: expected an id, found nothing"),
    ],
)
def test_what_is_not_a_message(topic, arguments, error):
    assert error in run("deliver", topic([{"Name": "all"}]), *arguments, code=2)


def test_a_topic_without_subscriptions(topic):
    path = topic([])
    assert run("deliver", path, LAB) == "The topic has no subscriptions.\n"


def test_a_topic_that_is_no_file():
    for command in ("deliver", "route"):
        refused = run(command, '{"Subscriptions": []}', LAB, code=2)
        assert refused.endswith("; a topic is given as the file that holds it\n")


def test_route_takes_a_message_itself(topic):
    assert json.loads(run("route", topic([{"Name": "all"}]), LAB)) == {
        "line": 1,
        "subject": None,
        "received_by": ["all"],
    }
    assert "a message given as JSON begins with" in run("route", topic([]), "nowhere.json", code=2)
