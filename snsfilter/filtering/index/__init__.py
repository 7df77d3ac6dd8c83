"""Many policies, one message: which of them match?  In time that follows the matches, not the policies.

The module :mod:`~snsfilter.filtering.index.policyindex` is the door; below it, from the bottom up:
``tokens`` (values as they are looked up), ``places`` (a path), ``meaning`` (what is accepted there), ``conditions``
(one key of one alternative), ``census`` (what all policies ask at a path), ``members`` (policies and their
alternatives), ``columns`` (one place of a block), ``blocks`` and ``clusters`` (the alternatives under one entry),
``structures`` (the entries of one path), ``walking`` (paths by name), ``observing`` (a message), ``weighing`` (where an
alternative costs least), ``wing`` (the policies of one scope), ``cost``, ``given`` (what callers index) and ``shared``
(a mapping for many threads).
"""

from snsfilter.filtering.index.cost import IndexCost
from snsfilter.filtering.index.policyindex import PolicyIndex

__all__ = ["IndexCost", "PolicyIndex"]
