"""Measures of the index: many policies, one message, in units of `json.loads` of the same messages.

The answers are checked first: on a sample of the messages the index must answer as asking each policy does.
"""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import cycle, islice
from typing import Any, Final, TypeAlias

from benchmarks.timing import Task, over
from benchmarks.workloads import subscriptions
from snsfilter import FilterPolicy, FilterPolicyScope, PolicyIndex

Pair: TypeAlias = tuple[Task, Task]

MESSAGES: Final = 500
"""Messages on which the index is timed: enough that its data doesn't all fit the processor's nearest cache."""
CHECKED: Final = 20


@dataclass(frozen=True, slots=True)
class Topic:
    """A workload: its policies and its messages, both without end."""

    policies: Callable[[], Iterator[Any]]
    messages: Callable[[], Iterator[Any]]

    def parsed(self, count: int) -> dict[int, FilterPolicy]:
        """The first policies, by number."""
        scope = FilterPolicyScope.MESSAGE_BODY
        return {
            number: FilterPolicy.parse(json.dumps(policy), scope=scope, limits=None)
            for number, policy in enumerate(islice(self.policies(), count))
        }

    def texts(self) -> list[str]:
        """The first messages, as compact JSON."""
        return [json.dumps(body, separators=(",", ":")) for body in islice(self.messages(), MESSAGES)]


TOPICS: Final = {
    "W2": Topic(subscriptions.shop_policies, subscriptions.shop_messages),
    "W3": Topic(subscriptions.object_policies, subscriptions.object_messages),
    "W4": Topic(subscriptions.sensor_policies, subscriptions.sensor_messages),
    "W5": Topic(subscriptions.customer_policies, subscriptions.shop_messages),
}


def asked_each(policies: dict[int, FilterPolicy], text: str) -> set[int]:
    """The answer by the loop that the index replaces."""
    return {key for key, policy in policies.items() if policy.matches_body(text)}


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from going through 100,000 policies again and again while they are made."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@lru_cache(maxsize=3)  # measures that share an index follow each other
@uncollected()
def built(name: str, count: int) -> tuple[PolicyIndex[int], dict[int, FilterPolicy], list[str]]:
    """The index of a workload, checked and warm, its policies and its messages."""
    topic = TOPICS[name]
    policies, texts = topic.parsed(count), topic.texts()
    index = PolicyIndex(policies)
    for text in texts[:: MESSAGES // CHECKED] if count <= 10_000 else texts[:3]:
        assert index.matching_body(text) == asked_each(policies, text), f"{name} of {count:,}: {text}"
    for text in texts:
        index.matching_body(text)
    return index, policies, texts


def over_json(name: str, count: int) -> Pair:
    """Message text to set of keys, over `json.loads` of the same texts."""
    index, _, texts = built(name, count)
    return over(index.matching_body, texts), over(json.loads, texts)


def loop_over_index(name: str, count: int) -> Pair:
    """Asking each policy in turn, over the index, on a few messages."""
    index, policies, texts = built(name, count)
    return over(partial(asked_each, policies), texts[:1]), over(index.matching_body, texts[:1])


def growth(name: str, more: int, fewer: int) -> Pair:
    """The index of more policies over that of fewer."""
    texts = built(name, more)[2]
    return over(built(name, more)[0].matching_body, texts), over(built(name, fewer)[0].matching_body, texts)


def building(name: str, count: int) -> Pair:
    """Building the index from parsed policies, over parsing the policies' texts by `json.loads`."""
    policies = TOPICS[name].parsed(count)
    texts = [json.dumps(policy) for policy in islice(TOPICS[name].policies(), count)]
    return partial(PolicyIndex, policies), over(json.loads, texts)


def changing(name: str, count: int) -> Pair:
    """Deleting a policy and putting it back, over building the index of all."""
    index, policies, _ = built(name, count)
    keys = cycle(list(policies))

    def change() -> None:
        key = next(keys)
        del index[key]
        index[key] = policies[key]

    return change, partial(PolicyIndex, policies)
