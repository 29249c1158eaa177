"""Which code objects use something of a module that may not be there: a cheap look before the analysis.

It runs over every function of the checked package. A chain is a name that holds a module, followed
by attributes as long as each is a module again: `np.linalg.norm`. The raw code is searched where the
encoding is known, otherwise it is decoded. What is found here only deserves a closer look.
"""

from __future__ import annotations

import sys
from opcode import opmap
from types import CodeType

from . import attributes, deferred, modules, objects
from .attributes import Attributes
from .decode import IS_KNOWN, KINDS
from .graph import ATTRIBUTE_NAMES, Graph
from .loads import whole_argument
from .scope import World

# What may stand between a module and its attribute; `module.count += 1` copies the module first.
_BETWEEN = frozenset([0, opmap["EXTENDED_ARG"], opmap.get("COPY", 0), opmap.get("DUP_TOP", 0)])
_COPIES = ("COPY", "DUP_TOP")
_IMPORT, _TWO_CONSTANTS = opmap["IMPORT_NAME"], bytes([opmap["LOAD_CONST"]] * 2)
_MODULES = sys.modules
_GLOBALS = tuple(opmap[name] for name in ("LOAD_GLOBAL", "LOAD_NAME"))
_ATTRIBUTES = frozenset(opmap[name] for name in ATTRIBUTE_NAMES if opmap.get(name, 256) < 256)


class Candidates:
    """What to look at more closely among the code objects of one module."""

    def __init__(
        self, world: World, namespace: dict[str, object], known: Attributes, collect: frozenset[str]
    ) -> None:
        self._world = world
        self._namespace = namespace
        self._known = known
        self._attributes, self._imports = "attributes" in collect, "imports" in collect
        values = list(namespace.items())
        self.modules = {name: value for name, value in values if objects.is_module(value)}  # by global name

    def is_one(self, code: CodeType) -> bool:
        """Whether this code object (not what is nested in it) deserves a closer look."""
        raw = code.co_code
        if _IMPORT in raw:  # it may be an argument
            operations = raw[::2]
            if _IMPORT in operations and not (IS_KNOWN and self._finds_everything(code, operations)):
                return self._by_decoding(code)
        if not self._attributes or self.modules.keys().isdisjoint(code.co_names):
            return False
        return self._has_chain(code, raw[::2]) if IS_KNOWN else self._by_decoding(code)

    def _finds_everything(self, code: CodeType, operations: bytes) -> bool:
        """Whether every import plainly finds what it wants loaded, and binds no module to look into."""
        at = operations.find(_IMPORT)
        while at >= 0:
            if operations[at - 2 : at] != _TWO_CONSTANTS:
                return False
            raw = code.co_code
            level, names = (
                code.co_consts[whole_argument(raw, operations, each)] for each in (at - 2, at - 1)
            )
            name = code.co_names[whole_argument(raw, operations, at) >> KINDS[_IMPORT][1]]
            full = modules.absolute(name, level, self._namespace)
            namespace = objects.module_dict(_MODULES.get(full)) if full is not None else None
            if namespace is None or not names:
                return False
            values = [namespace.get(each) for each in names]
            if any(value is None or objects.is_module(value) for value in values):
                return False
            at = operations.find(_IMPORT, at + 1)
        return True

    def _has_chain(self, code: CodeType, operations: bytes) -> bool:
        names, held, raw = code.co_names, self.modules, code.co_code
        for opcode in _GLOBALS:
            shift = KINDS[opcode][1]
            at = operations.find(opcode)
            while at >= 0:
                module = held.get(names[whole_argument(raw, operations, at) >> shift])
                if module is not None and self._breaks(module, code, operations, at + 1):
                    return True
                at = operations.find(opcode, at + 1)
        return False

    def _breaks(self, module: object, code: CodeType, operations: bytes, at: int) -> bool:
        """Whether the attributes taken from here on lead to one that may be missing."""
        while True:
            while operations[at] in _BETWEEN:
                at += 1
            if operations[at] not in _ATTRIBUTES:
                return False
            shift = KINDS[operations[at]][1]
            name = code.co_names[whole_argument(code.co_code, operations, at) >> shift]
            value = (objects.module_dict(module) or {}).get(name)
            if value is None:
                return self._may_miss(module, name)
            if not objects.is_module(value):
                return False
            module, at = value, at + 1

    def _by_decoding(self, code: CodeType) -> bool:
        graph = self._world.graph(code)
        wanted = deferred.statements(graph, self._namespace, self._known)
        if self._imports and any(each.state != deferred.THERE for each in wanted.values()):
            return True
        if not self._attributes:
            return False
        local = deferred.bound_modules(graph, wanted)
        for op in graph.ops:
            variable = deferred.loaded_local(op, code)
            module = local.get(variable) if variable is not None else None
            if op.name in ("LOAD_GLOBAL", "LOAD_NAME"):
                module = self.modules.get(str(op.value))
            if module is not None and self._breaks_decoded(module, graph, op.index + 1):
                return True
        return False

    def _breaks_decoded(self, module: object, graph: Graph, at: int) -> bool:
        while graph.ops[at].name in ATTRIBUTE_NAMES or graph.ops[at].name in _COPIES:
            if graph.ops[at].name in _COPIES:
                at += 1
                continue
            name = str(graph.ops[at].value)
            value = (objects.module_dict(module) or {}).get(name)
            if value is None:
                return self._may_miss(module, name)
            if not objects.is_module(value):
                return False
            module, at = value, at + 1
        return False

    def _may_miss(self, module: object, name: str) -> bool:
        state = self._known.state(module, name)
        if state == attributes.UNKNOWN:
            return self._known.is_open(module, name)
        return state != attributes.PRESENT
