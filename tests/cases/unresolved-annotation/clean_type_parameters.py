# python: >= 3.12
"""Type parameters are no globals."""

from __future__ import annotations


def first[T](values: list[T]) -> T:
    return values[0]


class Box[Item]:
    content: Item

    def get(self, default: Item) -> Item:
        return self.content or default

    def map[Other](self, value: Other) -> dict[Item, Other]:
        return {self.content: value}
