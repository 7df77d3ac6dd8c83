"""moto's matcher on the same work, in moto's own shape: its spelling of attributes, its decoded policy.

`python -m benchmarks.peers` prints how many times faster snsfilter is. Needs moto; says so where it isn't installed.
"""

import json
import sys
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Final

from benchmarks import topics, workloads
from benchmarks.checks import match_of
from benchmarks.measures import Measure, Pair
from benchmarks.timing import Task, over, ratio
from benchmarks.workloads import Workload

Notification = dict[str, dict[str, Any]]


def installed() -> str | None:
    """The version of moto, if it is installed."""
    return version("moto") if find_spec("moto") else None


def moto_task(workload: Workload, messages: Sequence[Any], expected: int) -> Task:
    """What moto calls for each subscription and message; its verdicts are checked first."""
    from moto.sns.utils import FilterPolicyMatcher  # noqa: PLC0415 - moto may be missing

    matches = FilterPolicyMatcher(json.loads(workload.text), workload.scope).matches
    nothing = ("",) * len(messages)
    columns = (messages, nothing) if workload.scope == "MessageAttributes" else (nothing, messages)
    assert sum(map(matches, *columns)) == expected, f"{workload.name}: moto gives a wrong verdict"
    return over(matches, *columns)


def _as_notification(message: dict[str, dict[str, Any]]) -> Notification:
    return {
        name: {"Type": spelt.get("Type", spelt.get("DataType")), "Value": spelt.get("Value", spelt.get("StringValue"))}
        for name, spelt in message.items()
    }


def _pair(workload: Workload, case: str) -> Pair:
    messages = list(workload.cases[case].messages)
    if workload.scope == "MessageAttributes":
        messages = [_as_notification(message) for message in messages]
    expected = workload.cases[case].expected
    ours = match_of(workload)
    assert sum(map(ours, messages)) == expected, f"{workload.name}, {case}: a wrong verdict"
    return moto_task(workload, messages, expected), over(ours, messages)


def _measure(workload: Workload, case: str) -> Measure:
    slow = len(workload.text) > 1_000  # moto's time goes with the values of a key
    return Measure(f"moto over ours: {workload.name}, {case}", partial(_pair, workload, case), slow=slow)


ALL: Final = (
    *(
        _measure(workload, case)
        for workload in (workloads.ONE_KEY, workloads.FIVE_KEYS, workloads.MANY_VALUES, workloads.BODY_THREE_KEYS)
        for case in ("hit", "early miss", "late miss")
    ),
    # To moto the late miss is a hit: it takes the two keys from different objects.
    *(_measure(workloads.ARRAYS, case) for case in ("hit", "early miss")),
    Measure("moto over ours: publish to 200, body of 1 KB", topics.moto_over_publish, slow=True),
)


def main() -> int:
    """Print the ratios."""
    found = installed()
    if found is None:
        print("moto is not installed: pip install 'moto[sns]'", file=sys.stderr)
        return 1
    print(f"moto {found} over snsfilter, Python {sys.version.split()[0]}")
    for measure in ALL:
        measured = ratio(*measure.pair(), pairs=21)
        print(f"{measure.name.removeprefix('moto over ours: '):28} {measured.median:8.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
