"""What `__all__` of a module promises and the module does not have: the facts behind `undefined-export`.

    examine(live, name) -> [{"name": "nope"}, {"name": "gone", "said": "…"}, {"type": "int"}, …]

`name` is an entry that does not exist (`said`: what the module's own `__getattr__` answers), `type` the class
of an entry that is no string, `sequence` the class of an `__all__` that is no sequence of names (a
string is one of letters; `name` is the first of them that does not exist). A submodule
that nobody has imported yet counts as existing, since `from package import *` imports it. Of an
`__all__` with a class of the package's own, what the list or tuple in it holds is read.
"""

from __future__ import annotations

import sys

from . import attributes, objects
from .attributes import Attributes
from .live import Live
from .scope import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    Record = dict[str, object]

_MODULES = sys.modules
_NO_SEQUENCES = (set, frozenset, dict, bool, int, float, type(None))
_LONGEST = 10_000  # entries that are looked at


def examine(live: Live, module_name: str) -> list[Record]:
    """What is wrong with the module's `__all__`, in its order; nothing if it has none."""
    module = _MODULES.get(module_name)
    namespace = objects.module_dict(module)
    if namespace is None or "__all__" not in namespace:
        return []
    promised = namespace["__all__"]
    kind = type(promised)
    if any(kind is each for each in _NO_SEQUENCES):
        return [{"sequence": kind.__name__}]
    entries = _entries(promised)
    if kind is str:
        return _letters(live, module, entries)
    known = Attributes(World(live).rebound)
    for name in [each for each in entries if type(each) is str]:
        known.state(module, name)
    known.ask()
    found: list[Record] = []
    seen: set[str] = set()
    for each in entries:
        if type(each) is not str:
            if not objects.has_base(type(each), str):
                found.append({"type": type(each).__name__})
        elif each not in seen and known.state(module, each) == attributes.ABSENT:
            found.append(_absent(known, module, each))
        if type(each) is str:
            seen.add(each)
    return found


def _letters(live: Live, module: object, entries: list[object]) -> list[Record]:
    """`__all__ = ("name")`: one string, whose letters count as names."""
    known = Attributes(World(live).rebound)
    missing = [str(each) for each in entries if known.state(module, str(each)) == attributes.ABSENT]
    return [{"sequence": "str", "name": missing[0]}] if missing else []


def _entries(promised: object) -> list[object]:
    """The entries, read without running code of the package."""
    kind = type(promised)
    if objects.has_base(kind, list):
        return [*list.__iter__(promised)][:_LONGEST]  # type: ignore[arg-type]
    if objects.has_base(kind, tuple):
        return [*tuple.__iter__(promised)][:_LONGEST]  # type: ignore[arg-type]
    return [*promised][:_LONGEST] if kind is str and isinstance(promised, str) else []


def _absent(known: Attributes, module: object, name: str) -> Record:
    said = known.said(module, name)
    return {"name": name} if said is None else {"name": name, "said": said}
