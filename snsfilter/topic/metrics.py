"""What SNS counts, by the names of its CloudWatch metrics (sns-monitoring-using-cloudwatch).

A topic counts into a :class:`Recorder`, by the minute, as CloudWatch keeps these metrics; a :class:`Metrics` is what
was counted up to the moment when it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from snsfilter.errors import SnsFilterError
from snsfilter.topic.counts import NAMES, PUBLISH_SIZE, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Metrics", "Minute", "Recorder"]

_MINUTE: Final = 60
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


_NOTHING: Final = Statistics(0, 0, 0, 0)


class Minute:
    """What was counted in a minute.

    Attributes:
        counts: counts by the name of the metric, to be added to.
    """

    __slots__ = ("_largest", "_samples", "_smallest", "_total", "counts")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.counts = dict.fromkeys(NAMES, 0)
        self._samples = self._total = self._smallest = self._largest = 0

    def publish(self, size: int) -> None:
        """Note the size of what one call published, in bytes; of a batch, of all its messages together."""
        if not self._samples or size < self._smallest:
            self._smallest = size
        self._largest = max(self._largest, size)
        self._samples += 1
        self._total += size

    def statistics(self) -> dict[str, Statistics]:
        """Return the statistics of every metric that has data.

        Each message, delivery and rejection is a datum of value 1, so that Average is 1 (inferred); each call of
        Publish or PublishBatch is a datum of PublishSize.
        """
        found = {name: Statistics(count, count, 1, 1) for name, count in self.counts.items() if count}
        if self._samples:
            found[PUBLISH_SIZE] = Statistics(self._samples, self._total, self._smallest, self._largest)
        return found


class Recorder:
    """Counts by the minute.  It has no lock: its topic has one."""

    __slots__ = ("_minutes",)

    def __init__(self) -> None:
        """Begin with nothing."""
        self._minutes: dict[int, Minute] = {}

    def minute(self, at: float) -> Minute:
        """Return the minute of a time in seconds since 1970, to count into."""
        number = int(at // _MINUTE)
        minute = self._minutes.get(number)
        if minute is None:
            minute = self._minutes[number] = Minute()
        return minute

    def view(self, topic_name: str) -> Metrics:
        """Return what was counted up to now; what is counted later doesn't change it."""
        return Metrics(topic_name, {number: self._minutes[number].statistics() for number in sorted(self._minutes)})


class Metrics(Mapping[str, int]):
    """What a topic counted, from the name of a metric to its sum: an immutable mapping of all metrics of a topic.

    The sum of PublishSize is in bytes; :meth:`statistics` has its Minimum, Maximum, Average and Count.

    Attributes:
        topic_name: the name of the topic, the dimension TopicName of all its metrics.
    """

    __slots__ = ("_minutes", "topic_name")

    def __init__(self, topic_name: str, minutes: Mapping[int, Mapping[str, Statistics]]) -> None:
        """Hold statistics by minutes since 1970 (UTC) and by metric."""
        self.topic_name = topic_name
        self._minutes = minutes

    def __getitem__(self, name: str) -> int:
        """Return the sum of a metric; 0 if nothing was counted.

        Raises:
            KeyError: SNS has no such metric of a topic.
        """
        return self.statistics(name).sum

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of all metrics of a topic, in the order of the documentation."""
        return iter(NAMES)

    def __len__(self) -> int:
        """Count the metrics of a topic."""
        return len(NAMES)

    def statistics(self, name: str) -> Statistics:
        """Return count, sum, minimum and maximum of a metric over the whole time.

        Raises:
            KeyError: SNS has no such metric of a topic.
        """
        found = _NOTHING
        for each in self._of(name).values():
            found = found.joined(each)
        return found

    def over_time(self, name: str) -> Mapping[datetime, Statistics]:
        """Return the statistics of a metric by the minute (UTC), in order; minutes without data are left out.

        Raises:
            KeyError: SNS has no such metric of a topic.
        """
        return MappingProxyType({_time(minute): each for minute, each in self._of(name).items()})

    def _of(self, name: str) -> dict[int, Statistics]:
        if name not in NAMES:
            problem = f"SNS has no metric {name!r} of a topic; there are {', '.join(NAMES)}"
            raise KeyError(problem)
        return {minute: of[name] for minute, of in self._minutes.items() if name in of}

    def put_metric_data(self) -> list[dict[str, object]]:
        """Return all of it as ``MetricData`` of CloudWatch's PutMetricData, in order of time.

        boto3 takes it as it is, 1,000 records at a time.  CloudWatch keeps the namespaces that begin with ``AWS/`` for
        itself, so give one of your own to the real service; an emulator may take ``AWS/SNS``.
        """
        dimensions = [{"Name": "TopicName", "Value": self.topic_name}]
        return [
            {
                "MetricName": name,
                "Dimensions": dimensions,
                "Timestamp": _time(minute),
                "Unit": "Bytes" if name == PUBLISH_SIZE else "Count",
                "StatisticValues": {
                    "SampleCount": float(found.sample_count),
                    "Sum": float(found.sum),
                    "Minimum": float(found.minimum),
                    "Maximum": float(found.maximum),
                },
            }
            for minute, of in self._minutes.items()
            for name, found in of.items()
        ]

    def report(self, width: int = 80, *, unicode: bool = True) -> str:
        """Return the metrics as a table, with a plot of what was published, delivered and filtered out over time.

        Args:
            width: how many characters a line may have.
            unicode: whether the plot may have block elements; else it is ASCII.

        Raises:
            SnsFilterError: *width* isn't a whole number.
        """
        if isinstance(width, bool) or not isinstance(cast("object", width), int):
            problem = f"the width of a report must be a whole number of characters, not {type(width).__name__}"
            raise SnsFilterError(problem)
        from snsfilter.topic.report import report  # noqa: PLC0415 (few look, and drawing takes modules of its own)

        return report(self, width, unicode=unicode)

    def to_svg(self, *, title: str = "", width: float = 760) -> str:
        """Return an SVG file of what was published, delivered and filtered out over time.

        Args:
            title: what stands above it; by default the name of the topic.
            width: its width in pixels, at least 240.

        Raises:
            SnsFilterError: there is no picture of this width, or the title is no string.
        """
        from snsfilter.charts import to_svg  # noqa: PLC0415 (likewise)
        from snsfilter.topic.report import picture  # noqa: PLC0415 (likewise)

        return to_svg(picture(self, title), width)

    def __repr__(self) -> str:
        """Show what isn't 0."""
        counted = {name: count for name, count in self.items() if count}
        return f"<Metrics of {self.topic_name}: {counted}>"


def _time(minute: int) -> datetime:
    return _EPOCH + timedelta(minutes=minute)
