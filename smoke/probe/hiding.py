"""Makes distributions invisible that happen to be installed (`--only-declared`).

Every finder of `sys.meta_path` is wrapped by one that does not find the hidden names, so that an import of
them fails as if nothing had been installed, `importlib.util.find_spec` answers None, and their metadata is
not found either. What was imported of them while the interpreter started is forgotten.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from collections.abc import Iterator
    from typing import Any

_len, _getattr = len, getattr


def hide(modules: list[str], distributions: list[str]) -> None:
    """From now on nothing at or below these dotted names is found, nor these distributions (normalized)."""
    names, hidden = frozenset(modules), frozenset(distributions)
    sys.meta_path[:] = [_Finder(finder, names, hidden) for finder in sys.meta_path]
    for name in list(sys.modules):
        if _is_hidden(name, names):
            del sys.modules[name]


class _Finder:
    """A finder that does not see everything."""

    def __init__(self, finder: Any, names: frozenset[str], distributions: frozenset[str]) -> None:
        self._finder, self._names, self._distributions = finder, names, distributions

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        """What the finder finds, unless it is hidden."""
        return None if _is_hidden(fullname, self._names) else self._finder.find_spec(fullname, path, target)

    def find_distributions(self, *arguments: Any, **named: Any) -> Iterator[Any]:
        """The distributions that the finder knows, without the hidden ones (`importlib.metadata`)."""
        find = _getattr(self._finder, "find_distributions", None)
        for one in find(*arguments, **named) if find is not None else ():
            if _normalized(one.metadata["Name"] or "") not in self._distributions:
                yield one

    def __getattr__(self, name: str) -> Any:
        return _getattr(self._finder, name)


def _is_hidden(fullname: str, names: frozenset[str]) -> bool:
    end = _len(fullname)
    while end > 0:
        if fullname[:end] in names:
            return True
        end = fullname.rfind(".", 0, end)
    return False


def _normalized(name: str) -> str:
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)
