"""Works when it comes first, so only a fresh start for each module tells the two apart."""

from .outer import VALUE  # expect: import-cycle import_cycle.inner "the cycle: import_cycle.outer -> import_cycle.inner -> import_cycle.outer"
