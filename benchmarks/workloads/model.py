"""What a workload is: one policy, and cases of messages with the number that match."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal, TypeAlias

Scope: TypeAlias = Literal["MessageAttributes", "MessageBody"]
Spelling: TypeAlias = Literal["boto3", "notification"]
Attributes: TypeAlias = dict[str, Any]

SPELLINGS: Final[tuple[Spelling, Spelling]] = ("boto3", "notification")
MESSAGES: Final = 64
"""Messages in a case: enough that no single one decides, few enough to stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Case:
    """Messages of one kind. `expected` is known from how they were made; no engine was asked."""

    messages: Sequence[Any]
    expected: int


@dataclass(frozen=True, slots=True)
class Workload:
    """One policy and its cases: attribute mappings in attribute scope, JSON texts in body scope."""

    name: str
    scope: Scope
    policy: Mapping[str, Any]
    cases: Mapping[str, Case]

    @property
    def text(self) -> str:
        """The policy as JSON text."""
        return json.dumps(self.policy)


def seeded(name: str) -> Random:
    """A random source that depends on the name only."""
    return Random(f"snsfilter {name}")  # noqa: S311 - benchmarks keep no secrets


def attribute(spelling: Spelling, data_type: str, text: object) -> Attributes:
    """One message attribute, as boto3 spells it or as a notification (and moto) does."""
    if spelling == "boto3":
        return {"DataType": data_type, "StringValue": text}
    return {"Type": data_type, "Value": text}
