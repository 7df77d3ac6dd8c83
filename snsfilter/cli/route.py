"""``snsfilter route``: a whole topic against many messages, which is the question that people come with."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import click

from snsfilter.cli.messages import INLINE_HINT, MESSAGE_SHAPES, MessageFile, ReadMessage, open_messages, read_messages
from snsfilter.cli.policies import is_inline
from snsfilter.cli.progress import progress
from snsfilter.cli.reading import CliError
from snsfilter.cli.table import Routed, count, print_metrics, print_outcomes, print_summary, print_table, print_why_not
from snsfilter.cli.topicfile import Receiver, read_topic
from snsfilter.cli.writing import interruptible, print_json_line, why_not

__all__ = ["route"]

_TOPIC_SHAPE: Final = """\
TOPIC.json is {"TopicArn": ..., "Subscriptions": [...]}. A subscription has the attributes that SNS gives it:
FilterPolicy (an object, or its JSON text; without it the subscription receives everything), FilterPolicyScope,
Protocol, Endpoint, SubscriptionArn and so on. It is called by its Name if it has one, else by the last part of its
Endpoint or SubscriptionArn."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for besides who receives a message."""

    why: bool
    outcomes: bool
    metrics: bool


@click.command(
    epilog=f"{_TOPIC_SHAPE}\n\nMESSAGES.jsonl is JSON Lines, or one JSON message; or the message itself, which begins "
    "with {; - is standard input. "
    f"{MESSAGE_SHAPES}\n\n"
    "A line that isn't JSON ends the run, after the lines before it were printed. Exit code: 0, or 2 on an error.",
)
@click.argument("topic", metavar="TOPIC.json")
@click.argument("messages", metavar="MESSAGES.jsonl|-")
@click.option(
    "--json/--table",
    "as_json",
    default=None,
    help="JSON Lines or a table; by default a table on a terminal and JSON Lines elsewhere.",
)
@click.option("--why", is_flag=True, help="Say briefly of each subscription that doesn't receive a message why not.")
@click.option("--outcomes", is_flag=True, help="Say for what reason a subscription doesn't receive a message.")
@click.option("--metrics", is_flag=True, help="Print at the end what SNS would count.")
@interruptible()
def route(topic: str, messages: str, *, as_json: bool | None, **wanted: bool) -> None:
    """Print which subscriptions of a topic receive which messages."""
    subscriptions = read_topic(topic)
    on_terminal = sys.stdout.isatty()
    with open_messages(messages, inline=is_inline(messages), hint=INLINE_HINT) as file:
        if as_json or (as_json is None and not on_terminal):
            _print_json_lines(file, subscriptions, _Wanted(**wanted), bar=not on_terminal)
        else:
            _print_table(file, subscriptions, _Wanted(**wanted))


def _print_json_lines(file: MessageFile, subscriptions: Sequence[Receiver], wanted: _Wanted, *, bar: bool) -> None:
    counts: Counter[str] = Counter()
    with progress(file.size, wanted=bar) as advance:
        for read in read_messages(file):
            routed = _routed(read, subscriptions, wanted)
            record: dict[str, object] = {
                "line": routed.line,
                "subject": routed.subject,
                "received_by": routed.received_by,
            }
            if wanted.outcomes:
                record["outcomes"] = {each.name: _outcome(each, routed) for each in subscriptions}
            if wanted.why:
                record["not_received_by"] = {name: why_not(each) for name, each in routed.why_not.items()}
            print_json_line(record, at_once=file.size is None)
            count(counts, routed)
            advance(read.size)
    if wanted.metrics:
        print_json_line({"metrics": counts}, at_once=False)


def _print_table(file: MessageFile, subscriptions: Sequence[Receiver], wanted: _Wanted) -> None:
    rows: list[Routed] = []
    try:
        with progress(file.size) as advance:
            for read in read_messages(file):
                rows.append(_routed(read, subscriptions, wanted))
                advance(read.size)
    except CliError:
        print_table(rows)
        raise
    print_table(rows)
    if wanted.outcomes:
        print_outcomes(rows, [each.name for each in subscriptions if each.pending])
    print_why_not(rows)
    print_summary(rows, [subscription.name for subscription in subscriptions])
    if wanted.metrics:
        print_metrics(rows)


def _routed(read: ReadMessage, subscriptions: Sequence[Receiver], wanted: _Wanted) -> Routed:
    message = read.message
    reasons: dict[str, str] = {}
    if wanted.outcomes or wanted.metrics:
        reasons = {each.name: str(why) for each in subscriptions if (why := each.reason(message)) is not None}
    received_by = tuple(each.name for each in subscriptions if each.receives(message))
    others = {
        each.name: each.policy.explain(message.for_protocol(each.text_key))
        for each in subscriptions
        if wanted.why and each.policy is not None and not each.pending and each.name not in received_by
    }
    return Routed(read.line, read.label, read.subject, received_by, others, reasons)


def _outcome(subscription: Receiver, routed: Routed) -> str:
    return "PendingConfirmation" if subscription.pending else routed.reasons.get(subscription.name, "Delivered")
