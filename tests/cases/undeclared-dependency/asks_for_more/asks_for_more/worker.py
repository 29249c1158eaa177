"""Uses what is there by chance, or because another requirement needs it."""

from transitive_neighbour import VALUE as transitive  # expect: undeclared-dependency transitive_neighbour "declared-neighbour requires it"

import chance_neighbour  # expect: undeclared-dependency chance_neighbour "nothing that asks-for-more requires brings it"

try:
    import optional_neighbour
except ImportError:
    optional_neighbour = None


def later():
    import tool_neighbour

    return tool_neighbour, transitive, chance_neighbour
