"""TOML, by the standard library or, before Python 3.11, by tomli. Imported where there is some to read."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def parsed(text: str) -> dict[str, Any]:
    """The table that a text stands for.

    Raises ValueError for a text that is no TOML, with the place.
    """
    return tomllib.loads(text)
