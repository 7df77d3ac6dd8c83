"""For each workload, the predicate that a good programmer would write by hand, in plain Python, for that one policy.

It makes the checks that the policy makes, because without them it would answer differently: both spellings of an
attribute, String apart from Number apart from String.Array, text that is text, numbers that are numbers, arrays
anywhere in a body. `verify` holds each against its policy on odd messages. What is left out, as no programmer would
write it down for one policy: depth and length bounds, and numbers in a body of more than 17 digits.

`three_keys` comes twice: `three_keys` asks a helper for the value of an attribute, as one would write it; in
`three_keys_inlined` the usual case is written out in place, as one would after profiling.
"""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final, TypeAlias

from benchmarks.workloads.attributes import REFUSED_EVENTS, STORES
from benchmarks.workloads.model import Attributes

Predicate: TypeAlias = Callable[[Any], bool]

_number = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_to_be_decoded = re.compile(r'["\\\x00-\x1f]').search
_SKUS: Final = frozenset(f"sku-{number:05d}" for number in range(150))


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_json = json.JSONDecoder(parse_constant=_refuse).decode

# ------------------------------------------------------------------------------------------------------ attribute scope


def value_of(attribute: Any) -> object:  # noqa: ANN401 - whatever stands where an attribute should
    """The value of an attribute: text, number, or a list of values (an empty one for Binary, which no policy sees).

    Raises:
        AttributeError, KeyError, TypeError, ValueError: there is no attribute, or not a well-formed one.
    """
    kind = attribute.get("DataType")
    if kind is None:
        kind, text = attribute["Type"], attribute["Value"]
    else:
        text = attribute["StringValue"]
    if kind == "String":
        return _json(f'"{text}"') if _to_be_decoded(text) else text
    if kind == "Number":
        return number(text)
    base, dot, suffix = kind.partition(".")
    if dot and not suffix:
        raise ValueError(kind)
    if base == "Binary":
        return []
    if suffix == "Array" and base in ("String", "Number"):
        elements = _json(text)
        if type(elements) is list:
            return list(scalars(elements))
    elif base in ("String", "Number"):
        return value_of({"Type": base, "Value": text})
    raise ValueError(kind)


def number(text: str) -> float | None:
    """The value of a number; None for one that no double stands for, which no condition accepts."""
    if not _number(text):
        raise ValueError(text)
    value = float(text)
    return value if len(text) <= 15 or Decimal(repr(value)) == Decimal(text) else None


def three_keys(attributes: Attributes) -> bool:
    """Tell whether it is a small order of one of two stores, and not undone."""
    try:
        store = value_of(attributes["store"])
        if store not in STORES and not (type(store) is list and any(each in STORES for each in store)):
            return False
        event = value_of(attributes["event"])
        if event in REFUSED_EVENTS or (type(event) is list and all(each in REFUSED_EVENTS for each in event)):
            return False
        price = value_of(attributes["price"])
        return in_range(price) or (type(price) is list and any(in_range(each) for each in price))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def in_range(value: object) -> bool:
    """Tell whether it is a number from 100 to below 1000; a boolean isn't a number."""
    return (type(value) is float or type(value) is int) and 100 <= value < 1000


