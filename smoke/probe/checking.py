"""Names that a function looks up only for type checkers: all that stands behind its `if TYPE_CHECKING:`.

    guarded(code, names, namespace) -> those of the names

It is the commonest reason for a name to be missing, and the full analysis takes milliseconds to find that
such a place is never reached. Here the raw code is searched for the test itself: what lies between it and
the instruction to which it leads is dead, if nothing else leads there. Where the encoding is not known
nothing is found, and the analysis has to tell.
"""

from __future__ import annotations

from itertools import compress
from opcode import opmap
from types import CodeType

from . import objects
from .decode import IS_KNOWN, JUMP, KINDS, jump_target
from .loads import is_plain_function, whole_argument
from .scope import TYPE_CHECKING_NAMES
from .suspects import handlers

TYPE_CHECKING = False
if TYPE_CHECKING:
    Region = tuple[int, int]  # numbers of the first instruction and of the one after the last

_LOAD = opmap["LOAD_GLOBAL"]
_ATTRIBUTE = opmap["LOAD_ATTR"]
_QUIET = frozenset([opmap.get("CACHE", 0), opmap["EXTENDED_ARG"], opmap.get("TO_BOOL", 0)])
_TESTS = frozenset(
    opmap[name] for name in ("POP_JUMP_IF_FALSE", "POP_JUMP_FORWARD_IF_FALSE") if opmap.get(name, 256) < 256
)  # PYVERSIONS: 3.11 has two, before and after it there is one
_IS_JUMP = bytes(KINDS.get(code, (None, 0))[0] == JUMP for code in range(256)) if IS_KNOWN else b""
_IN_MODULES = "TYPE_CHECKING"


def guarded(code: CodeType, names: frozenset[str], namespace: dict[str, object]) -> frozenset[str]:
    """The names of which every load in this function (not in nested ones) is dead for that reason."""
    if not IS_KNOWN or TYPE_CHECKING_NAMES.isdisjoint(code.co_names) or not is_plain_function(code):
        return frozenset()
    raw, operations = code.co_code, code.co_code[::2]
    regions = _dead(code, raw, operations, namespace)
    if not regions:
        return frozenset()
    alive = set()
    for at, name in _loads(code, raw, operations):
        if not any(first <= at < end for first, end in regions):
            alive.add(name)
    return names - alive


def _dead(code: CodeType, raw: bytes, operations: bytes, namespace: dict[str, object]) -> list[Region]:
    found: list[Region] = []
    for at, name in _loads(code, raw, operations):
        at += 1
        module = namespace.get(name)
        if name in TYPE_CHECKING_NAMES:
            known = module is False
        else:
            at = _behind(operations, at)
            known = operations[at] == _ATTRIBUTE and _is_flag(code, raw, operations, at, module)
            at += 1
        test = _behind(operations, at) if known else -1
        if test > 0 and operations[test] in _TESTS:
            end = _target(raw, operations, test)
            if end > test:
                found.append((test + 1, end))
    if not found:
        return found
    ways = _ways(code, raw, operations)
    return [region for region in found if not any(_enters(way, region) for way in ways)]


def _is_flag(code: CodeType, raw: bytes, operations: bytes, at: int, module: object) -> bool:
    """Whether it is `typing.TYPE_CHECKING` that is loaded, and false."""
    name = code.co_names[whole_argument(raw, operations, at) >> KINDS[_ATTRIBUTE][1]]
    content = objects.module_dict(module)
    return name == _IN_MODULES and content is not None and content.get(name) is False


def _loads(code: CodeType, raw: bytes, operations: bytes) -> list[tuple[int, str]]:
    """The loads of globals: number of the instruction, name."""
    found = []
    at = operations.find(_LOAD)
    while at >= 0:
        found.append((at, code.co_names[whole_argument(raw, operations, at) >> KINDS[_LOAD][1]]))
        at = operations.find(_LOAD, at + 1)
    return found


def _behind(operations: bytes, at: int) -> int:
    """The number of the first instruction from here on that says something."""
    while operations[at] in _QUIET:
        at += 1
    return at


def _target(raw: bytes, operations: bytes, at: int) -> int:
    argument = whole_argument(raw, operations, at)
    return jump_target(raw, 2 * at, argument, KINDS[operations[at]][1]) >> 1


def _ways(code: CodeType, raw: bytes, operations: bytes) -> list[tuple[int, int, int]]:
    """All that leads elsewhere than to what follows: (first, last instruction from which, target)."""
    jumps = compress(range(len(operations)), operations.translate(_IS_JUMP))
    found = [(at, at, _target(raw, operations, at)) for at in jumps]
    return found + handlers(code)


def _enters(way: tuple[int, int, int], region: Region) -> bool:
    """Whether it leads into the region from outside."""
    first, last, target = way
    return region[0] <= target < region[1] and not region[0] <= first <= last < region[1]
