# proof: select([1]) -> Node
# proof: later()() -> Node
"""Nested code of a function loads the same missing name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast import AST as Node


def select(values: list[Node]) -> list[Node]:
    return [value for value in values if isinstance(value, Node)]  # expect: type-checking-name Node


def later():
    return lambda: Node()  # expect: type-checking-name Node
