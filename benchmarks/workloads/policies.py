"""Fresh policies of five keys: names, operators and values all differ, so that no cache can help."""

from collections.abc import Iterator
from random import Random
from typing import Any

from benchmarks.workloads.model import Attributes, attribute, seeded

WORDS = ("store", "event", "region", "price", "customer", "sku", "channel", "tier", "weight", "country", "language")
Key = tuple[list[Any], Attributes]


def _word(rng: Random) -> str:
    return f"{rng.choice(WORDS)}-{rng.randrange(10_000):04d}"


def _exact(rng: Random) -> Key:
    words = [_word(rng) for _ in range(rng.randrange(1, 4))]
    return list(words), attribute("boto3", "String", words[0])


def _prefix(rng: Random) -> Key:
    word = _word(rng)
    return [{"prefix": word}], attribute("boto3", "String", f"{word}-east")


def _suffix(rng: Random) -> Key:
    word = _word(rng)
    return [{"suffix": word}], attribute("boto3", "String", f"east-{word}")


def _anything_but(rng: Random) -> Key:
    return [{"anything-but": [_word(rng), _word(rng)]}], attribute("boto3", "String", "something else")


def _numeric(rng: Random) -> Key:
    low = rng.randrange(1_000)
    return [{"numeric": [">=", low, "<", low + rng.randrange(2, 100)]}], attribute("boto3", "Number", str(low + 1))


def _exists(_rng: Random) -> Key:
    return [{"exists": True}], attribute("boto3", "String", "yes")


def fresh_policies() -> Iterator[tuple[dict[str, Any], Attributes]]:
    """Policies without end, each with a message that it matches."""
    rng = seeded("fresh policies")
    makers = (_exact, _prefix, _suffix, _anything_but, _numeric, _exists)
    while True:
        made = {_word(rng): rng.choice(makers)(rng) for _ in range(5)}
        if len(made) == 5:
            yield {name: key[0] for name, key in made.items()}, {name: key[1] for name, key in made.items()}
