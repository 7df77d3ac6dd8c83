"""Metrics for people: a table, and a picture of what was published, delivered and filtered out over time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

from snsfilter.charts import Axis, Line, Picture, Plot, to_text
from snsfilter.topic.counts import (
    DELIVERED,
    FAILED,
    FAILED_TO_REDRIVE,
    NAMES,
    PUBLISH_SIZE,
    PUBLISHED,
    REDRIVEN,
    Statistics,
)
from snsfilter.topic.reasons import FILTERED_OUT, METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Counted", "picture", "report"]

_NAMES: Final[Mapping[str, str]] = {
    PUBLISHED: "published",
    DELIVERED: "delivered",
    FILTERED_OUT: "filtered out",
    FAILED: "failed",
    REDRIVEN: "redriven",
    FAILED_TO_REDRIVE: "not redriven",
}
_REASONS: Final[Mapping[str, str]] = {metric: str(reason) for reason, metric in METRICS.items()}
_MINUTE: Final = 60


class Counted(Protocol):
    """What a report needs of :class:`~snsfilter.Metrics`."""

    topic_name: str

    def __getitem__(self, name: str, /) -> int:
        """Return the sum of a metric."""
        ...

    def statistics(self, name: str, /) -> Statistics:
        """Return the statistics of a metric."""
        ...

    def over_time(self, name: str, /) -> Mapping[datetime, Statistics]:
        """Return them minute by minute."""
        ...


def report(metrics: Counted, width: int, *, unicode: bool) -> str:
    """Return a table of all that was counted, and below it the picture as text, if anything was."""
    longest = max(map(len, NAMES))
    rows = [f"{name:{longest}} {metrics[name]:12,}" for name in NAMES if name != PUBLISH_SIZE]
    size = metrics.statistics(PUBLISH_SIZE)
    of_size = f" bytes: {size.minimum:,} to {size.maximum:,}, {size.average:,.1f} on the average"
    rows.append(f"{PUBLISH_SIZE:{longest}} {size.sum:12,}{of_size if size.sample_count else ' bytes'}")
    shown = picture(metrics)
    drawn = f"\n{to_text(shown, width, unicode=unicode)}" if shown.panels else ""
    return "\n".join(rows) + f"\n{drawn}"


def picture(metrics: Counted, title: str = "") -> Picture:
    """Describe the metrics minute by minute: one plot of the notifications, and one of the reasons of filtering."""
    plots = [_plot(metrics, names, what) for names, what in ((_NAMES, "messages a minute"), (_REASONS, "filtered out"))]
    told = ", ".join(f"{metrics[name]:,} {what}" for name, what in _NAMES.items())
    heading = title or f"Metrics of {metrics.topic_name}"
    return Picture(heading, f"{told}.", [plot for plot in plots if plot is not None])


def _plot(metrics: Counted, names: Mapping[str, str], title: str) -> Plot | None:
    """Return the lines of all metrics that counted anything; ``None`` if none did."""
    minutes = sorted(each.timestamp() for name in _NAMES for each in metrics.over_time(name))
    counted = [name for name in names if metrics[name]]
    if not counted:
        return None
    start, end = minutes[0], minutes[-1] + _MINUTE
    lines = [
        Line(names[name], _points(metrics, name, start, end), "steps", strong=name == PUBLISHED) for name in counted
    ]
    most = max(y for line in lines for _, y in line.points)
    since = f"{datetime.fromtimestamp(start, UTC):%Y-%m-%d %H:%M}"
    return Plot(Axis(f"time since {since} UTC", 0, end - start, "seconds"), Axis("", 0, most), lines, title)


def _points(metrics: Counted, name: str, start: float, end: float) -> list[tuple[float, float]]:
    """Return the count of each minute from its beginning on, and 0 where minutes without data begin."""
    points: list[tuple[float, float]] = []
    reached = start
    for minute, found in metrics.over_time(name).items():
        at = minute.timestamp()
        if at > reached:
            points.append((reached - start, 0))
        points.append((at - start, found.sum))
        reached = at + _MINUTE
    if reached < end:
        points.append((reached - start, 0))
    return [*points, (end - start, points[-1][1])]
