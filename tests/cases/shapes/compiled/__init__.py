# make: extension compiled/_heapq
# outcome compiled._heapq: not-checkable
"""An extension module is imported; there is no Python code to look at."""

from ._heapq import heappush
