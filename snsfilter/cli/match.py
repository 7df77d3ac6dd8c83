"""``snsfilter match``: one policy against one message or many, for a look by hand and for scripts."""

import sys
from typing import Final

import click

from snsfilter.cli.messages import INLINE_HINT, MESSAGE_SHAPES, open_messages, read_messages
from snsfilter.cli.policies import dialect_option, is_inline, read_policy, scope_option
from snsfilter.cli.writing import interruptible, print_json_line, print_text, why_not
from snsfilter.filtering.nodes import Dialect

__all__ = ["match"]

_NONE_MATCHED: Final = 1


@click.command(
    epilog=f"{MESSAGE_SHAPES}\n\nExit code: 0 if at least one message matches, 1 if none does, 2 on an error.",
)
@click.option(
    "--policy",
    "source",
    required=True,
    metavar="FILE|JSON",
    help="The filter policy: JSON if it begins with {, otherwise the file that holds it.",
)
@scope_option
@dialect_option
@click.option(
    "--message",
    "messages",
    required=True,
    metavar="FILE|JSON|-",
    help="The message: JSON if it begins with {, otherwise the file that holds it, or many as JSON Lines; - is "
    "standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each message, matching or not.")
@click.option("--why", is_flag=True, help="Say briefly of each message that doesn't match why not.")
@interruptible()
def match(source: str, scope: str, dialect: Dialect, messages: str, *, as_json: bool, why: bool) -> None:
    """Print which messages match a filter policy."""
    policy = read_policy(source, scope, dialect, name="--policy")
    asked = matched = 0
    with open_messages(messages, inline=is_inline(messages), hint=INLINE_HINT) as file:
        for read in read_messages(file):
            verdict = policy.matches(read.message)
            asked, matched = asked + 1, matched + verdict
            explained = policy.explain(read.message) if why and not verdict else None
            if as_json:
                record = {"line": read.line, "matched": verdict} | (why_not(explained) if why else {})
                print_json_line(record, at_once=file.size is None)
            elif verdict:
                print_text(f"line {read.line}: {read.label}\n")
            elif explained is not None:
                print_text(f"line {read.line}: {read.label}\n  {explained.summary}\n")
    if not as_json:
        print_text(f"{_summary(matched, asked)}\n")
    sys.exit(0 if matched else _NONE_MATCHED)


def _summary(matched: int, asked: int) -> str:
    if not asked:
        return "no message to match"
    if asked == 1:
        return "the message matches" if matched else "the message doesn't match"
    return f"{matched} of {asked} messages match"
