"""A policy as the commands take it: the JSON itself or a file that holds it, and the options for reading it."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click

from snsfilter import DeliveryPolicy, DeliveryPolicyError, FilterPolicy, FilterPolicyError, FilterPolicyScope
from snsfilter.cli.reading import CliError, read_text
from snsfilter.delivery.shapes import Target
from snsfilter.filtering.nodes import Dialect

__all__ = ["delivery_target", "dialect_option", "is_inline", "policy_text", "read_policy", "scope_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def scope_option(command: _Command) -> _Command:
    """Add the option ``--scope``."""
    return click.option(
        "--scope",
        type=click.Choice([scope.value for scope in FilterPolicyScope]),
        default=FilterPolicyScope.MESSAGE_ATTRIBUTES.value,
        show_default=True,
        help="What the policy looks at, as FilterPolicyScope of the subscription.",
    )(command)


def dialect_option(command: _Command) -> _Command:
    """Add the option ``--dialect``."""
    return click.option(
        "--dialect",
        type=click.Choice(get_args(Dialect)),
        default="sns",
        show_default=True,
        help="The operators: those of SNS, or all of Event Ruler's.",
    )(command)


def delivery_target(text: str) -> Target | None:
    """Return whose delivery policy a text is, however long its retries take; ``None`` if it is no delivery policy."""
    for target in get_args(Target):
        try:
            return DeliveryPolicy.parse(text, target=target, raw=None, max_total_delay=None).target
        except DeliveryPolicyError:
            continue
    return None


def policy_text(source: str, *, name: str) -> tuple[str, str]:
    """Return what to call a policy, and its text: *source* is the JSON itself, or the path of the file that holds it.

    Args:
        source: the argument.
        name: what to call the JSON itself.

    Raises:
        CliError: the file can't be read, or isn't UTF-8.
    """
    if is_inline(source):
        return name, source
    return source, read_text(source, hint="a policy given as JSON begins with an opening brace")


def is_inline(source: str) -> bool:
    """Tell whether an argument is JSON itself, and not the path of a file."""
    return source.lstrip().startswith("{")


def read_policy(source: str, scope: str, dialect: Dialect, *, name: str) -> FilterPolicy:
    """Read a policy that is given as JSON, or as the path of a file; *name* is what errors call the JSON.

    Raises:
        CliError: the file can't be read, or what it holds isn't a policy.
    """
    called, text = policy_text(source, name=name)
    try:
        return FilterPolicy.parse(text, scope=FilterPolicyScope(scope), dialect=dialect)
    except FilterPolicyError as error:
        raise CliError(f"{called}: {error}") from error
