"""Attribute scope: three mixed keys, five mixed keys, one exact key, a key of 150 values."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from benchmarks.workloads.model import MESSAGES, SPELLINGS, Attributes, Case, Spelling, Workload, attribute, seeded

STORES: Final = ("example_corp", "example_org")
EVENTS: Final = ("order_placed", "order_paid", "order_shipped", "order_delivered")
REFUSED_EVENTS: Final = ("order_cancelled", "order_returned")

Edit = Callable[[Random, Spelling, Attributes], None]
"""Changes a message that matches into one of the kind that a case wants."""


def message(rng: Random, spelling: Spelling) -> Attributes:
    """A message that every policy of this module matches."""
    return {
        "trace": attribute(spelling, "String", f"{rng.getrandbits(64):016x}"),
        "store": attribute(spelling, "String", rng.choice(STORES)),
        "event": attribute(spelling, "String", rng.choice(EVENTS)),
        "region": attribute(spelling, "String", f"eu-{rng.choice(('west', 'north', 'central'))}-{rng.randrange(1, 4)}"),
        "price": attribute(spelling, "Number", str(rng.randrange(10_000, 99_999) / 100)),
        "currency": attribute(spelling, "String", "USD"),
        "customer": attribute(spelling, "String", f"c{rng.randrange(100_000):05d}"),
        "sku": attribute(spelling, "String", f"sku-{rng.randrange(150):05d}"),
    }


def _same(_rng: Random, _spelling: Spelling, _made: Attributes) -> None:
    """Leave the message as it is: it matches."""


def _put(key: str, data_type: str, texts: tuple[str, ...]) -> Edit:
    """Give the attribute another value."""

    def edit(rng: Random, spelling: Spelling, made: Attributes) -> None:
        made[key] = attribute(spelling, data_type, rng.choice(texts))

    return edit


def _drop(key: str) -> Edit:
    """Take the attribute away."""

    def edit(_rng: Random, _spelling: Spelling, made: Attributes) -> None:
        del made[key]

    return edit


def _break(key: str) -> Edit:
    """Put something there that is no attribute, or none of its data type."""

    def edit(rng: Random, spelling: Spelling, made: Attributes) -> None:
        broken: tuple[Any, ...] = (
            attribute(spelling, "Number", "twelve"),
            attribute(spelling, "Number", ""),
            attribute(spelling, "String.Array", "[1, 2"),
            attribute(spelling, "String", None),
            attribute(spelling, "", "example_corp"),
            {},
            {"Type": 1, "Value": 2},
            None,
            [],
        )
        made[key] = rng.choice(broken)

    return edit


def _case(name: str, edit: Edit, *, matches: bool, spellings: tuple[Spelling, ...] = SPELLINGS) -> Case:
    """Messages of one kind; where both spellings are asked for, they alternate."""
    rng = seeded(name)
    messages: list[Attributes] = []
    for number in range(MESSAGES):
        spelling = spellings[number % len(spellings)]
        made = message(rng, spelling)
        edit(rng, spelling, made)
        messages.append(made)
    return Case(tuple(messages), len(messages) if matches else 0)


def _workload(
    name: str, policy: dict[str, Any], *, early: tuple[str, Edit], late: Edit, array: Edit | None = None
) -> Workload:
    """The usual cases. `early` names the first key too, so that it can be absent or broken as well."""
    first, early_miss = early
    cases = {
        "hit": _case(f"{name} hit", _same, matches=True),
        "hit boto3": _case(f"{name} hit boto3", _same, matches=True, spellings=("boto3",)),
        "hit notification": _case(f"{name} hit notification", _same, matches=True, spellings=("notification",)),
        "early miss": _case(f"{name} early", early_miss, matches=False),
        "absent": _case(f"{name} absent", _drop(first), matches=False),
        "late miss": _case(f"{name} late", late, matches=False),
        "malformed": _case(f"{name} malformed", _break(first), matches=False),
    }
    if array is not None:
        cases["array hit"] = _case(f"{name} array", array, matches=True)
    return Workload(name, "MessageAttributes", policy, cases)


_OTHER_STORE = ("store", _put("store", "String", ("example_net", "example_edu", "sample_corp")))
_STORES_ARRAY = _put("store", "String.Array", ('["sample_corp", "example_corp"]', '["example_org", null, 5]'))
_CHEAP = _put("price", "Number", ("99.99", "0", "5.5", "1000", "1234.56"))

THREE_KEYS: Final = _workload(
    "three keys",
    {
        "store": list(STORES),
        "event": [{"anything-but": list(REFUSED_EVENTS)}],
        "price": [{"numeric": [">=", 100, "<", 1000]}],
    },
    early=_OTHER_STORE,
    late=_CHEAP,
    array=_STORES_ARRAY,
)

FIVE_KEYS: Final = _workload(
    "five keys",
    {
        "store": list(STORES),
        "event": [{"anything-but": list(REFUSED_EVENTS)}],
        "region": [{"prefix": "eu-"}],
        "customer": [{"exists": True}],
        "price": [{"numeric": [">=", 100, "<", 1000]}],
    },
    early=_OTHER_STORE,
    late=_CHEAP,
    array=_STORES_ARRAY,
)

ONE_KEY: Final = _workload(
    "one key",
    {"currency": ["USD"]},
    early=("currency", _put("currency", "String", ("EUR", "GBP", ""))),
    late=_put("currency", "String", ("USX", "US", "USD ")),
)


def many_values(count: int) -> Workload:
    """One key with so many exact values: hits on its first 150, misses close to them."""
    return _workload(
        f"{count} values",
        {"sku": [f"sku-{number:05d}" for number in range(count)]},
        early=("sku", _put("sku", "String", ("SKU-00001", "other", ""))),
        late=_put("sku", "String", ("sku-99999", "sku-0000", "sku-000001")),
    )


MANY_VALUES: Final = many_values(150)


def string_array(count: int) -> tuple[dict[str, Any], Attributes]:
    """A policy and a message: one String.Array attribute of so many elements, of which only the last matches."""
    elements = [f"sku-{number:05d}" for number in range(count)]
    return {"sku": elements[-1:]}, {"sku": attribute("boto3", "String.Array", json.dumps(elements))}
