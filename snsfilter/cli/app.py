"""The commands under one name."""

from importlib.metadata import PackageNotFoundError, version

import click

from snsfilter.cli.check import check
from snsfilter.cli.deliver import deliver
from snsfilter.cli.explain import explain
from snsfilter.cli.match import match
from snsfilter.cli.route import route
from snsfilter.cli.schedule import schedule

__all__ = ["app"]


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's call
    """Print the version of the distribution, which code that runs from a checkout needn't have."""
    if not wanted:
        return
    try:
        number = version("snsfilter")
    except PackageNotFoundError:
        number = "(not installed)"
    click.echo(f"snsfilter {number}")
    ctx.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def app() -> None:
    """Ask offline which messages an Amazon SNS subscription receives, and when SNS tries again."""


app.add_command(check)
app.add_command(deliver)
app.add_command(explain)
app.add_command(match)
app.add_command(route)
app.add_command(schedule)
