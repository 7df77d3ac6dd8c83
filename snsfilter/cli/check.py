"""``snsfilter check``: would SNS take these policies, and if not, why not and how to mend them."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast, get_args

import click
from click.core import ParameterSource

from snsfilter import (
    DeliveryPolicy,
    DeliveryPolicyError,
    FilterPolicy,
    FilterPolicyError,
    FilterPolicyLimitError,
    FilterPolicyScope,
)
from snsfilter.cli.policies import delivery_target, dialect_option, policy_text, scope_option
from snsfilter.cli.reading import CliError, decode, standard_input
from snsfilter.cli.writing import interruptible, print_json_line, print_text
from snsfilter.delivery.policy import MAX_TOTAL_DELAY
from snsfilter.delivery.shapes import Target
from snsfilter.errors import Operation
from snsfilter.plaintext import printable

__all__ = ["check"]

_REFUSED: Final = 1
_UNREADABLE: Final = 2


_OPERATIONS: Final[dict[str, tuple[Operation, ...]]] = {
    "subscription": ("Subscribe", "SetSubscriptionAttributes"),
    "topic": ("CreateTopic", "SetTopicAttributes"),
}
"""What sets the attributes of either, the default first."""

_ONLY_WITH: Final = {
    "delivery": ("target", "raw", "any_total"),
    "no delivery": ("scope", "dialect"),
}
"""The options that mean something for one kind of policy only."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of each policy, and how the answer is to look."""

    parse: Callable[[str], object]
    target: Target | None
    """Whose delivery policies they are; ``None`` of filter policies."""
    operation: Operation
    aws: bool
    as_json: bool
    named: bool
    """Whether SNS's answer needs the policy's name in front: it is byte for byte for one policy alone."""


@click.command(
    short_help="Tell whether SNS would take policies, and why not.",
    epilog="Exit code: 0 if SNS would take every policy, 1 if it would refuse one, 2 if one can't be read.",
)
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@scope_option
@dialect_option
@click.option("--delivery", is_flag=True, help="The policies are delivery policies, not filter policies.")
@click.option(
    "--target",
    type=click.Choice(get_args(Target)),
    default="subscription",
    show_default=True,
    help="With --delivery: whose policies they are.",
)
@click.option("--raw", is_flag=True, help="With --delivery: the subscriptions have raw message delivery.")
@click.option(
    "--any-total",
    is_flag=True,
    help="With --delivery: take retries of more than 3,600 seconds in all, which only the console is known to refuse.",
)
@click.option(
    "--operation",
    type=click.Choice(get_args(Operation)),
    help="The operation whose answer --aws and --json give, by default the one that creates subscription or topic.",
)
@click.option(
    "--aws", is_flag=True, help="Print what SNS answers instead of the explanation: for one policy, byte for byte."
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each policy.")
@interruptible()
def check(policies: Sequence[str], operation: Operation | None, **options: Any) -> None:  # noqa: ANN401 (click's own)
    """Tell whether SNS would take filter policies, or delivery policies.

    POLICY is the JSON itself if it begins with {, otherwise the file that holds it; - is standard input. There may be
    many.
    """
    _refuse_without_meaning(delivery=options["delivery"])
    known = _OPERATIONS[options["target"]]
    if operation is not None and operation not in known:
        other = "" if options["target"] == "topic" else "; a topic's policy is checked with --delivery --target topic"
        raise click.UsageError(
            f"--operation of a {options['target']} must be {' or '.join(known)}, not {operation}{other}"
        )
    asked = _Asked(
        _delivery(options) if options["delivery"] else _filter(options),
        options["target"] if options["delivery"] else None,
        operation or known[0],
        options["aws"],
        options["as_json"],
        len(policies) > 1,
    )
    worst = max(_check(policy, asked) for policy in policies)
    sys.exit(worst)


def _refuse_without_meaning(*, delivery: bool) -> None:
    """Refuse an option that is given and says nothing about policies of this kind."""
    ctx = click.get_current_context()
    for name in _ONLY_WITH["no delivery" if delivery else "delivery"]:
        if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT:
            meant = "filter policies, without" if delivery else "delivery policies, with"
            raise click.UsageError(f"--{name.replace('_', '-')} is for {meant} --delivery")


def _delivery(options: Mapping[str, Any]) -> Callable[[str], object]:
    return partial(
        DeliveryPolicy.parse,
        target=options["target"],
        raw=options["raw"],
        max_total_delay=None if options["any_total"] else MAX_TOTAL_DELAY,
    )


def _filter(options: Mapping[str, Any]) -> Callable[[str], object]:
    return partial(FilterPolicy.parse, scope=FilterPolicyScope(options["scope"]), dialect=options["dialect"])


def _check(source: str, asked: _Asked) -> int:
    """Answer for one policy, and return the exit code that it calls for."""
    try:
        given, text = _read(source)
    except CliError as error:
        error.show()
        return _UNREADABLE
    name = printable(given)
    try:
        asked.parse(text)
    except (FilterPolicyError, DeliveryPolicyError) as error:
        if asked.as_json:
            print_json_line(_record(given, error, asked.operation), at_once=True)
        elif asked.aws:
            answer = error.aws_message(asked.operation)
            if sys.stdout.isatty():  # byte for byte, but no terminal shall do what a policy says
                answer = "\n".join(map(printable, answer.split("\n")))
            print_text(f"{f'{name}: ' if asked.named else ''}{answer}\n")
        else:
            print_text("".join(f"{name}: {said}\n" for said in _said(error)))
            print_text(_other_kind(text, asked.target))
        return _REFUSED
    if asked.as_json:
        print_json_line({"policy": given, "valid": True, "errors": [], "aws": None}, at_once=True)
    else:
        print_text(f"{name}: valid\n")
    return 0


def _other_kind(text: str, asked: Target | None) -> str:
    """Return how to check what is none of the policies asked about, but a delivery policy that SNS would take."""
    target = delivery_target(text)
    if target in (None, asked):
        return ""
    option = "--delivery" if target == "subscription" else f"--delivery --target {target}"
    return f"It is a delivery policy of a {target}, which {option} checks.\n"


def _read(source: str) -> tuple[str, str]:
    if source == "-":
        return "standard input", decode(standard_input().read(), "standard input", first_line=1)
    return policy_text(source, name="policy")


def _said(error: FilterPolicyError | DeliveryPolicyError) -> list[str]:
    """Return the developer's texts: one for each violation, or the one of what isn't a policy."""
    if isinstance(error, DeliveryPolicyError):
        return list(map(str, error.violations))
    if isinstance(error, FilterPolicyLimitError):
        return [str(FilterPolicyLimitError((each,))) for each in error.violations]
    return [str(error)]


def _record(name: str, error: FilterPolicyError | DeliveryPolicyError, operation: Operation) -> dict[str, object]:
    faults = error.violations if isinstance(error, FilterPolicyLimitError | DeliveryPolicyError) else [error]
    own = "field" if isinstance(error, DeliveryPolicyError) else "limit"
    errors = [
        {
            "problem": fault.problem,
            "hint": fault.hint,
            "pointer": fault.pointer,
            "line": fault.line,
            "column": fault.column,
            own: cast("str | None", getattr(fault, own, None)),
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
