"""``snsfilter check``: would SNS take these policies, and if not, why not and how to mend them."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast, get_args

import click

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyLimitError, FilterPolicyScope
from snsfilter.cli.policies import dialect_option, policy_text, scope_option
from snsfilter.cli.reading import CliError, decode, standard_input
from snsfilter.cli.writing import interruptible, print_json_line, print_text
from snsfilter.errors import Operation
from snsfilter.filtering.nodes import Dialect
from snsfilter.plaintext import printable

__all__ = ["check"]

_REFUSED: Final = 1
_UNREADABLE: Final = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of each policy, and how the answer is to look."""

    scope: FilterPolicyScope
    dialect: Dialect
    operation: Operation
    aws: bool
    as_json: bool
    named: bool
    """Whether SNS's answer needs the policy's name in front: it is byte for byte for one policy alone."""


@click.command(
    epilog="Exit code: 0 if SNS would take every policy, 1 if it would refuse one, 2 if one can't be read.",
)
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@scope_option
@dialect_option
@click.option(
    "--operation",
    type=click.Choice(get_args(Operation)),
    default="Subscribe",
    show_default=True,
    help="The operation whose answer --aws and --json give.",
)
@click.option(
    "--aws", is_flag=True, help="Print what SNS answers instead of the explanation: for one policy, byte for byte."
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each policy.")
@interruptible()
def check(policies: Sequence[str], scope: str, dialect: Dialect, operation: Operation, **shown: bool) -> None:
    """Tell whether SNS would take filter policies.

    POLICY is the JSON itself if it begins with {, otherwise the file that holds it; - is standard input. There may be
    many.
    """
    asked = _Asked(FilterPolicyScope(scope), dialect, operation, shown["aws"], shown["as_json"], len(policies) > 1)
    worst = max(_check(policy, asked) for policy in policies)
    sys.exit(worst)


def _check(source: str, asked: _Asked) -> int:
    """Answer for one policy, and return the exit code that it calls for."""
    try:
        given, text = _read(source)
    except CliError as error:
        error.show()
        return _UNREADABLE
    name = printable(given)
    try:
        FilterPolicy.parse(text, scope=asked.scope, dialect=asked.dialect)
    except FilterPolicyError as error:
        if asked.as_json:
            print_json_line(_record(given, error, asked.operation), at_once=True)
        elif asked.aws:
            answer = error.aws_message(asked.operation)
            if sys.stdout.isatty():  # byte for byte, but no terminal shall do what a policy says
                answer = "\n".join(map(printable, answer.split("\n")))
            print_text(f"{f'{name}: ' if asked.named else ''}{answer}\n")
        else:
            print_text("".join(f"{name}: {said}\n" for said in _said(error)))
        return _REFUSED
    if asked.as_json:
        print_json_line({"policy": given, "valid": True, "errors": [], "aws": None}, at_once=True)
    else:
        print_text(f"{name}: valid\n")
    return 0


def _read(source: str) -> tuple[str, str]:
    if source == "-":
        return "standard input", decode(standard_input().read(), "standard input", first_line=1)
    return policy_text(source, name="policy")


def _said(error: FilterPolicyError) -> list[str]:
    """Return the developer's texts: one for each limit that is exceeded, or the one of what isn't a policy."""
    if isinstance(error, FilterPolicyLimitError):
        return [str(FilterPolicyLimitError((each,))) for each in error.violations]
    return [str(error)]


def _record(name: str, error: FilterPolicyError, operation: Operation) -> dict[str, object]:
    faults = error.violations if isinstance(error, FilterPolicyLimitError) else [error]
    errors = [
        {
            "problem": fault.problem,
            "hint": fault.hint,
            "pointer": fault.pointer,
            "line": fault.line,
            "column": fault.column,
            "limit": cast("str | None", getattr(fault, "limit", None)),
        }
        for fault in faults
    ]
    aws = {
        "operation": operation,
        "code": error.code,
        "http_status": error.http_status,
        "sender_fault": error.sender_fault,
        "message": error.aws_message(operation),
    }
    return {"policy": name, "valid": False, "errors": errors, "aws": aws}
