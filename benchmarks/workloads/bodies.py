"""Body scope: an order of about 1 KB and three keys, one nested; arrays of objects; bodies that grow."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, Final

from benchmarks.workloads.model import MESSAGES, Case, Workload, seeded

Body = dict[str, Any]
Make = Callable[[Random], str]

CITIES: Final = ("Dublin", "Singapore", "Osaka", "Montreal", "Lisbon", "Tallinn")
WORDS: Final = ("leave", "with", "the", "neighbour", "ring", "twice", "fragile", "gift", "thank", "you")


def order(rng: Random) -> Body:
    """An order that `BODY_THREE_KEYS` matches."""
    items = [
        {
            "sku": f"BOOK-{rng.randrange(100_000):05d}",
            "title": " ".join(rng.choices(WORDS, k=4)),
            "qty": rng.randrange(1, 5),
            "price": rng.randrange(100, 9_999) / 100,
            "gift": rng.random() < 0.2,
        }
        for _ in range(5)
    ]
    return {
        "id": f"{rng.getrandbits(64):016x}",
        "event": rng.choice(("order_placed", "order_paid")),
        "placed": f"2025-03-{rng.randrange(1, 29):02d}T{rng.randrange(24):02d}:15:42.{rng.randrange(1000):03d}Z",
        "customer": {
            "id": f"c{rng.randrange(100_000):05d}",
            "tier": rng.choice(("gold", "platinum")),
            "language": rng.choice(("en", "fr", "ja")),
            "address": {"street": f"{rng.randrange(1, 300)} Long Lane", "city": rng.choice(CITIES), "door": None},
        },
        "items": items,
        "total": rng.randrange(10_000, 99_999) / 100,
        "currency": "EUR",
        "tags": rng.sample(WORDS, 3),
        "note": " ".join(rng.choices(WORDS, k=50)),
    }


def letter(rng: Random) -> Body:
    """As large as an order, but most of it is one long text: the least work for `json.loads`."""
    body = order(rng)
    del body["items"], body["tags"]
    body["note"] = " ".join(rng.choices(WORDS, k=130))
    return body


def _text(body: object) -> str:
    return json.dumps(body, separators=(",", ":"))


def _hit(rng: Random) -> str:
    return _text(order(rng))


def _spaced(rng: Random) -> str:
    return json.dumps(order(rng))


def _letter(rng: Random) -> str:
    return _text(letter(rng))


def _early(rng: Random) -> str:
    return _text(order(rng) | {"event": rng.choice(("order_cancelled", "order_place", "", 7, None))})


def _late(rng: Random) -> str:
    return _text(order(rng) | {"total": rng.choice((99.99, 0, 5.5, 1000, 1234.56))})


def _malformed(rng: Random) -> str:
    text = _hit(rng)
    return rng.choice((text[:-1], text[:500], f"[{text}]", _text(text), text.replace(":", "=", 1), f"{text}]", ""))


def _case(name: str, make: Make, *, matches: bool) -> Case:
    rng = seeded(name)
    messages = tuple(make(rng) for _ in range(MESSAGES))
    return Case(messages, len(messages) if matches else 0)


BODY_THREE_KEYS: Final = Workload(
    "body",
    "MessageBody",
    {
        "event": ["order_placed", "order_paid"],
        "customer": {"tier": ["gold", "platinum"]},
        "total": [{"numeric": [">=", 100, "<", 1000]}],
    },
    {
        "hit": _case("body hit", _hit, matches=True),
        "hit spaced": _case("body spaced", _spaced, matches=True),
        "hit letter": _case("body letter", _letter, matches=True),
        "early miss": _case("body early", _early, matches=False),
        "late miss": _case("body late", _late, matches=False),
        "malformed": _case("body malformed", _malformed, matches=False),
    },
)


def _items(rng: Random, count: int) -> list[Body]:
    """Items that satisfy the two conditions of `ARRAYS` in turn, but never both: a miss, found at the very end."""
    return [
        {"sku": f"BOOK-{rng.randrange(10_000):04d}", "qty": rng.randrange(1, 10)}
        if number % 2
        else {"sku": f"TOYS-{rng.randrange(10_000):04d}", "qty": rng.randrange(10, 99)}
        for number in range(count)
    ]


def _array_hit(rng: Random) -> str:
    return _text({"items": [*_items(rng, 19), {"sku": "BOOK-0001", "qty": 12}]})


def _array_miss(rng: Random) -> str:
    return _text({"items": _items(rng, 20)})


def _array_early(rng: Random) -> str:
    return _text({"items": [{"sku": "TOYS-0001", "qty": rng.randrange(1, 10)} for _ in range(20)]})


ARRAYS: Final = Workload(
    "array of objects",
    "MessageBody",
    {"items": {"sku": [{"prefix": "BOOK-"}], "qty": [{"numeric": [">=", 10]}]}},
    {
        "hit": _case("arrays hit", _array_hit, matches=True),
        "early miss": _case("arrays early", _array_early, matches=False),
        "late miss": _case("arrays late", _array_miss, matches=False),
    },
)


def array_of_objects(count: int) -> tuple[Body, Body]:
    """A policy and a decoded body: so many objects, each satisfying one of two keys."""
    return dict(ARRAYS.policy), {"items": _items(seeded("growing array"), count)}


def three_arrays(count: int) -> tuple[Body, Body]:
    """Two keys under each of three arrays of so many objects: their product must never be walked."""
    rng = seeded("three arrays")
    names = ("first", "second", "third")
    policy = dict.fromkeys(names, ARRAYS.policy["items"])
    return policy, {name: _items(rng, count) for name in names}


def nested_arrays(depth: int) -> tuple[Body, Body]:
    """Arrays of two objects, nested so deep, with two keys at the bottom that no single object satisfies."""
    inner: Body = dict(ARRAYS.policy["items"])
    level: list[Body] = _items(seeded("nested arrays"), 2)
    for _ in range(depth):
        inner = {"in": inner}
        level = [{"in": level}, {"in": level}]
    return {"top": inner}, {"top": level}


def scalar_array(count: int) -> tuple[Body, Body]:
    """A policy and a decoded body: an array of so many texts, of which only the last matches."""
    tags = [f"tag-{number:05d}" for number in range(count)]
    return {"tags": tags[-1:]}, {"tags": tags}


def wide_body(count: int) -> tuple[Body, Body]:
    """A policy of three keys and a decoded body that has so many others."""
    body = order(seeded("wide body"))
    return dict(BODY_THREE_KEYS.policy), dict.fromkeys(map("other-{:05d}".format, range(count)), 0) | body
