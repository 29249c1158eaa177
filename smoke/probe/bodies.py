"""The names in the body of a module or a class, as far as `definitions` has followed its code.

What code makes is known by its kind only. A class that is made in a body is looked at when all has run:
its body then holds it under the name by which it was stored.
"""

from __future__ import annotations

import builtins
from types import CodeType

from . import objects
from .done_imports import demand

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from collections.abc import Mapping
    from typing import Any

_BUILTINS, _type = dict(builtins.__dict__), type
_ITS_OWN = ("__name__", "__package__", "__spec__", "__path__", "__loader__", "__builtins__")
# They only wrap what they are given; property has a `__set_name__`, which is its own, from 3.13 on.
WRAPPERS = (property, staticmethod, classmethod)


class Kind:
    """What is known of something that the code has made."""

    def __init__(self, name: str) -> None:
        self.name = name


class Function:
    """A function, of which only the code is known."""

    def __init__(self, code: CodeType) -> None:
        self.code = code


class Class:
    """A class, of which only the body is known."""

    def __init__(self, body: Body) -> None:
        self.body = body


class Body:
    """Names with what they stand for: a value that is there, or one of the above."""

    def __init__(self, above: Body | None = None) -> None:
        """Of a module, or of a class somewhere in it: what stands in another class is not looked up."""
        self.above: Body | None = above if above is None or above.above is None else above.above
        self.names: dict[str, Any] = {}
        self._stored: list[str] = []
        self._classes: list[tuple[str, Class]] = []

    def load(self, name: str) -> Any:
        """What the code gets for a name. Raises: KeyError where there is none."""
        if name in self.names:
            return self.names[name]
        return _BUILTINS[name] if self.above is None else self.above.load(name)

    def store(self, name: str, value: Any) -> None:
        """The code binds a name, but none of those that the import system reads. Raises: Doubt."""
        demand(self.above is not None or name not in _ITS_OWN)
        self.names[name] = value
        self._stored.append(name)
        if _type(value) is Class:
            self._classes.append((name, value))

    def classes(self, content: Mapping[str, Any]) -> list[type]:
        """The classes that were made here and below; `content` is what the real body holds now.

        Raises: Doubt unless each is what `type` makes by itself, or KeyError.
        """
        made: list[type] = []
        for name, each in self._classes:
            demand(self._stored.count(name) == 1)
            found = content[name]
            _look_at(found)
            made += [found, *each.body.classes(objects.class_dict(found))]
        return made


def _look_at(found: Any) -> None:
    """No code has run when this class was made: no metaclass, no `__init_subclass__`, no `__set_name__`."""
    demand(_type(found) is type)
    own = objects.class_dict(found)
    demand("__orig_bases__" not in own)  # else `__mro_entries__` of a base was called
    for base in objects.bases(found)[1:]:
        demand(base is object or "__init_subclass__" not in objects.class_dict(base))
    for value in list(own.values()):
        kind = _type(value)
        known = any(kind is each for each in WRAPPERS)
        demand(known or not any("__set_name__" in objects.class_dict(each) for each in objects.bases(kind)))
