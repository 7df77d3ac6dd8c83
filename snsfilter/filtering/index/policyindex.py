"""PolicyIndex: thousands of policies, one message, which keys match."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from snsfilter.errors import FilterPolicyError
from snsfilter.filtering.index.cost import IndexCost, cost_of
from snsfilter.filtering.index.given import policies_of, require_policy
from snsfilter.filtering.index.members import Entry
from snsfilter.filtering.index.observing import ObservedAttributes, ObservedBody, is_plain, likened
from snsfilter.filtering.index.shared import SharedMapping
from snsfilter.filtering.index.wing import Wing
from snsfilter.filtering.nodes import FilterPolicyScope
from snsfilter.filtering.policy import FilterPolicy
from snsfilter.jsontext import load
from snsfilter.mappings import members_of
from snsfilter.message import body_object
from snsfilter.plaintext import numbered

if TYPE_CHECKING:
    from snsfilter.message import Message

__all__ = ["PolicyIndex"]

K = TypeVar("K")
T = TypeVar("T")
_SURELY_SMALL = 500_000
"""How many characters a body may have and surely be within the bounds of the array search."""


class PolicyIndex(SharedMapping[K, FilterPolicy]):
    """Policies by key, and which of them a message matches, in far less time than asking each.

    >>> index = PolicyIndex({"all": FilterPolicy.parse("{}"), "rugby": FilterPolicy.parse('{"sport": ["rugby"]}')})
    >>> sorted(index.matching_attributes({"sport": "rugby"}))
    ['all', 'rugby']

    It is a mutable mapping; ``matching(message) == {key for key, policy in index.items() if policy.matches(message)}``.
    Any number of threads may match and change it: each sees it before or after a change.  It can be pickled.
    Its policies let go of ``policy.tree`` and the like, which they read from their text again when asked.
    """

    __slots__ = ("_attributes", "_blank", "_body", "_entries", "_is_broken", "_is_busy")

    def __init__(self, policies: Mapping[K, FilterPolicy] | Iterable[tuple[K, FilterPolicy]] = ()) -> None:
        """Index the policies of a mapping, or of pairs of key and policy.

        Raises:
            FilterPolicyError: a value isn't a :class:`FilterPolicy`, or *policies* can't be read.
        """
        super().__init__(policies_of(policies))
        self._is_broken = self._is_busy = False
        with self._change():
            self._index()

    def _index(self) -> None:
        """Index the whole mapping."""
        self._reset()
        policies = dict(self._policies)
        for key, policy in policies.items():
            self._entry(policy).keys.add(key)
        speaking = [entry for entry in self._entries.values() if entry not in self._blank]
        for wing in (self._attributes, self._body):
            wing.add_all(entry for entry in speaking if entry.policy.scope is wing.scope)
        for policy in policies.values():
            policy._slim()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own

    def _reset(self) -> None:
        self._entries: dict[FilterPolicy, Entry] = {}
        self._blank: dict[Entry, None] = {}
        """The policies that say nothing: they match whatever there is."""
        self._attributes = Wing(FilterPolicyScope.MESSAGE_ATTRIBUTES)
        self._body = Wing(FilterPolicyScope.MESSAGE_BODY)

    def _entry(self, policy: FilterPolicy) -> Entry:
        """Return the entry of a policy, a new one if there is none."""
        entry = self._entries.get(policy)
        if entry is None:
            entry = self._entries[policy] = Entry(policy)
            if policy._is_blank:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own, and it needs no tree
                self._blank[entry] = None
        return entry

    def _wing(self, policy: FilterPolicy) -> Wing:
        return self._body if policy.scope is FilterPolicyScope.MESSAGE_BODY else self._attributes

    @contextmanager
    def _work(self) -> Generator[None, None, None]:
        """Mend the index and work in it, under the lock, unless this thread is at work in it already.

        A signal handler, a finalizer or the ``__eq__`` of a key may come in the midst of that, and must find the index
        before or after it, too.  So it works on the mapping alone, and the index counts as broken from then on.
        """
        outer, self._is_busy = self._is_busy, True
        try:
            with self._change():
                if outer:
                    self._is_broken = True
                else:
                    self._mend()
            yield
        finally:
            self._is_busy = outer

    @contextmanager
    def _change(self) -> Generator[None, None, None]:
        """Take note where a change is cut short: by Ctrl-C, or for want of memory or stack.

        Raises:
            FilterPolicyError: so little of the stack is left that nothing can be indexed.
        """
        try:
            yield
        except BaseException as error:
            self._is_broken = True
            if isinstance(error, RecursionError):
                problem = (
                    "so little of the stack is left that no policy can be indexed; change it from fewer calls deep"
                )
                raise FilterPolicyError(problem) from None
            raise

    def _mend(self) -> None:
        """Index everything anew where a change was cut short."""
        if self._is_broken:
            self._is_broken = False  # first, for a change may come between and break it again
            try:
                self._index()
            except BaseException:
                self._is_broken = True
                raise

    # The mapping

    def __setitem__(self, key: K, policy: FilterPolicy) -> None:
        """Add a policy under a key, or put it in the place of the one that is there.

        Raises:
            FilterPolicyError: *policy* isn't a :class:`FilterPolicy`.
        """
        require_policy(key, policy)
        with self._lock, self._work():
            former = self._policies.get(key)
            with self._change():
                if former != policy and not self._is_broken:
                    if former is not None:
                        self._release(key, former)
                    self._hold(key, policy)
                policy._slim()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own
                self._policies[key] = policy  # last, so that what is cut short has changed nothing

    def _hold(self, key: K, policy: FilterPolicy) -> None:
        entry = self._entry(policy)
        new = not entry.keys
        entry.keys.add(key)
        if entry in self._blank:
            return
        if new:
            self._wing(policy).add(entry)
        else:
            self._wing(policy).rekey(entry, key, added=True)

    def __delitem__(self, key: K) -> None:
        """Remove a key and its policy."""
        with self._lock, self._work():
            policy = self._policies[key]
            with self._change():
                if not self._is_broken:
                    self._release(key, policy)
                self._policies.pop(key, None)  # what came between may have removed it

    def _release(self, key: K, policy: FilterPolicy) -> None:
        entry = self._entries[policy]
        last = len(entry.keys) == 1
        if last:
            del self._entries[policy]
        if entry in self._blank:
            entry.keys.discard(key)
            if last:
                del self._blank[entry]
        elif last:
            self._wing(policy).remove(entry)
        else:
            entry.keys.discard(key)
            self._wing(policy).rekey(entry, key, added=False)

    def clear(self) -> None:
        """Remove everything."""
        with self._lock, self._work(), self._change():
            self._policies = {}
            if not self._is_broken:
                self._reset()

    def __reduce__(self) -> tuple[type[PolicyIndex[K]], tuple[dict[K, FilterPolicy]]]:
        """Pickle and copy the mapping; it is indexed again."""
        with self._lock:
            return type(self), (dict(self._policies),)

    def __repr__(self) -> str:
        """Say how much it holds."""
        return f"<{type(self).__name__} of {numbered(len(self), 'policy', 'policies')}>"

    def cost(self) -> IndexCost:
        """Return what the index holds, for people who tune."""
        with self._lock, self._work():
            return cost_of(len(self._policies), list(self._entries.values()), (self._attributes, self._body))

    # Matching

    def matching(self, message: Message) -> set[K]:
        """Return the keys whose policies *message* matches.  Never raises."""
        return self._matching(message)[0]

    def matching_attributes(self, attributes: Mapping[str, object]) -> set[K]:
        """Return the keys whose policies a message with these attributes, and no body, matches.  Never raises.

        *attributes* is spelt as in :meth:`FilterPolicy.matches_attributes`.
        """
        return self._found(PolicyIndex._by_attributes, FilterPolicy.matches_attributes, attributes)[0]

    def matching_body(self, body: object) -> set[K]:
        """Return the keys whose policies a message with this body, and no attributes, matches.  Never raises.

        *body* is the text, its UTF-8 bytes, or the JSON object that it holds, decoded.
        """
        return self._found(PolicyIndex._by_body_alone, FilterPolicy.matches_body, body)[0]

    def _matching(self, message: Message) -> tuple[set[K], bool]:
        """Return what ``matching`` does, and whether an attribute that a policy names may be malformed."""
        return self._found(PolicyIndex._by_message, FilterPolicy.matches, message)

    def _found(
        self, look: Callable[[PolicyIndex[K], T, set[K]], bool], asks: Callable[[FilterPolicy, T], bool], subject: T
    ) -> tuple[set[K], bool]:
        """Return the keys that *look* finds, and what it returns; or else ask each policy."""
        with self._lock:
            if not self._is_busy:  # as in _work, which would take a tenth of a small index's time
                self._is_busy = True
                try:
                    self._mend()
                    found = self._blanks()
                    return found, look(self, subject, found)
                except Exception:  # noqa: BLE001, S110 (what is no message at all is for each policy to judge)
                    pass
                finally:
                    self._is_busy = False
            return self._asking_each(asks, subject), True

    def _asking_each(self, asks: Callable[[FilterPolicy, T], bool], subject: T) -> set[K]:
        return {key for key, policy in dict(self._policies).items() if asks(policy, subject)}

    def _blanks(self) -> set[K]:
        found: set[object] = set()
        for entry in self._blank:
            found |= entry.keys
        return cast("set[K]", found)

    def _by_message(self, message: Message, found: set[K]) -> bool:
        odd = False
        if self._attributes.members:
            odd = self._by_attributes(message._attributes, found)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # our own, and quicker
        if self._body.members:
            decoded = message.decoded_body
            if decoded is not None:
                self._by_body(decoded, message.for_protocol("default").body, found)
        return odd

    def _by_body_alone(self, body: object, found: set[K]) -> bool:
        decoded = load(body, "{") if type(body) is str else body_object(body)
        if decoded is not None:
            self._by_body(cast("dict[str, object]", decoded), body, found)
        return False

    def _by_attributes(self, attributes: Mapping[str, object], found: set[K]) -> bool:
        """Match attributes; return whether one is odd, as all are that are malformed."""
        known = attributes if type(attributes) is dict else members_of("the attributes", attributes, ValueError)
        if not known:
            return False
        message = ObservedAttributes(cast("set[object]", found), known, self._attributes.places)
        self._attributes.match_attributes(message)
        if message.doubtful:
            message.settle(lambda policy: policy.matches_attributes(attributes))
        return bool(message.odd)

    def _by_body(self, decoded: dict[str, object], body: object, found: set[K]) -> None:
        """Match a body: *decoded*, from *body*, which may be the same."""
        if type(body) is str:
            plain = len(body) < _SURELY_SMALL
        else:
            plain = is_plain(decoded) if body is decoded else not isinstance(body, Sized) or len(body) < _SURELY_SMALL
        message = ObservedBody(cast("set[object]", found), asks_all=not plain)
        message.body = decoded if plain else likened(decoded)
        self._body.match_body(message)
        if message.doubtful:
            message.settle(lambda policy: policy.matches_body(decoded))