def three_keys_inlined(attributes: Attributes) -> bool:
    """Answer as `three_keys` does, with the usual data types written out in both spellings."""
    try:
        attribute = attributes["store"]
        if attribute.get("DataType") == "String":
            store = attribute["StringValue"]
        elif attribute.get("Type") == "String":
            store = attribute["Value"]
        else:
            store = None
        if store not in STORES:
            store = value_of(attribute)
            if store not in STORES and not (type(store) is list and any(each in STORES for each in store)):
                return False
        attribute = attributes["event"]
        if attribute.get("DataType") == "String":
            event = attribute["StringValue"]
        elif attribute.get("Type") == "String":
            event = attribute["Value"]
        else:
            event = None
        if event is None or _to_be_decoded(event):
            event = value_of(attribute)
        if event in REFUSED_EVENTS or (type(event) is list and all(each in REFUSED_EVENTS for each in event)):
            return False
        attribute = attributes["price"]
        if attribute.get("DataType") == "Number":
            price = attribute["StringValue"]
        elif attribute.get("Type") == "Number":
            price = attribute["Value"]
        else:
            prices = value_of(attribute)
            return in_range(prices) or (type(prices) is list and any(in_range(each) for each in prices))
        if not _number(price):
            return False
        value = float(price)
        return 100 <= value < 1000 and (len(price) <= 15 or Decimal(repr(value)) == Decimal(price))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def five_keys(attributes: Attributes) -> bool:
    """Tell whether it is also from Europe, with a customer."""
    try:
        store = value_of(attributes["store"])
        if store not in STORES and not (type(store) is list and any(each in STORES for each in store)):
            return False
        event = value_of(attributes["event"])
        if event in REFUSED_EVENTS or (type(event) is list and all(each in REFUSED_EVENTS for each in event)):
            return False
        region = value_of(attributes["region"])
        if type(region) is str:
            if not region.startswith("eu-"):
                return False
        elif type(region) is not list or not any(type(each) is str and each.startswith("eu-") for each in region):
            return False
        if value_of(attributes["customer"]) == []:
            return False
        price = value_of(attributes["price"])
        return in_range(price) or (type(price) is list and any(in_range(each) for each in price))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def one_key(attributes: Attributes) -> bool:
    """Tell whether the currency is the dollar."""
    try:
        currency = value_of(attributes["currency"])
        return currency == "USD" or (type(currency) is list and "USD" in currency)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def many_values(attributes: Attributes) -> bool:
    """Tell whether the article is one of 150."""
    try:
        sku = value_of(attributes["sku"])
        return any(each in _SKUS for each in sku) if type(sku) is list else sku in _SKUS
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


# ----------------------------------------------------------------------------------------------------------- body scope


def scalars(value: object) -> Iterator[object]:
    """The values in an array, and in arrays in it; objects hold none."""
    if type(value) is list:
        for element in value:
            yield from scalars(element)
    elif type(value) is not dict:
        yield value


def objects(value: object) -> Iterator[dict[str, Any]]:
    """The object, or those in an array, and in arrays in it."""
    if type(value) is dict:
        yield value
    elif type(value) is list:
        for element in value:
            yield from objects(element)


def decoded(text: str) -> dict[str, Any] | None:
    """The body, if it is a JSON object."""
    try:
        body = _json(text)
    except (ValueError, RecursionError):
        return None
    return body if type(body) is dict else None


def body_three_keys(text: str) -> bool:
    """Tell whether a good customer made a small order."""
    body = decoded(text)
    if body is None:
        return False
    event = body.get("event")
    if event not in ("order_placed", "order_paid") and not _any_in(event, ("order_placed", "order_paid")):
        return False
    customer = body.get("customer")
    tier = customer.get("tier") if type(customer) is dict else None
    if (
        tier not in ("gold", "platinum")
        and not any(_any_in(each.get("tier"), ("gold", "platinum")) for each in objects(customer))
        and not _any_in(body.get("customer.tier"), ("gold", "platinum"))
    ):
        return False
    total = body.get("total")
    return in_range(total) or (type(total) is list and any(in_range(each) for each in scalars(total)))


def _any_in(value: object, wanted: tuple[str, ...]) -> bool:
    return any(each in wanted for each in scalars(value))


def _is_book(value: object) -> bool:
    if type(value) is str:
        return value.startswith("BOOK-")
    return type(value) is list and any(type(each) is str and each.startswith("BOOK-") for each in scalars(value))


def _is_ten(value: object) -> bool:
    if type(value) is list:
        return any(_is_ten(each) for each in scalars(value))
    return (type(value) is float or type(value) is int) and value >= 10 and value != float("inf")


def array_of_objects(text: str) -> bool:
    """Tell whether one item is a book, ten times or more."""
    body = decoded(text)
    if body is None:
        return False
    items = list(objects(body.get("items")))
    if any(_is_book(item.get("sku")) and _is_ten(item.get("qty")) for item in items):
        return True
    # Keys with dots stand outside of the array, and go with any item in it.
    book, ten = _is_book(body.get("items.sku")), _is_ten(body.get("items.qty"))
    return (
        (book and ten)
        or (book and any(_is_ten(item.get("qty")) for item in items))
        or (ten and any(_is_book(item.get("sku")) for item in items))
    )


PREDICATES: Final[dict[str, Predicate]] = {
    "three keys": three_keys,
    "five keys": five_keys,
    "one key": one_key,
    "150 values": many_values,
    "body": body_three_keys,
    "array of objects": array_of_objects,
}
