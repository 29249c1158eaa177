"""A test may use what only developers install; it is worth a note."""

import chance_neighbour
import tool_neighbour  # expect: undeclared-dependency=note tool_neighbour

__all__ = ["chance_neighbour", "tool_neighbour"]
