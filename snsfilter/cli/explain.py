"""``snsfilter explain``: why a message matches a policy or doesn't, for a person or, as JSON, for a script."""

import re
import sys
from typing import Final

import click
from rich.console import Console
from rich.text import Text

from snsfilter import Explanation
from snsfilter.cli.messages import INLINE_HINT, MESSAGE_SHAPES, open_messages, read_messages
from snsfilter.cli.policies import dialect_option, is_inline, read_policy, scope_option
from snsfilter.cli.writing import interruptible, print_json_line, print_text
from snsfilter.filtering.nodes import Dialect

__all__ = ["explain"]

_NONE_MATCHED: Final = 1
_STYLES: Final = (
    (re.compile(r"^(?:The message |\S.*: )matches\.?$", re.MULTILINE), "green"),
    (re.compile(r"^(?:The message |\S.*: )doesn't match\.?$", re.MULTILINE), "red"),
    (re.compile(r"^ *(?:near miss|remedy):", re.MULTILINE), "yellow"),
)


@click.command(
    epilog=f"MESSAGE may be JSON Lines: then each message is explained. {MESSAGE_SHAPES}\n\n"
    "Exit code: 0 if at least one message matches, 1 if none does, 2 on an error.",
)
@click.argument("policy", metavar="POLICY")
@click.argument("message", metavar="MESSAGE|-")
@scope_option
@dialect_option
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each message.")
@interruptible()
def explain(policy: str, message: str, scope: str, dialect: Dialect, *, as_json: bool) -> None:
    """Say why a message matches a filter policy, or why it doesn't.

    POLICY and MESSAGE are each the JSON itself if it begins with {, otherwise the file that holds it; MESSAGE may be
    -, which is standard input.
    """
    asked = read_policy(policy, scope, dialect, name="POLICY")
    inline = is_inline(message)
    matched, first = False, True
    with open_messages(message, inline=inline, hint=INLINE_HINT) as file:
        for read in read_messages(file):
            why = asked.explain(read.message)
            matched = matched or bool(why)
            if as_json:
                print_json_line({"line": read.line, **why.as_dict()}, at_once=file.size is None)
                continue
            heading = "" if inline else f"Line {read.line}: {read.label}\n"
            print_text(f"{'' if first else chr(10)}{heading}{_coloured(why)}\n")
            first = False
    sys.exit(0 if matched else _NONE_MATCHED)


def _coloured(why: Explanation) -> str:
    """Return the text, with colours where the output is a terminal that has them."""
    text = Text(str(why))
    for pattern, style in _STYLES:
        text.highlight_regex(pattern, style)
    console = Console(highlight=False)
    with console.capture() as printed:
        console.print(text, soft_wrap=True, end="")
    return printed.get()
