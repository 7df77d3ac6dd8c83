"""Draws the pictures of retry schedules and of metrics: `python docs/pictures.py` writes them beside this file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from snsfilter import (
    HealthyRetryPolicy,
    Message,
    Metrics,
    Outage,
    RetrySchedule,
    Topic,
    compare_schedules,
    simulate,
)
from snsfilter.charts import to_svg
from snsfilter.delivery.healthy import BackoffFunction
from snsfilter.delivery.simulated import simulation_picture

HERE: Final = Path(__file__).parent
CURVES: Final = {
    str(function): RetrySchedule.of(HealthyRetryPolicy(5, 260, 10, backoff_function=function))
    for function in BackoffFunction
}
LINEAR: Final = RetrySchedule.of(HealthyRetryPolicy(10, 30, 10, num_min_delay_retries=3, num_max_delay_retries=7))
EXPONENTIAL: Final = RetrySchedule.of(HealthyRetryPolicy(10, 600, 20, backoff_function=BackoffFunction.EXPONENTIAL))
OUTAGE: Final = Outage(0, 600)


def shop() -> Metrics:
    """The metrics of a shop that stops sending its attribute after 20 minutes."""
    noon = 1_772_366_400.0
    now = noon
    topic = Topic("arn:aws:sns:us-east-2:123456789012:orders", clock=lambda: now)
    for kind in ("lab", "office"):
        topic.subscribe(protocol="sqs", endpoint=kind, attributes={"FilterPolicy": f'{{"kind": ["{kind}"]}}'})
    for number in range(160):
        now = noon + number * 15 + number % 7 * 9
        kind = "office" if number % 3 else "lab"
        topic.publish(Message({"kind": kind} if now < noon + 1_200 else {}, body="an order"))
    return topic.metrics


def drawn() -> Iterator[tuple[Path, str]]:
    """Yield each picture's file and text."""
    curves = compare_schedules(CURVES, title="The four backoff functions: 10 retries from 5 to 260 s")
    yield HERE / "backoff-curves.svg", curves
    linear = LINEAR.to_svg(title="A car dealer: 10 retries, 3 of them at 10 s and 7 at 30 s")
    yield HERE / "car-dealer-linear.svg", linear
    exponential = EXPONENTIAL.to_svg(title="A car dealer: 20 retries from 10 s to 10 min, exponential")
    yield HERE / "car-dealer-exponential.svg", exponential
    schedules = {"10 retries": LINEAR, "20 retries": EXPONENTIAL}
    attempts = {name: simulate(schedule, OUTAGE) for name, schedule in schedules.items()}
    outage = simulation_picture(attempts, [OUTAGE], "Both policies of the car dealer in an outage of ten minutes")
    yield HERE / "car-dealer-outage.svg", to_svg(outage)
    yield HERE / "topic-metrics.svg", shop().to_svg(title="Orders: the attribute is missing from 12:20 on")


if __name__ == "__main__":
    for file, svg in drawn():
        file.write_text(svg, encoding="utf-8")
