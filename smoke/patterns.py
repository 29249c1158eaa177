"""Regular expressions that are compiled when something is first looked for, not when a module is loaded.

    _WORD = later(r"\\w+")        as `re.compile`; a run that looks for no words has not paid for it

Most runs use few of the seventy that smoke has, and to compile them all is a tenth of its start.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import compile as later
    from typing import Any
else:

    class later:  # it stands for a function
        """A pattern with the attributes of a compiled one."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self.pattern = pattern
            self._flags = flags

        def __getattr__(self, name: str) -> Any:
            """An attribute of the compiled pattern, which is there from now on."""
            found = getattr(re.compile(self.pattern, self._flags), name)
            setattr(self, name, found)
            return found


__all__ = ["later"]
