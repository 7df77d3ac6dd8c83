"""What a tool for people lacks."""

from __future__ import annotations

from snsfilter.errors.base import SnsFilterError

__all__ = ["MissingExtraError"]


class MissingExtraError(SnsFilterError, ModuleNotFoundError):
    """A library is needed that isn't installed; the text says which extra brings it."""
