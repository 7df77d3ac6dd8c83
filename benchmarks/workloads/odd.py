"""Odd messages, to hold a policy and its hand-written predicate against each other.

Both spellings of an attribute, wrong data types, text that needs decoding, numbers on the edge, arrays in arrays, keys
with dots, text that isn't JSON. Left out is what the predicates leave out, see `benchmarks.baseline`: plain Python
values for attributes, and numbers in a body that no double holds.
"""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, Final

from benchmarks.workloads.attributes import message
from benchmarks.workloads.bodies import order
from benchmarks.workloads.model import SPELLINGS, Attributes, attribute, seeded

_KINDS: Final[tuple[Any, ...]] = (
    *("String", "Number", "String.Array") * 4,
    "Number.Array",
    "String.json",
    "Number.int",
    "String.",
    "Stringy",
    "Binary",
    "Binary.png",
    "string",
    "",
    None,
    7,
)
_TEXTS: Final[tuple[Any, ...]] = (
    *("example_corp", "example_org", "Example_corp", "order_paid", "order_returned", "eu-west-1", "USD", "sku-00007"),
    *("example\\u005fcorp", "order\\u005freturned", '\\"', 'a"b', "tab\t", "\\", "\\x", "", "é", "\udc00", "\x00"),
    *("100", "99.99", "1000", "999.99", "-5", "5e2", "+500", "0500", "500.0000000000000000", ".5e3", "500.", "1e2"),
    *("512.25000000000000001", "512.2500000000001", "9007199254740993", "1e400", "1e-400", "-0", "5E+2", "5e"),
    *(
        "NaN",
        "Infinity",
        "nan",
        "inf",
        "1_00",
        "0x64",
        " 500",
        "500 ",
        "\u0665\u0660\u0660",
        "5,0",
        "--5",
        "500\n",
        "1" * 400,
    ),
    *("[]", "[", "[1, 2", "{}", "null", "true", '["example_corp"]', '["x", ["example_org"]]', "[500]", "[[500.5]]"),
    *('["order_returned"]', '["order_returned", "x"]', "[null]", "[true, 100]", "[[]]", '[{"a": 1}]', "[NaN]"),
    *('["eu-"]', '["USD", 5]', '["sku-00149"]', ' ["example_corp"] ', '["example_corp"] x', "[5e2, 1]"),
    *(None, 5, 500.5, True, b"example_corp", ["example_corp"], {}),
)
_NAMED: Final = ("store", "event", "region", "price", "customer", "sku", "currency")


def odd_attributes(count: int) -> Iterator[Attributes]:
    """Messages in which one or two attributes are odd, missing, or no attributes at all."""
    rng = seeded("odd attributes")
    for _ in range(count):
        spelling = rng.choice(SPELLINGS)
        odd = message(rng, spelling)
        for name in rng.sample(_NAMED, rng.choice((1, 1, 2))):
            choice = rng.random()
            if choice < 0.08:
                del odd[name]
            elif choice < 0.15:
                odd[name] = rng.choice((None, {}, {"Type": "String"}, {"StringValue": "USD"}, {"DataType": "Number"}))
            elif choice < 0.5:
                kind = "Number" if name == "price" else "String"
                odd[name] = attribute(rng.choice(SPELLINGS), kind, rng.choice(_TEXTS))
            else:
                odd[name] = {**attribute(rng.choice(SPELLINGS), "String", rng.choice(_TEXTS))}
                odd[name]["DataType" if "DataType" in odd[name] else "Type"] = rng.choice(_KINDS)
        yield odd


_SCALARS: Final = (
    *("order_placed", "order_paid", "gold", "platinum", "BOOK-1", "TOYS-1", "BOOK", "", "500"),
    *(100, 99.99, 500, 999.5, 1000, 12, 9, 10, -1, 0, 1e300, 5e2, True, False, None),
)


def _odd_value(rng: Random, depth: int = 0) -> object:
    choice = rng.random()
    if depth < 3 and choice < 0.3:
        return [_odd_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if depth < 3 and choice < 0.55:
        keys = ("tier", "sku", "qty", "event")
        return {key: _odd_value(rng, depth + 1) for key in rng.sample(keys, rng.randrange(4))}
    return rng.choice(_SCALARS)


def _item(rng: Random) -> object:
    item: dict[str, Any] = {
        "sku": rng.choice(("BOOK-1", "TOYS-1", ["TOYS-1", "BOOK-2"], [["BOOK-3"]], 5, None)),
        "qty": rng.choice((9, 10, 12.5, "12", [1, 20], [[20]], True, None, 1e400)),
    }
    for key in ("sku", "qty"):
        if rng.random() < 0.2:
            del item[key]
    return item if rng.random() < 0.8 else [item, _odd_value(rng)]


def odd_bodies(count: int) -> Iterator[str]:
    """Texts of bodies with values of other types, arrays where objects stand, keys with dots, or broken JSON."""
    rng = seeded("odd bodies")
    for _ in range(count):
        body = order(rng)
        body["items"] = [_item(rng) for _ in range(rng.randrange(4))] if rng.random() < 0.9 else _odd_value(rng)
        for key in ("event", "customer", "total", "items.sku", "items.qty", "customer.tier"):
            choice = rng.random()
            if choice < 0.15:
                body[key] = _odd_value(rng)
            elif choice < 0.2:
                body.pop(key, None)
        yield _odd_text(rng, json.dumps(body))


def _odd_text(rng: Random, text: str) -> str:
    if rng.random() < 0.8:
        return text
    return rng.choice(
        (
            text[: rng.randrange(len(text))],
            f" \n{text}\t ",
            f"\ufeff{text}",
            f"{text} {{}}",
            f"[{text}]",
            json.dumps(text),
            text.replace('"EUR"', "NaN"),
            text.replace('"EUR"', "-Infinity"),
            text.replace('"EUR"', '"\\ud800"'),
            text.replace('"EUR"', '"\n"'),
            text.replace('"EUR"', "1e400"),
            text.replace('"EUR"', "01"),
            text.replace(":", " :\r\n"),
            f"\xa0{text}",
        )
    )
