# proof: check([]) -> Sequence
# proof: count({}) -> Mapping
"""`TYPE_CHECKING and …` never binds anything at run time, whatever else is asked."""

import sys
import typing as t
from typing import TYPE_CHECKING

if TYPE_CHECKING and sys.version_info >= (3, 9):
    from collections.abc import Sequence
elif t.TYPE_CHECKING:
    from typing import Sequence

if sys.platform != "win32":
    if t.TYPE_CHECKING:
        from collections.abc import Mapping


def check(value):
    return isinstance(value, Sequence)  # expect: type-checking-name Sequence


def count(value):
    return isinstance(value, Mapping)  # expect: type-checking-name Mapping
