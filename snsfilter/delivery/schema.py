"""Delivery policies as JSON Schema (draft 2020-12): what the parser accepts, as far as a schema can say it.

``python -m snsfilter.delivery.schema [DIRECTORY]`` writes the schemas as files, by default those of the package.

What a schema can't say: how two numbers of a retry policy compare, that a whole number is spelt without a point, that a
member isn't repeated, whether the subscription has raw message delivery, and how long the retries take in all.
``tests/test_delivery_schema.py`` holds the parser and the schema to that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, assert_never

from snsfilter.delivery.arguments import known_level
from snsfilter.delivery.contenttype import CONTENT_TYPE, content_types
from snsfilter.delivery.healthy import LARGEST
from snsfilter.delivery.rules import MAX_RECEIVES, RANGES, BackoffFunction
from snsfilter.delivery.shapes import LEVELS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from snsfilter.delivery.shapes import Level, Shape, Target

__all__ = ["delivery_policy_schema", "write_schemas"]

Schema: TypeAlias = dict[str, object]

_ABOUT = {
    "http": "What applies to HTTP and HTTPS.",
    "healthyRetryPolicy": "How a message that isn't taken is sent again.",
    "throttlePolicy": "How fast messages are delivered.",
    "requestPolicy": "How messages are posted.",
    "sicklyRetryPolicy": "Deprecated.",
    "guaranteed": "Deprecated.",
    "disableSubscriptionOverrides": "Whether the topic's policy overrules those of its subscriptions.",
    "minDelayTarget": "The least delay between two attempts, in seconds.",
    "maxDelayTarget": "The greatest delay between two attempts, in seconds; not less than minDelayTarget.",
    "numRetries": "How many retries there are, in all phases together.",
    "numNoDelayRetries": "How many retries come first, at once.",
    "numMinDelayRetries": "How many retries come next, each after minDelayTarget.",
    "numMaxDelayRetries": "How many retries come last, each after maxDelayTarget.",
    "backoffFunction": "How the delay grows in the retries between.",
    "maxReceivesPerSecond": "The most deliveries a second, on average.",
    "headerContentType": "The Content-Type of notifications; most need raw message delivery.",
}


def delivery_policy_schema(target: Target = "subscription") -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of the delivery policies of subscriptions, or of topics.

    The package holds the same as a file for each, in ``snsfilter/schemas``.

    >>> delivery_policy_schema("topic")["title"]
    'Amazon SNS delivery policy of a topic'

    Args:
        target: whose policies they are: ``"subscription"`` or ``"topic"``.

    Raises:
        DeliveryPolicyError: *target* is none.
    """
    level = known_level(target)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Amazon SNS delivery policy of a {level.target}",
        **_section(level.shape, level),
    }


def _section(shape: Shape, level: Level) -> Schema:
    required = [name for name in shape if (name in RANGES and RANGES[name].default is None) or name == CONTENT_TYPE]
    members: Schema = {}
    for name, kind in shape.items():
        schema = _kind(name, kind, level) if isinstance(kind, Kind) else _section(kind, level)
        if name not in required:
            schema = {**schema, "type": [schema["type"], "null"]}
        members[name] = {"description": _about(name), **schema}
    section: Schema = {"type": "object", "properties": members, "additionalProperties": False}
    return {**section, "required": required} if required else section


def _about(name: str) -> str:
    own = name.removeprefix("default")
    return _ABOUT[own[0].lower() + own[1:]]


def _kind(name: str, kind: Kind, level: Level) -> Schema:
    match kind:
        case Kind.WHOLE:
            least, most = _bounds(name)
            return {"type": "integer", "minimum": least, "maximum": most}
        case Kind.FLAG:
            return {"type": "boolean"}
        case Kind.BACKOFF:
            return _names(map(str, BackoffFunction), _in_any_case("|".join(BackoffFunction)))
        case Kind.TEXT:
            known = content_types(level.target, raw=None)
            escaped = "|".join(each.replace("+", r"\+").replace(".", r"\.") for each in known)
            return _names(known, f"(?:{escaped})(?:; *{_in_any_case('charset=utf-8')} *)?")
        case _:
            assert_never(kind)


def _bounds(name: str) -> tuple[int | None, int | None]:
    """Return the least and the most that a member of a legal policy has, by its own range or by another member's."""
    own = RANGES[name]
    if name == MAX_RECEIVES:
        return own.least, LARGEST
    if name in {"minDelayTarget", "maxDelayTarget"}:
        return RANGES["minDelayTarget"].least, RANGES["maxDelayTarget"].most
    return own.least, RANGES["numRetries"].most


def _names(names: Iterable[str], pattern: str) -> Schema:
    """Accept a pattern, and name what an editor should offer."""
    return {"type": "string", "anyOf": [{"enum": list(names)}, {"pattern": f"^(?:{pattern})$(?!\\n)"}]}


def _in_any_case(text: str) -> str:
    """Return a pattern of *text* in any case of letters, for JSON Schema has no flags."""
    return "".join(f"[{each.upper()}{each}]" if each.isalpha() else each for each in text)


def write_schemas(directory: Path) -> None:
    """Write the schema of each target into *directory*, which is made if it isn't there."""
    directory.mkdir(parents=True, exist_ok=True)
    for target in LEVELS:
        file = directory / f"delivery-policy-{target}.schema.json"
        file.write_text(json.dumps(delivery_policy_schema(target), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    from argparse import ArgumentParser

    _arguments = ArgumentParser("python -m snsfilter.delivery.schema", description="Write the JSON Schemas as files.")
    _arguments.add_argument(
        "directory",
        nargs="?",
        type=Path,
        default=Path(__file__).parents[1] / "schemas",
        help="where to, by default into the package itself",
    )
    write_schemas(_arguments.parse_args().directory)
