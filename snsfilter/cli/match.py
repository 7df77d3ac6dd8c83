"""``snsfilter match``: one policy against one message or many, for a look by hand and for scripts."""

import sys
from typing import Final, get_args

import click

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyScope
from snsfilter.cli.messages import MESSAGE_SHAPES, open_messages, read_messages
from snsfilter.cli.reading import CliError, read_policy_text
from snsfilter.cli.writing import interruptible, print_json_line, print_text
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
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in FilterPolicyScope]),
    default=FilterPolicyScope.MESSAGE_ATTRIBUTES.value,
    show_default=True,
    help="What the policy looks at, as FilterPolicyScope of the subscription.",
)
@click.option(
    "--dialect",
    type=click.Choice(get_args(Dialect)),
    default="sns",
    show_default=True,
    help="The operators: those of SNS, or all of Event Ruler's.",
)
@click.option(
    "--message",
    "messages",
    required=True,
    metavar="FILE|-",
    help="One JSON message or JSON Lines; - is standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each message, matching or not.")
@interruptible()
def match(source: str, scope: str, dialect: Dialect, messages: str, *, as_json: bool) -> None:
    """Print which messages match a filter policy."""
    policy = _policy(source, FilterPolicyScope(scope), dialect)
    asked = matched = 0
    with open_messages(messages) as file:
        for read in read_messages(file):
            verdict = policy.matches(read.message)
            asked, matched = asked + 1, matched + verdict
            if as_json:
                print_json_line({"line": read.line, "matched": verdict}, at_once=file.size is None)
            elif verdict:
                print_text(f"line {read.line}: {read.label}\n")
    if not as_json:
        print_text(f"{_summary(matched, asked)}\n")
    sys.exit(0 if matched else _NONE_MATCHED)


def _policy(source: str, scope: FilterPolicyScope, dialect: Dialect) -> FilterPolicy:
    name, text = read_policy_text(source)
    try:
        return FilterPolicy.parse(text, scope=scope, dialect=dialect)
    except FilterPolicyError as error:
        raise CliError(f"{'--policy' if text is source else name}: {error}") from error


def _summary(matched: int, asked: int) -> str:
    if not asked:
        return "no message to match"
    if asked == 1:
        return "the message matches" if matched else "the message doesn't match"
    return f"{matched} of {asked} messages match"
