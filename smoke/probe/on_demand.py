"""May a module's `__getattr__` be asked for a name, to see whether it comes?

    may_be_asked(function) -> bool

Yes where it imports something, and where it does all by itself (it knows a few old names and refuses the
others). What helpers of its package make without an import is nobody's lazy import, and to ask for it can be
dear: a library of sample data fetches a file for each name. The code is read, with the functions and classes
of the same package that it mentions; what it gets from other libraries, but for the standard one, may import
by itself.
"""

from __future__ import annotations

import os
from opcode import opmap
from types import CodeType, FunctionType

from . import loads, mentions, objects
from .live import cell_contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_IMPORT = opmap["IMPORT_NAME"]
_IMPORTERS = frozenset(
    "import_module __import__ exec eval exec_module load_module import_string resolve_name".split()
)
_STANDARD = os.path.dirname(os.__file__) + os.sep
_MOST = 200  # functions that are read; behind them anything is possible


def may_be_asked(function: object) -> bool:
    """Whether a call of it may import something, as far as reading tells, or needs no other function."""
    if not (type(function) is FunctionType and isinstance(function, FunctionType)):
        return True
    seen = {id(function)}
    todo = [function]
    for each in todo:
        if len(todo) > _MOST or any(_imports(code) for code in loads.tree(each.__code__)):
            return True
        home = _home(each)
        for value in _mentioned(each):
            if objects.is_lazy_import(value):
                return True
            functions = [one for _, one in mentions.functions(value) if not _is_standard(one)]
            if any(_home(one) != home for one in functions):
                if each is function:  # what other libraries do for the module itself
                    return True
                continue
            todo += [one for one in functions if id(one) not in seen]
            seen.update(id(one) for one in functions)
    return len(todo) == 1


def _imports(code: CodeType) -> bool:
    return _IMPORT in code.co_code[::2] or not _IMPORTERS.isdisjoint(code.co_names)


def _home(function: FunctionType) -> str:
    """The package on top, by the name of the module in which the function runs."""
    return str(function.__globals__.get("__name__")).partition(".")[0]


def _mentioned(function: FunctionType) -> Iterator[object]:
    """The values that the function has by the names in its code, and in its closure."""
    yield from mentions.values(loads.tree(function.__code__), function.__globals__)
    for cell in function.__closure__ or ():
        yield from cell_contents(cell)


def _is_standard(function: FunctionType) -> bool:
    """Whether it belongs to the standard library."""
    path = function.__code__.co_filename
    return path.startswith("<frozen ") or (path.startswith(_STANDARD) and "site-packages" not in path)
