# options: --ignore unresolved-annotation
"""Annotations that are not evaluated load nothing."""

from __future__ import annotations


def parse(text: Sequence[str], *rest: Missing, **options: Missing) -> Tree:
    count: NotThere = 0
    return [text, rest, options, count]


class Node:
    left: Node
    right: AnotherMissing
    value: int = 0
