"""What a simulation looks like: when the endpoint fails, when it is tried, and what comes of it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from snsfilter.charts import Bar, Mark, Picture, Row, Timeline, counted, duration
from snsfilter.delivery.attempts import Fate
from snsfilter.delivery.endpoint import Verdict
from snsfilter.delivery.pictures import time_axis
from snsfilter.plaintext import numbered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from snsfilter.charts import Sign
    from snsfilter.delivery.attempts import Attempt
    from snsfilter.delivery.endpoint import Outage
    from snsfilter.delivery.outcome import Timeline as Simulated

__all__ = ["said", "simulation_picture"]

_SIGNS: Final[Mapping[Verdict, Sign]] = {
    Verdict.SUCCESS: "dot",
    Verdict.RETRYABLE: "cross",
    Verdict.PERMANENT: "ring",
}
_KEY: Final[Mapping[Verdict, str]] = {
    Verdict.RETRYABLE: "cross: failed",
    Verdict.SUCCESS: "dot: delivered",
    Verdict.PERMANENT: "ring: refused for good",
}
_AFTERWARDS: Final = 1.1
"""How far beyond the end of a delivery its picture goes."""


def said(simulated: Simulated) -> str:
    """Say in a few words what became of the message: ``delivered at 40 s, by attempt 3``."""
    tried = len(simulated.attempts)
    at = duration(simulated.ended_at)
    if simulated.fate is Fate.DELIVERED:
        return f"delivered at {at}, by attempt {counted(tried)}"
    where = "redriven to the dead-letter queue" if simulated.fate is Fate.REDRIVEN else "lost"
    return f"{where} at {at}, after {numbered(tried, 'attempt')}: {simulated.ending}"


def simulation_picture(simulated: Mapping[str, Simulated], outages: Sequence[Outage] = (), title: str = "") -> Picture:
    """Describe simulations: a row for the endpoint's outages, if any, and one for the attempts of each schedule.

    Args:
        simulated: what became of a message, by the name of the schedule.
        outages: when the endpoint fails.
        title: what the picture shows; without it, that it is simulated attempts.
    """
    longest = max(each.ended_at for each in simulated.values()) * _AFTERWARDS
    gaps = (after.sent - before.sent for each in simulated.values() for before, after in pairwise(each.attempts))
    axis = time_axis(longest, gaps, "time since the message was published")
    down = [Bar(each.start, min(each.end, axis.high), _answer(each), 1) for each in outages if each.start < axis.high]
    rows = [Row("endpoint fails", down)] if down else []
    rows += [Row(name, marks=[_mark(attempt) for attempt in each.attempts]) for name, each in simulated.items()]
    told = "; ".join(f"{name}: {said(each)}" for name, each in simulated.items())
    seen = {attempt.response.verdict for each in simulated.values() for attempt in each.attempts}
    key = "; ".join(name for verdict, name in _KEY.items() if verdict in seen).capitalize()
    return Picture(title or "Simulated attempts", f"{told}. {key}.", [Timeline(axis, rows, key)])


def _answer(outage: Outage) -> str:
    outcome = getattr(outage.answer, "outcome", outage.answer)
    return str(outcome)


def _mark(attempt: Attempt) -> Mark:
    verdict = attempt.response.verdict
    return Mark(attempt.sent, _SIGNS[verdict], f"{duration(attempt.sent)}: {attempt.response.outcome}")
