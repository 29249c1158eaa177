"""The code objects of a module's live functions, with the names under which the source has them.

Functions themselves are not kept: whether anything else keeps them is a question to be asked.
"""

from __future__ import annotations

import sys
from types import CodeType, FunctionType

from . import modules, objects
from .live import Live
from .reach import qualnames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Mapping

_MODULES = sys.modules
_HAS_QUALNAME = sys.version_info >= (3, 11)  # PYVERSIONS


def _is_skipped(content: Mapping[str, object]) -> bool:
    return content.get("__unittest_skip__") is True


class Roots:
    """The code of the live functions whose globals are one dictionary."""

    def __init__(self, live: Live, namespace: dict[str, object]) -> None:
        self._live = live
        self._namespace = namespace
        self._codes: dict[int, tuple[CodeType, str]] = {}
        self._names: dict[tuple[str, int], str] | None = None
        self._module_code: CodeType | None = None
        self._has_read = False
        self.refresh()

    def refresh(self) -> None:
        """Start again with the functions that are alive."""
        self._codes = {}
        for function in self._live.functions(self._namespace):
            self._codes.setdefault(id(function.__code__), (function.__code__, function.__qualname__))

    def __contains__(self, key: int) -> bool:
        return key in self._codes

    def codes(self) -> list[CodeType]:
        """Every root, in the order in which it was found."""
        return [code for code, _ in self._codes.values()]

    def named(self, wanted: Container[int]) -> list[tuple[CodeType, str]]:
        """The roots in which wanted code is (identities), without methods of classes that were replaced.

        Each with its qualified name.
        """
        outermost = self._live.outermost(self._namespace, wanted)
        chosen = [each for key, each in self._codes.items() if key in outermost]
        named = [(code, self.qualname(code, given)) for code, given in chosen]
        skipped = self._skipped() if named else set()
        return [
            (code, qualname)
            for code, qualname in named
            if id(code) not in skipped and not self._is_replaced(qualname)
        ]

    def module_code(self) -> CodeType | None:
        """The code object of the module itself, read once."""
        if not self._has_read:
            self._has_read = True
            self._module_code = modules.code_of(self._namespace)
        return self._module_code

    def qualname(self, code: CodeType, given: str) -> str:
        """The name under which the source has the code; `given` is what a decorator may have replaced."""
        if _HAS_QUALNAME:
            return code.co_qualname  # type: ignore[attr-defined, no-any-return, unused-ignore]
        if self._names is None:
            module_code = self.module_code()
            self._names = {} if module_code is None else qualnames(module_code)
        found = self._names.get((code.co_name, code.co_firstlineno))
        return found or (given if given.rpartition(".")[2] == code.co_name else code.co_name)

    def _skipped(self) -> set[int]:
        """The code of tests that `unittest` was told to skip, by a decorator of the function or its class."""
        case = objects.module_dict(_MODULES.get("unittest.case"))
        wrappers = self._live.functions(case) if case is not None else []
        wrapped = [each.__dict__.get("__wrapped__") for each in wrappers if _is_skipped(each.__dict__)]
        for each in self._namespace.values():
            if objects.is_class(each) and _is_skipped(objects.class_dict(each)):
                wrapped += objects.class_dict(each).values()
        return {id(each.__code__) for each in wrapped if type(each) is FunctionType}

    def _is_replaced(self, qualname: str) -> bool:
        """True for methods of a class whose place in the module a class written in C has taken.

        Such a pair is one implementation and its faster twin (`from _datetime import *` at the end). The
        names that only the slow one used may be deleted, though a constant keeps the class alive.
        """
        name, _, rest = qualname.partition(".")
        return bool(rest) and objects.is_accelerator(
            self._namespace.get(name), self._namespace.get("__name__")
        )
