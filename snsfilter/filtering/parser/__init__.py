"""JSON to nodes: the grammar of filter policies stands in the docstrings of the functions that read it.

Event Ruler reads a policy twice: with a compiler that knows ``$or`` and, should that refuse, with an older one
for which ``$or`` is an ordinary key.  A policy is well formed if either accepts it.  So here: one grammar
(``structure``, ``operators``), two settings of it (``grammar``).
"""

from snsfilter.filtering.parser.faults import CutOffListError, PolicyFault
from snsfilter.filtering.parser.structure import MAX_NESTING, parse_nodes

__all__ = ["MAX_NESTING", "CutOffListError", "PolicyFault", "parse_nodes"]
