"""A topic as a file: its subscriptions under the names that SNS gives to their attributes.

Other names are refused: a misspelt ``FilterPolicy`` would make a subscription without one, which receives everything.
A policy is parsed from the text that stands in the file, so that its errors name a line and a column of the file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from snsfilter import FilterPolicy, FilterPolicyError, FilterPolicyLimitError, FilterPolicyScope, FilterReason, Message
from snsfilter.cli.policies import is_inline
from snsfilter.cli.reading import CliError, bad_json, is_string, kind, read_text
from snsfilter.cli.writing import one_line
from snsfilter.filtering.explain import reason
from snsfilter.jsontext import Document, JsonFault, Members, place_policy, position
from snsfilter.plaintext import did_you_mean
from snsfilter.topic.envelope import text_key_of
from snsfilter.topic.names import INITIAL, OF_SNS
from snsfilter.topic.reasons import REASONS
from snsfilter.topic.roster import names_of

__all__ = [
    "Entry",
    "Receiver",
    "TopicFile",
    "filter_policy",
    "is_pending",
    "protocol_of",
    "read_topic",
    "read_topic_file",
]

_MEMBERS: Final = ("Name", *sorted({*INITIAL, *OF_SNS, "Region"}))
"""SNS's attributes, CloudFormation's Region, and a name of ours."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A subscription as routing sees it: what to call it, and what it lets through (without a policy, everything).

    *text_key* is under which name a message with a text for each protocol has its own.
    """

    name: str
    policy: FilterPolicy | None
    text_key: str
    pending: bool = False

    def receives(self, message: Message) -> bool:
        """Tell whether SNS would deliver *message*."""
        accepts = self.policy is None or self.policy.matches(message.for_protocol(self.text_key))
        return accepts and not self.pending

    def reason(self, message: Message) -> FilterReason | None:
        """Return why SNS would filter *message* out; ``None`` if it wouldn't."""
        if self.policy is None or self.pending or self.receives(message):
            return None
        return REASONS[reason(names_of(self.policy), self.policy.scope, message.for_protocol(self.text_key))]


@dataclass(frozen=True, slots=True)
class Entry:
    """A subscription as it stands in the file: its members, and where the value of each begins and ends."""

    where: str
    name: str
    members: dict[str, object]
    offsets: dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TopicFile:
    """A topic as it stands in the file.

    Attributes:
        text: the text of the file.
        members: what the topic has, Subscriptions apart.
        entries: its subscriptions, by names that are all different.
    """

    text: str
    members: Mapping[str, object]
    entries: Mapping[str, Entry]


def read_topic(path: str) -> Sequence[Receiver]:
    """Read a topic and its subscriptions, as routing sees them.

    Raises:
        CliError: the file isn't a topic, or SNS would refuse the filter policy of a subscription.
    """
    file = read_topic_file(path)
    return [
        Receiver(name, filter_policy(file.text, each), _text_key(each), is_pending(each))
        for name, each in file.entries.items()
    ]


def read_topic_file(path: str) -> TopicFile:
    """Read a topic and its subscriptions.

    Raises:
        CliError: the file isn't a topic.
    """
    text = read_text(path, hint="a topic is given as the file that holds it" if is_inline(path) else "")
    try:
        document = place_policy(text, trailing=False)
    except JsonFault as fault:
        raise bad_json(fault, text, path) from fault
    members = _members(path, document.value, 'a topic, {"TopicArn": ..., "Subscriptions": [...]}')
    entries = list(_entries(path, document, members))
    names = _distinct([entry.name for entry in entries])
    return TopicFile(
        text,
        {name: value for name, value in members.items() if name != "Subscriptions"},
        dict(zip(names, entries, strict=True)),
    )


def _entries(path: str, document: Document, topic: Mapping[str, object]) -> Iterator[Entry]:
    if "Subscriptions" not in topic:
        raise CliError(f"{path}: expected a topic with a member 'Subscriptions', found {_listed(topic)}")
    subscriptions = topic["Subscriptions"]
    if not isinstance(subscriptions, list) or isinstance(subscriptions, Members):
        raise CliError(f"{path}: expected Subscriptions to be an array, found {kind(subscriptions)}")
    trail = (list(topic).index("Subscriptions"),)
    for index, value in enumerate(cast("list[object]", subscriptions)):
        yield _entry(path, value, index + 1, document, (*trail, index))


def _entry(path: str, value: object, place: int, document: Document, trail: tuple[int, ...]) -> Entry:
    where = f"{path}, subscription {place}"
    members = _members(where, value, "an object")
    for member in members:
        if member not in _MEMBERS:
            raise CliError(f"{where}: found an unknown member {member!r}; {_remedy(member)}")
    name = _name(where, members, f"subscription {place}")
    offsets = {member: document.places[*trail, index][1:] for index, member in enumerate(members)}
    called = "" if name == f"subscription {place}" else f" ({one_line(name)})"
    return Entry(f"{where}{called}", name, members, offsets)


