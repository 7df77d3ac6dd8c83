"""The commands under one name."""

import click

from snsfilter.cli.match import match
from snsfilter.cli.route import route

__all__ = ["app"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="snsfilter")
def app() -> None:
    """Ask offline which Amazon SNS subscriptions a message reaches."""


app.add_command(match)
app.add_command(route)
