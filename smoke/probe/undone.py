"""An import that worked can be taken back if its module has only defined things; then the next may follow.

    begin(name)                               before the import
    take_back(name, before, state, inside)    True if the process is as it was then

What such an import leaves is the module in `sys.modules` and in its package, and classes that their bases
know of. All that goes: the module is taken out and emptied, and the collector, which sees only what came
since the process was forked, takes the rest. The empty module and its code stay, so that nothing new
gets their identity. `docs/planning.md` has the argument at length.
"""

from __future__ import annotations

import gc
import sys
from _weakref import ref

from . import definitions, imports, touched, untouched
from .done_imports import demand, namespace_of, search_below

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    from . import live

_modules, _BaseException, _type = sys.modules, BaseException, type
_collect, _callbacks, _get_debug = gc.collect, gc.callbacks, gc.get_debug


_husks: list[object] = []  # what is left of modules that were taken back


class _Now:
    """The import that goes on, or the last one."""

    above: dict[str, object] | None = None  # the namespace of its package
    possible = False


def begin(name: str) -> None:
    """The next import is that of `name`."""
    _Now.possible, _Now.above = False, None
    touched.Executed.codes = []
    package, _dot, last = name.rpartition(".")
    try:
        if package:
            _Now.above = search_below(package)
            demand(last not in _Now.above)
        _Now.possible = True
    except _BaseException:  # no plain package, or one that has something of that name
        pass


def take_back(name: str, before: imports.Before, state: live.Live, inside: list[str]) -> bool:
    """Undo the import that has just worked; False if it may have done anything else."""
    try:
        module, classes, code = _proven(name, before, inside)
    except _BaseException:  # a doubt, or the package does not let us look
        return False
    del _modules[name]
    if _Now.above is not None:
        del _Now.above[name.rpartition(".")[2]]
    namespace = namespace_of(module)
    state.drop(namespace)
    namespace.clear()
    _husks.extend((module, code))
    touched.Executed.codes = []
    _collect()
    return all(each() is None for each in classes)


def _proven(name: str, before: imports.Before, inside: list[str]) -> tuple[Any, list[ref[type]], Any]:
    """The module, its classes and its code, if that has done nothing but define them."""
    demand(_Now.possible and before.is_followed_by(name) and not _callbacks and not _get_debug())
    demand(untouched.only_imports_run(inside))
    module, codes = _modules[name], touched.Executed.codes
    namespace = namespace_of(module)
    assert codes is not None  # since `begin`
    demand(_type(namespace) is dict and "__path__" not in namespace and len(codes) == 1)
    found, _package = untouched.prove_loaded(namespace)
    demand(found == name)
    if _Now.above is not None:
        demand(_Now.above[name.rpartition(".")[2]] is module)
    code = codes[0]
    classes = definitions.follow(code, namespace, inside)
    return module, [ref(each) for each in classes], code
