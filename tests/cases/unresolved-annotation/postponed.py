"""All annotations are texts: nobody sees the mistake before somebody evaluates them."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

COUNT: Integer = 0  # expect: unresolved-annotation=warning Integer


class Order:
    total: Decimal
    lines: typing.List[Lnie]  # expect: unresolved-annotation=warning Lnie

    class Part:
        size: Size  # expect: unresolved-annotation=warning Size

    def split(self, parts: Iterator[Part]) -> Seqence[Order]:  # expect: unresolved-annotation=warning Seqence
        return parts


def read(
    path: str,
    *more: Line,  # expect: unresolved-annotation=warning Line
    key: lambda row: row.missing = None,
) -> Decimal:
    return path, more, key
