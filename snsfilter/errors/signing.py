"""What is wrong with a signature."""

from __future__ import annotations

from snsfilter.errors.base import SnsFilterError

__all__ = ["SignatureError"]


class SignatureError(SnsFilterError, ValueError):
    """The signature of a notification doesn't hold, or can't be made or checked."""
