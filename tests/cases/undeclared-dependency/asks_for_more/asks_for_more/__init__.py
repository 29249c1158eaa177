"""What its own import needs must be required in any case."""

import json

import declared_neighbour
import extra_neighbour  # expect: undeclared-dependency extra_neighbour "only for 'web'"

from asks_for_more import worker

__all__ = ["declared_neighbour", "extra_neighbour", "json", "worker"]
