"""``snsfilter schedule``: when SNS tries again, and what that does about an endpoint that is down."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, get_args

import click
from rich.console import Console

from snsfilter import RetrySchedule, simulate
from snsfilter.charts import Picture, to_svg, to_text
from snsfilter.cli.endpoints import ENDPOINT_SHAPES, Described, read_endpoint
from snsfilter.cli.reading import CliError
from snsfilter.cli.retries import print_attempts, print_comparison, print_retries, runs
from snsfilter.cli.schedules import SCHEDULE_SHAPES, distinct, read_schedule
from snsfilter.cli.writing import can_print, interruptible, print_json_line, print_text
from snsfilter.delivery.attempts import Fate
from snsfilter.delivery.endpoint import Outage
from snsfilter.delivery.outcome import Timeline
from snsfilter.delivery.pictures import comparison, picture, retries_over
from snsfilter.delivery.shapes import Target
from snsfilter.delivery.simulated import said, simulation_picture
from snsfilter.plaintext import numbered, printable

__all__ = ["schedule"]

_NOT_DELIVERED: Final = 1
_BLOCKS: Final = "█▁│└┤┬×●○…"
"""Letters that an output must have for the plots; without them they are ASCII."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What there is to show: the schedules by name, what became of a message under each, and the endpoint's outages."""

    schedules: Mapping[str, RetrySchedule]
    simulated: Mapping[str, Timeline]
    outages: Sequence[Outage]
    compared: bool


@click.command(
    epilog=f"{SCHEDULE_SHAPES}\n{ENDPOINT_SHAPES}\n\n"
    "Exit code: 0; 1 if a simulated message isn't delivered; 2 on an error.",
)
@click.argument("sources", metavar="POLICY|PROTOCOL...", nargs=-1, required=True)
@click.option("--compare", is_flag=True, help="Show two or more schedules side by side.")
@click.option(
    "--target",
    type=click.Choice(get_args(Target)),
    default="subscription",
    show_default=True,
    help="Whose a policy is: the two are written differently.",
)
@click.option("--any-total", is_flag=True, help="Take a policy with retries of more than 3,600 seconds in all.")
@click.option(
    "--simulate",
    "simulated",
    metavar="ENDPOINT",
    multiple=True,
    help="Send a message to an endpoint that is down, for instance outage=10m.",
)
@click.option(
    "--dead-letter-queue", is_flag=True, help="With --simulate: the subscription has one, for what can't be delivered."
)
@click.option("--svg", metavar="FILE", help="Also write a picture; - prints it in place of anything else.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each schedule.")
@interruptible()
def schedule(
    sources: Sequence[str],
    target: Target,
    simulated: Sequence[str],
    svg: str | None,
    **flags: bool,
) -> None:
    """Show when SNS tries again to deliver a message."""
    compared = flags["compare"]
    if compared == (len(sources) == 1):
        raise CliError(
            "--compare: expected two or more schedules, found one"
            if compared
            else f"expected one schedule, found {len(sources)}; --compare shows several side by side"
        )
    if svg == "-" and flags["as_json"]:
        raise CliError("--svg -: the picture and --json can't both be printed; write one of them to a file")
    if list(sources).count("-") > 1:
        raise CliError("standard input can be read once only, found - more than once")
    if flags["dead_letter_queue"] and not simulated:
        raise CliError("--dead-letter-queue says what becomes of a message; add --simulate, for example outage=10m")
    schedules = distinct([read_schedule(source, target, any_total=flags["any_total"]) for source in sources])
    endpoint = read_endpoint(simulated)
    shown = _shown(schedules, endpoint, compared=compared, dead_letter_queue=flags["dead_letter_queue"])
    if svg is not None:
        _write(svg, to_svg(_picture(shown)))
    if flags["as_json"]:
        for name in schedules:
            print_json_line(_record(name, shown), at_once=True)
    elif svg != "-":
        _print(shown)
    sys.exit(_NOT_DELIVERED if any(each.fate is not Fate.DELIVERED for each in shown.simulated.values()) else 0)


def _shown(
    schedules: Mapping[str, RetrySchedule], endpoint: Described, *, compared: bool, dead_letter_queue: bool
) -> _Shown:
    simulated: dict[str, Timeline] = {}
    if endpoint:
        simulated = {
            name: simulate(each, endpoint, dead_letter_queue=dead_letter_queue) for name, each in schedules.items()
        }
    return _Shown(schedules, simulated, [each for each in endpoint if isinstance(each, Outage)], compared)


def _picture(shown: _Shown) -> Picture:
    """Describe what is shown, under a title of its own."""
    names = ", ".join(shown.schedules)
    if shown.simulated:
        return simulation_picture(shown.simulated, shown.outages, f"Simulated attempts: {names}")
    if shown.compared:
        return comparison(shown.schedules)
    (found,) = shown.schedules.values()
    return picture(found, f"{names}: {retries_over(found)}")


def _write(file: str, svg: str) -> None:
    if file == "-":
        print_text(svg)
        return
    try:
        Path(file).write_text(svg, encoding="utf-8")
    except OSError as error:
        raise CliError(f"{file}: can't be written: {error.strerror}") from error


def _print(shown: _Shown) -> None:
    """Print a table, and below it the plot."""
    if shown.compared:
        print_comparison(shown.schedules, shown.simulated)
    else:
        _print_one(*next(iter(shown.schedules.items())), shown)
    # The heading says what the picture's title does.
    drawn = replace(_picture(shown), title="")
    print_text(to_text(drawn, Console().width, unicode=can_print(_BLOCKS)))


def _print_one(name: str, found: RetrySchedule, shown: _Shown) -> None:
    print_text(f"{printable(name)}: {retries_over(found)}, {numbered(found.attempts, 'attempt')} at most\n")
    if not shown.simulated:
        print_retries(found)
        return
    print_text("\n")
    timeline = shown.simulated[name]
    print_attempts(timeline)
    print_text(f"\n{said(timeline).capitalize()}\n")


def _record(name: str, shown: _Shown) -> dict[str, object]:
    found = shown.schedules[name]
    record: dict[str, object] = {
        "schedule": name,
        "retries": len(found),
        "attempts": found.attempts,
        "total_delay": found.total_delay,
        "delays": [
            {
                "phase": first.phase,
                "first_retry": first.number,
                "last_retry": last.number,
                "delay": first.delay,
                "since_first_failure": [first.since_first_failure, last.since_first_failure],
            }
            for first, last in runs(found)
        ],
    }
    if shown.simulated:
        record["simulated"] = shown.simulated[name].as_dict()
    return record
