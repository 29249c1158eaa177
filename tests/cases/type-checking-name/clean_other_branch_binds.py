# proof: build()
"""Both branches bind the name."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping as Table
else:
    Table = dict


def build():
    return Table()
