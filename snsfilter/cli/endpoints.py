"""An endpoint as an option says it: when it is down, or what it answers in turn."""

import re
from collections.abc import Sequence
from math import inf
from typing import Final, TypeAlias

from snsfilter import Outage, ScheduleError, SnsFilterError
from snsfilter.charts.numbers import DAY, HOUR, MINUTE
from snsfilter.cli.reading import CliError
from snsfilter.delivery.endpoint import Answer, Failure, read_answer

__all__ = ["ENDPOINT_SHAPES", "Described", "read_endpoint"]

ENDPOINT_SHAPES: Final = """\
ENDPOINT is outage=10m (the first 10 minutes), outage=30s..2h (from then to then) or outage=1h.. (from then on): the
endpoint answers 503 meanwhile, and else 200. timeout= and connection-error= say it of an endpoint that doesn't answer
or can't be reached. status=503x3,200 is what it answers in turn; the last holds for good. Times are seconds, or have a
unit: ms, s, m, h, d, also together, as in 1h30m. --simulate may be given more than once for several outages."""

Described: TypeAlias = Sequence[Outage] | Sequence[Answer]
"""An endpoint's outages, or its answers in turn."""

_UNITS: Final = {"ms": 0.001, "s": 1, "m": MINUTE, "min": MINUTE, "h": HOUR, "d": DAY, "": 1}
_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,9})?)"
_UNIT: Final = r"(ms|s|min|m|h|d)"
_SPAN: Final = re.compile(rf"{_NUMBER}|(?:{_NUMBER}{_UNIT})+", re.ASCII)
_PARTS: Final = re.compile(f"{_NUMBER}{_UNIT}?", re.ASCII)
_TIMES: Final = re.compile(r"([a-z0-9-]+?)(?:x(\d{1,9}))?", re.ASCII)
_MOST_ANSWERS: Final = 1_000_000
_DOWN: Final[dict[str, Answer]] = {
    "outage": 503,
    str(Failure.TIMEOUT): Failure.TIMEOUT,
    str(Failure.CONNECTION_ERROR): Failure.CONNECTION_ERROR,
}


def read_endpoint(given: Sequence[str]) -> Described:
    """Read what the options say of the endpoint.

    Raises:
        CliError: one of them can't be read, or they say different kinds of things.
    """
    outages: list[Outage] = []
    answers: list[Answer] = []
    for each in given:
        kind, equals, value = each.partition("=")
        if kind == "status" and equals:
            answers += _answers(value)
        elif kind in _DOWN and equals:
            outages.append(_outage(value, _DOWN[kind]))
        else:
            known = "outage=, timeout=, connection-error= or status="
            raise CliError(f"--simulate: expected {known}, found {each!r}; for example, outage=10m")
    if answers and (outages or len(given) > 1):
        raise CliError("--simulate: status= stands alone, for it says what comes back of every attempt")
    return answers or outages


def _outage(value: str, answer: Answer) -> Outage:
    start, dots, end = value.partition("..")
    if not dots:
        start, end = "0", start
    try:
        return Outage(_seconds(start), inf if dots and not end else _seconds(end), answer)
    except ScheduleError as error:
        raise CliError(f"--simulate: {error}") from error


def _seconds(text: str) -> float:
    if not _SPAN.fullmatch(text):
        raise CliError(
            f"--simulate: expected a time such as 90, 30s, 10m or 1h30m, or a span such as 30s..2h, found {text!r}"
        )
    return sum(float(number) * _UNITS[unit] for number, unit in _PARTS.findall(text))


def _answers(value: str) -> list[Answer]:
    """Read answers in turn; each may say how often it comes."""
    answers: list[Answer] = []
    for each in value.split(","):
        found = _TIMES.fullmatch(each)
        if found is None:
            raise CliError(f"--simulate: expected answers such as 503x3,timeout,200, found {each!r}")
        name, times = found[1], int(found[2] or 1)
        try:
            answer = read_answer(int(name) if name.isdigit() and len(name) == 3 else name)  # noqa: PLR2004 (a status has three digits)
        except SnsFilterError as error:
            raise CliError(f"--simulate: {error}") from error
        if not 1 <= times <= _MOST_ANSWERS - len(answers):
            raise CliError(f"--simulate: expected 1 to {_MOST_ANSWERS:,} answers in all, found {each!r}")
        answers += [answer] * times
    return answers
