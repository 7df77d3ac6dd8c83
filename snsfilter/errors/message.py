"""What is wrong with a message."""

from __future__ import annotations

from snsfilter.errors.base import SnsFilterError

__all__ = ["MessageError"]


class MessageError(SnsFilterError, ValueError):
    """A :class:`~snsfilter.Message` can't be built from what was given."""
