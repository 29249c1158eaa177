"""Works when it comes first, so only a fresh start for each module tells the two apart."""

from .outer import VALUE  # expect: import-raised "VALUE"
