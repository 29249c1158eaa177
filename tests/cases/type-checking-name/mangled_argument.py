# proof: Query().with_entities()
# proof: Query().with_entities(limit=1) -> _no_keywords
"""`__kw` is a local with a mangled name; the function that complains about it is the mistake."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .elsewhere import _no_keywords


class Query:
    def with_entities(self, *entities, **__kw):
        if __kw:
            raise _no_keywords()  # expect: type-checking-name _no_keywords
        return entities
