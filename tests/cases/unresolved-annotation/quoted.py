# python: < 3.14
"""The same without the import: only what is quoted is evaluated later."""

from typing import Optional


def find(name: "Nmae") -> Optional[str]:  # expect: unresolved-annotation=warning Nmae
    return name


class Shelf:
    books: "Boks[int]"  # expect: unresolved-annotation=warning Boks
