# proof: parse("x")
# proof: Parser().run("x")
"""Only annotations and strings name it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, cast

if TYPE_CHECKING:
    import enum
    from collections.abc import Sequence

    class _Sentinel(enum.Enum):
        token = enum.auto()

        def __bool__(self):
            return super_missing_name


def parse(text: Sequence[str]) -> Sequence[str]:
    local: Sequence[str] = list(text)
    return cast("Sequence[str]", local)


class Parser:
    items: Optional[Sequence[str]] = None

    def run(self, value: _Sentinel) -> enum.Enum:
        return value
