"""A mapping that never ends."""

from collections.abc import Mapping
from itertools import count


class Endless(Mapping):
    """A mapping without an end."""

    def __iter__(self):
        return map(str, count())

    def __getitem__(self, name):
        return name

    def __len__(self):
        return 1
