"""A mutable mapping that threads share: whatever they do to it is done at once for the others."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, MutableMapping, ValuesView
from threading import RLock
from typing import TypeVar, overload

__all__ = ["SharedMapping"]

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class SharedMapping(MutableMapping[K, V]):
    """A dict and its lock; how it is changed is for the class to say that inherits it."""

    __slots__ = ("_lock", "_policies")

    def __init__(self, policies: dict[K, V]) -> None:
        """Begin with what there is."""
        self._lock = RLock()
        self._policies = policies

    def __getitem__(self, key: K) -> V:
        """Return the policy of a key."""
        return self._policies[key]

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys that there are now."""
        return iter(list(self._policies))

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._policies)

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a policy under a key."""
        return key in self._policies

    def items(self) -> ItemsView[K, V]:
        """Return the pairs of key and policy that there are now."""
        return dict(self._policies).items()

    def values(self) -> ValuesView[V]:
        """Return the policies that there are now, key by key."""
        return dict(self._policies).values()

    @overload
    def pop(self, key: K, /) -> V: ...
    @overload
    def pop(self, key: K, /, default: V) -> V: ...
    @overload
    def pop(self, key: K, /, default: T) -> V | T: ...
    def pop(self, key: K, /, *default: object, **named: object) -> object:
        """Remove a key and return its policy; or the default, if one is given and there is no such key.

        Raises:
            KeyError: there is neither.
        """
        with self._lock:
            return super().pop(key, *default, **named)

    def popitem(self) -> tuple[K, V]:
        """Remove the key that came last, as a dict does, and return it with its policy.

        Raises:
            KeyError: there is none.
        """
        with self._lock:
            for key in reversed(self._policies):
                return key, self.pop(key)
        problem = "popitem(): there is nothing left"
        raise KeyError(problem)

    def setdefault(self, key: K, default: V = None) -> V:  # type: ignore[assignment]  # as MutableMapping has it
        """Return the policy of a key, which is *default* from now on if there was none."""
        with self._lock:
            return super().setdefault(key, default)
