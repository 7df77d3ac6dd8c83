"""Many policies, one message: which of them match?  In time that follows the matches, not the policies.

The module :mod:`~snsfilter.filtering.index.policyindex` is the door; below it, from the bottom up:
``tokens`` (values as they are looked up), ``conditions`` (one key of one alternative), ``blocks`` and ``clusters``
(the alternatives under one entry), ``ranges`` and ``structures`` (the entries of one path), ``places`` (a path),
``walking`` (paths by name), ``observing`` (a message), ``wing`` (the policies of one scope) and ``cost``.
"""

from snsfilter.filtering.index.cost import IndexCost
from snsfilter.filtering.index.policyindex import PolicyIndex

__all__ = ["IndexCost", "PolicyIndex"]
