# proof: build() -> Schema
"""The other branch binds one of the two names."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import SimpleNamespace as Row
    from types import SimpleNamespace as Schema
else:
    Row = dict


def build():
    return Row(), Schema()  # expect: type-checking-name Schema
