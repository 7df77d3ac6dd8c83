"""Policies and seeded messages, with the number of messages that match."""

from benchmarks.workloads.attributes import (
    FIVE_KEYS,
    MANY_VALUES,
    ONE_KEY,
    THREE_KEYS,
    many_values,
    string_array,
)
from benchmarks.workloads.bodies import (
    ARRAYS,
    BODY_THREE_KEYS,
    array_of_objects,
    nested_arrays,
    scalar_array,
    three_arrays,
    wide_body,
)
from benchmarks.workloads.model import Case, Workload
from benchmarks.workloads.policies import fresh_policies

ALL: tuple[Workload, ...] = (THREE_KEYS, FIVE_KEYS, ONE_KEY, MANY_VALUES, BODY_THREE_KEYS, ARRAYS)

__all__ = [
    "ALL",
    "ARRAYS",
    "BODY_THREE_KEYS",
    "FIVE_KEYS",
    "MANY_VALUES",
    "ONE_KEY",
    "THREE_KEYS",
    "Case",
    "Workload",
    "array_of_objects",
    "fresh_policies",
    "many_values",
    "nested_arrays",
    "scalar_array",
    "string_array",
    "three_arrays",
    "wide_body",
]
