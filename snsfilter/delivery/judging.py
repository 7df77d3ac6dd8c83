"""Everything that is wrong with a policy, at once, each fault with its place."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, NamedTuple, cast

from snsfilter.delivery.contenttype import content_type_faults
from snsfilter.delivery.healthy import HealthyRetryPolicy
from snsfilter.delivery.reading import MOST_FOUND, Found, read_members
from snsfilter.delivery.rules import Fault, retry_faults, throttle_faults, violation_of
from snsfilter.delivery.schedule import RetrySchedule
from snsfilter.errors import DeliveryPolicyError
from snsfilter.jsontext import Members, NumberLiteral, pointer_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from snsfilter.delivery.reading import Path, Reading
    from snsfilter.delivery.shapes import Level
    from snsfilter.errors import DeliveryViolation
    from snsfilter.jsontext import GivenPlaces, Trail

__all__ = ["Circumstances", "judge"]


class Circumstances(NamedTuple):
    """What a policy is judged by, besides the rules that always hold.

    Attributes:
        raw: whether the subscription has raw message delivery; ``None`` if that isn't known.
        max_total_delay: the most seconds that the retries may take in all; ``None`` for any number.
    """

    raw: bool | None
    max_total_delay: float | None


def judge(
    value: Members, level: Level, circumstances: Circumstances, places: GivenPlaces
) -> tuple[Mapping[str, object], tuple[DeliveryViolation, ...]]:
    """Return the members of a policy, and what is wrong with it.

    What reading finds comes first, in the order of the text; then the rules, section by section in SNS's order; then
    the total delay (the order is inferred).

    Args:
        value: the decoded policy.
        level: whose policy it is.
        circumstances: what it is judged by.
        places: says where in the caller's text a fault is.
    """
    reading = read_members(value, level)
    found = [*reading.found, *_rules(reading, level, circumstances.raw), *_total(reading, level, circumstances)]
    return reading.members, tuple(_violation(each, value, places) for each in found[:MOST_FOUND])


def _rules(reading: Reading, level: Level, raw: bool | None) -> Iterator[Found]:  # noqa: FBT001 (three-valued)
    for member in (level.healthy, level.sickly, level.throttle, level.request):
        path = level.path(member)
        values = _section(reading, path)
        if values is None:
            continue
        name = ".".join(path)
        faults: Iterable[Fault]
        if member == level.throttle:
            faults = throttle_faults(values, name)
        elif member == level.request:
            faults = content_type_faults(values, name, target=level.target, raw=raw)
        else:
            faults = retry_faults(values, name)
        for fault in faults:
            yield Found(fault, path, reading.trails.get((*path, fault.member), reading.trails[path]))


def _total(reading: Reading, level: Level, circumstances: Circumstances) -> Iterator[Found]:
    """Yield the fault of a policy that keeps a message for too long; of one that is at fault otherwise, none.

    How long three of the four backoff functions take is inferred; see :mod:`snsfilter.delivery.backoff`.
    """
    most = circumstances.max_total_delay
    path = level.path(level.healthy)
    values = _section(reading, path)
    if most is None or values is None:
        return
    try:
        healthy = HealthyRetryPolicy.of(values)
    except DeliveryPolicyError:
        return
    total = RetrySchedule.of(healthy).total_delay
    if total > most:
        problem = f"the retries take {total:,.10g} seconds in all, more than the {most:,.10g} allowed"
        hint = "lower maxDelayTarget or numRetries, or move retries to an earlier phase"
        aws = f"{'.'.join(path)}: the total of all delays must be less than or equal to {most:.10g}"
        yield Found(Fault("", problem, hint, aws), path, reading.trails[path])


def _section(reading: Reading, path: Path) -> Mapping[str, object] | None:
    """Return the members of a section; ``None`` if it isn't there, or isn't one."""
    value: object = reading.members
    for name in path:
        value = value[name] if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None


def _violation(found: Found, value: Members, places: GivenPlaces) -> DeliveryViolation:
    at = _at(value, found.trail)
    return violation_of(
        found.fault,
        ".".join(found.section),
        None if isinstance(at, list) else _plain(at),
        pointer=pointer_to(value, found.trail),
        place=places(found.trail, name=found.name),
    )


def _at(value: object, trail: Trail) -> object:
    for index in trail:
        value = cast("Members", value)[index][1]
    return value


def _plain(value: object) -> object:
    """Return a scalar as Python has it: a number that is whole and short as ``int``, any other as ``float``."""
    if type(value) is not NumberLiteral:
        return value
    if len(value) < 20 and value.lstrip("-").isdecimal():  # noqa: PLR2004 (what fits 64 bits)
        return int(value)
    return number if isfinite(number := float(value)) else None