def _members(where: str, value: object, expected: str) -> dict[str, object]:
    """Return an object's members by name, in order.

    Raises:
        CliError: the value isn't an object, or has a member twice.
    """
    if not isinstance(value, Members):
        raise CliError(f"{where}: expected {expected}, found {kind(value)}")
    members = dict(value)
    if len(members) < len(value):
        twice = next(name for name, count in Counter(name for name, _ in value).items() if count > 1)
        raise CliError(f"{where}: found {twice!r} more than once; remove all but the one that holds")
    return members


def _found(value: object) -> str:
    return repr(value) if is_string(value) else kind(value)


def _listed(members: Iterable[str]) -> str:
    return ", ".join(map(repr, members)) or "none"


def _remedy(member: str) -> str:
    return did_you_mean(member, _MEMBERS) or f"a subscription has {', '.join(_MEMBERS[:-1])} and {_MEMBERS[-1]}"


# ------------------------------------------------------------------------------------------------------------ names


def _name(where: str, members: dict[str, object], otherwise: str) -> str:
    """Return the Name, else the last part of what SNS calls the subscription."""
    if "Name" in members:
        name = members["Name"]
        if not is_string(name) or not name.strip():
            raise CliError(f"{where}: expected Name to be a string with something in it, found {_found(name)}")
        return name
    for member in ("Endpoint", "SubscriptionArn"):
        value = members.get(member)
        # In a template it may be an object that is resolved on deployment.
        if is_string(value) and (last := value.rstrip(":/").replace("/", ":").rsplit(":", 1)[-1].strip()):
            return last
    return otherwise


def _distinct(names: Sequence[str]) -> Iterator[str]:
    """Yield the names, each that is there more than once with the position of its subscription in the topic."""
    counts = Counter(names)
    for place, name in enumerate(names, 1):
        distinct = name
        while distinct in counts and counts[name] > 1:
            distinct = f"{distinct} ({place})"
        yield distinct


def protocol_of(entry: Entry) -> str:
    """Return the protocol; what is none, or an object that a template resolves, has no text of its own."""
    given = entry.members.get("Protocol")
    return given if is_string(given) else "default"


def _text_key(entry: Entry) -> str:
    endpoint = entry.members.get("Endpoint")
    return text_key_of(protocol_of(entry), endpoint if is_string(endpoint) else "")


def is_pending(entry: Entry) -> bool:
    """Tell whether the endpoint has still to confirm, as the boolean or the text that SNS shows says."""
    return str(entry.members.get("PendingConfirmation", "false")).lower() == "true"


# --------------------------------------------------------------------------------------------------------- policies


def filter_policy(text: str, entry: Entry) -> FilterPolicy | None:
    """Return the filter policy of a subscription, if it has one.

    Raises:
        CliError: SNS would refuse it.
    """
    scope = _scope(entry)
    given = entry.members.get("FilterPolicy", "")
    if given == "":
        return None  # an empty FilterPolicy is how SNS is told to remove it
    if isinstance(given, Members):
        begin, end = entry.offsets["FilterPolicy"]
        return _parsed(text[begin:end], scope, entry.where, at=position(text, begin))
    if is_string(given):
        return _parsed(given, scope, f"{entry.where}, in the text of its FilterPolicy")
    raise CliError(
        f"{entry.where}: expected FilterPolicy to be an object or its JSON text, found {kind(given)}; "
        "leave it out for a subscription that receives everything",
    )


def _scope(entry: Entry) -> FilterPolicyScope:
    given = entry.members.get("FilterPolicyScope", FilterPolicyScope.MESSAGE_ATTRIBUTES)
    if is_string(given) and given in list(FilterPolicyScope):
        return FilterPolicyScope(given)
    expected = " or ".join(scope.value for scope in FilterPolicyScope)
    raise CliError(f"{entry.where}: expected FilterPolicyScope to be {expected}, found {_found(given)}")


def _parsed(text: str, scope: FilterPolicyScope, where: str, *, at: tuple[int, int] = (1, 1)) -> FilterPolicy:
    """Parse a policy; its errors name line and column of the file when *at* says where the text begins there."""
    try:
        return FilterPolicy.parse(text, scope=scope)
    except FilterPolicyError as error:
        raise CliError(f"{where}: {_placed(error, at)}") from error


def _placed(error: FilterPolicyError, at: tuple[int, int]) -> FilterPolicyError:
    """Return the error with line and column of the file; *at* says where the policy's text begins there."""
    if isinstance(error, FilterPolicyLimitError):
        placed = [
            each._replace(line=line, column=column)
            for each in error.violations
            for line, column in [_moved(each.line, each.column, at)]
        ]
        return FilterPolicyLimitError(tuple(placed))
    error.line, error.column = _moved(error.line, error.column, at)
    return error


def _moved(line: int | None, column: int | None, at: tuple[int, int]) -> tuple[int | None, int | None]:
    if line is None or column is None:
        return line, column
    return line + at[0] - 1, column + at[1] - 1 if line == 1 else column
