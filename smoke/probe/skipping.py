"""Tests that `unittest` never gets to run, because what it calls before them does not come back.

A `setUp` that asks for something and says `self.skipTest(…)` where that is missing is followed
like any code: if no way returns from it in the state after the import, the tests of the
class do not run. The same goes for `setUpClass` and `setUpModule`.

    never_run(namespace, returns) -> identities of the code objects of such tests

`returns(code, self)` says whether a function can return; `self` is the value of its first argument.
"""

from __future__ import annotations

import sys
from types import CodeType, FunctionType

from . import objects
from .values import TEST, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Returns = Callable[[CodeType, object], bool]

_MODULES = sys.modules
_AFTER_SET_UP = ("test", "tearDown")


def never_run(namespace: dict[str, object], returns: Returns) -> set[int]:
    """The code of the tests that `unittest` skips whenever it comes to them."""
    case = (objects.module_dict(_MODULES.get("unittest.case")) or {}).get("TestCase")
    if not objects.is_class(case):
        return set()
    module = namespace.get("setUpModule")
    all_skipped = type(module) is FunctionType and not returns(module.__code__, UNKNOWN)
    found: set[int] = set()
    for each in list(namespace.values()):
        if objects.is_class(each) and each is not case and objects.has_base(each, case):
            if all_skipped or not all(returns(code, TEST) for code in _set_up(each, namespace)):
                found.update(map(id, _tests(each)))
    return found


def _set_up(kind: type, namespace: dict[str, object]) -> Iterator[CodeType]:
    """What runs before each test of the class, as far as this module has it."""
    for name in ("setUpClass", "setUp"):
        holder = next((base for base in objects.bases(kind) if name in objects.class_dict(base)), kind)
        found = objects.class_dict(holder).get(name)
        function = found.__func__ if type(found) is classmethod else found
        if type(function) is FunctionType and function.__globals__ is namespace:
            yield function.__code__


def _tests(kind: type) -> Iterator[CodeType]:
    for name, each in objects.class_dict(kind).items():
        if type(each) is FunctionType and name.startswith(_AFTER_SET_UP):
            yield each.__code__
