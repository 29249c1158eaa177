"""The instructions that compute, name, import and build: what they take, and the value they leave."""

from __future__ import annotations

import dis
import sys
from types import CodeType

from . import modules, objects, values
from .decode import Op
from .state import State
from .steps import STEPS, step
from .values import NULL, STORED, UNKNOWN, Built, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .flow import Flow
    from .steps import Step, Successors

_VERSION = sys.version_info[:2]
_MODULES = sys.modules


# --- names, attributes, imports ----------------------------------------------------------------


@step("LOAD_GLOBAL")
def _load_global(flow: Flow, op: Op, s: State) -> Successors:
    value = flow.scope.value(str(op.value))
    if _VERSION < (3, 11) or not op.arg & 1:
        s.push(value)
    else:  # PYVERSIONS: the filler changed sides in 3.13
        s.stack += [NULL, value] if _VERSION < (3, 13) else [value, NULL]
    return [] if op.index in flow.certain else None


@step("LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")
def _load_name(flow: Flow, op: Op, s: State) -> Successors:
    if op.name != "LOAD_NAME":
        s.pop()
    s.push(flow.name_value(str(op.value), op, s))
    return [] if op.index in flow.certain else None


@step("STORE_NAME")
def _store_name(flow: Flow, op: Op, s: State) -> Successors:
    s.set_name(str(op.value), s.pop())
    return None


@step("DELETE_NAME", "DELETE_GLOBAL")
def _delete_name(flow: Flow, op: Op, s: State) -> Successors:
    s.names.pop(str(op.value), None)
    s.version += 1
    return None


@step("STORE_GLOBAL")
def _store_global(flow: Flow, op: Op, s: State) -> Successors:
    value = s.pop()
    s.set_name(str(op.value), value if flow.is_module else STORED)
    return None


@step("LOAD_ATTR", "LOAD_METHOD")
def _load_attribute(flow: Flow, op: Op, s: State) -> Successors:
    value = flow.scope.attribute(s.pop(), str(op.value))
    if op.name == "LOAD_METHOD":
        s.stack += [NULL, value]
    elif _VERSION >= (3, 12) and op.arg & 1:  # PYVERSIONS: 3.12 merged LOAD_METHOD into LOAD_ATTR
        s.stack += [NULL, value] if _VERSION < (3, 13) else [value, NULL]
    else:
        s.push(value)
    return None


@step("IMPORT_NAME")
def _import_name(flow: Flow, op: Op, s: State) -> Successors:
    fromlist, level = s.pop(), s.pop()
    s.push(UNKNOWN)
    if isinstance(level, Known) and isinstance(fromlist, Known):
        name = modules.absolute(str(op.value), level.value, flow.scope.namespace) or ""
        wanted = name if fromlist.value else name.partition(".")[0]
        if name in _MODULES and objects.module_dict(_MODULES.get(wanted)) is not None:
            s.pop()
            s.push(Known(_MODULES[wanted]))
    return None


@step("IMPORT_FROM")
def _import_from(flow: Flow, op: Op, s: State) -> Successors:
    module = s.top()
    s.push(flow.scope.attribute(module, str(op.value)))
    if isinstance(module, Known) and flow.scope.cannot_give(module.value, str(op.value)):
        return []  # raises ImportError
    return None


# --- operators ---------------------------------------------------------------------------------


@step("COMPARE_OP")
def _compare(flow: Flow, op: Op, s: State) -> Successors:
    right, left = s.pop(), s.pop()
    operator = str(op.value)
    if operator == "exception match":  # PYVERSIONS: 3.8 has all of these in one instruction
        s.push(flow.matches(left, right))
    elif operator in ("is", "is not"):
        s.push(_negated_if(operator == "is not", values.is_same(left, right)))
    elif operator in ("in", "not in"):
        s.push(_negated_if(operator == "not in", flow.scope.contains(right, left)))
    else:
        s.push(values.compare(operator, left, right))
    return None


@step("IS_OP")
def _is(flow: Flow, op: Op, s: State) -> Successors:
    right, left = s.pop(), s.pop()
    s.push(_negated_if(op.arg == 1, values.is_same(left, right)))
    return None


@step("CONTAINS_OP")
def _contains(flow: Flow, op: Op, s: State) -> Successors:
    right, left = s.pop(), s.pop()
    s.push(_negated_if(op.arg == 1, flow.scope.contains(right, left)))
    return None


@step("UNARY_NOT")
def _not(flow: Flow, op: Op, s: State) -> Successors:
    s.push(_negated_if(True, values.known(values.truth(s.pop()))))
    return None


@step("TO_BOOL")
def _to_bool(flow: Flow, op: Op, s: State) -> Successors:
    s.push(values.known(values.truth(s.pop())))
    return None


@step("BINARY_SUBSCR")
def _subscript(flow: Flow, op: Op, s: State) -> Successors:
    key, container = s.pop(), s.pop()
    s.push(flow.scope.subscript(container, key))
    return None


@step("BINARY_SLICE")
def _slice(flow: Flow, op: Op, s: State) -> Successors:
    stop, start, container = s.pop(), s.pop(), s.pop()
    s.push(flow.scope.subscript(container, _made_slice(start, stop)))
    return None


@step("BUILD_SLICE")
def _build_slice(flow: Flow, op: Op, s: State) -> Successors:
    s.push(_made_slice(*s.drop(op.arg)))
    return None


@step("BINARY_OP")
def _binary(flow: Flow, op: Op, s: State) -> Successors:
    right, left = s.pop(), s.pop()
    operator = _OPERATORS[op.arg] if op.arg < len(_OPERATORS) else ""
    if operator == "[]":  # PYVERSIONS: 3.14
        s.push(flow.scope.subscript(left, right))
    else:
        s.push(values.arithmetic(operator, left, right))
    return None


def _old_binary(flow: Flow, op: Op, s: State) -> Successors:
    right, left = s.pop(), s.pop()
    s.push(values.arithmetic(_OLD_OPERATORS.get(op.name.partition("_")[2], ""), left, right))
    return None


def _negated_if(negative: bool, value: object) -> object:
    if not negative or value is UNKNOWN:
        return value
    return values.FALSE if values.truth(value) else values.TRUE


def _made_slice(*parts: object) -> object:
    numbers = [
        part.value for part in parts if isinstance(part, Known) and type(part.value) in (int, type(None))
    ]
    return Known(slice(*numbers)) if len(numbers) == len(parts) else UNKNOWN


_OPERATORS = [
    symbol for _, symbol in getattr(dis, "_nb_ops", ())
] or [  # PYVERSIONS: names of BINARY_OP arguments
    symbol for _, symbol in getattr(sys.modules.get("opcode"), "_nb_ops", ())
]
_OLD_OPERATORS = {"ADD": "+", "SUBTRACT": "-", "AND": "&", "OR": "|", "XOR": "^"}
for _name in """POWER MULTIPLY MATRIX_MULTIPLY MODULO ADD SUBTRACT FLOOR_DIVIDE TRUE_DIVIDE
    LSHIFT RSHIFT AND XOR OR""".split():
    STEPS["BINARY_" + _name] = STEPS["INPLACE_" + _name] = _old_binary


# --- building, storing: what is taken and how many unknown values come back ----------------------


@step("BUILD_TUPLE")
def _build_tuple(flow: Flow, op: Op, s: State) -> Successors:
    items = [item.value for item in s.drop(op.arg) if isinstance(item, Known)]
    s.push(Known(tuple(items)) if len(items) == op.arg else UNKNOWN)
    return None


def _plain(taken: int, given: int, per_argument: int = 0) -> Step:
    def apply(flow: Flow, op: Op, s: State) -> Successors:
        s.drop(taken + per_argument * op.arg)
        s.stack += [UNKNOWN] * given
        return None

    return apply


_PLAIN = """
LOAD_DEREF 0 1; LOAD_CLASSDEREF 0 1; LOAD_CLOSURE 0 1; LOAD_BUILD_CLASS 0 1; LOAD_LOCALS 0 1
LOAD_FROM_DICT_OR_DEREF 1 1; STORE_DEREF 1 0; DELETE_DEREF 0 0; STORE_ATTR 2 0; DELETE_ATTR 1 0
STORE_SUBSCR 3 0; DELETE_SUBSCR 2 0; STORE_SLICE 4 0; IMPORT_STAR 1 0
UNARY_POSITIVE 1 1; UNARY_NEGATIVE 1 1; UNARY_INVERT 1 1
BUILD_LIST 0 1 1; BUILD_SET 0 1 1; BUILD_STRING 0 1 1; BUILD_MAP 0 1 2; BUILD_CONST_KEY_MAP 1 1 1
BUILD_LIST_UNPACK 0 1 1; BUILD_TUPLE_UNPACK 0 1 1; BUILD_SET_UNPACK 0 1 1; BUILD_MAP_UNPACK 0 1 1
BUILD_TUPLE_UNPACK_WITH_CALL 0 1 1; BUILD_MAP_UNPACK_WITH_CALL 0 1 1
LIST_APPEND 1 0; SET_ADD 1 0; MAP_ADD 2 0; LIST_EXTEND 1 0; SET_UPDATE 1 0; DICT_MERGE 1 0; DICT_UPDATE 1 0
LIST_TO_TUPLE 1 1; FORMAT_SIMPLE 1 1; FORMAT_WITH_SPEC 2 1; CONVERT_VALUE 1 1
GET_YIELD_FROM_ITER 1 1; GET_AITER 1 1; GET_ANEXT 0 1; YIELD_VALUE 1 1
ASYNC_GEN_WRAP 1 1; RETURN_GENERATOR 0 1; CALL_INTRINSIC_1 1 1; GET_LEN 0 1
MATCH_MAPPING 0 1; MATCH_SEQUENCE 0 1; KW_NAMES 0 0
"""
for _line in _PLAIN.replace("\n", ";").split(";"):
    if _line.strip():
        _name, *_numbers = _line.split()
        STEPS[_name] = _plain(*map(int, _numbers))


@step("UNPACK_SEQUENCE", "UNPACK_EX")
def _unpack(flow: Flow, op: Op, s: State) -> Successors:
    value = s.pop()
    count = op.arg if op.name == "UNPACK_SEQUENCE" else (op.arg & 0xFF) + (op.arg >> 8) + 1
    if op.name == "UNPACK_SEQUENCE" and isinstance(value, Known) and type(value.value) is tuple:
        if len(value.value) == count:
            s.stack += [Known(item) for item in reversed(value.value)]
            return None
    s.stack += [UNKNOWN] * count
    return None


@step("FORMAT_VALUE")
def _format(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(2 if op.arg & 0x04 else 1)
    s.push()
    return None


@step("MAKE_FUNCTION")
def _make_function(flow: Flow, op: Op, s: State) -> Successors:
    # PYVERSIONS: the qualified name is on the stack up to 3.10, the extras are set apart from 3.13
    if _VERSION < (3, 11):
        s.pop()
    code = s.pop()
    s.drop(bin(op.arg).count("1") if _VERSION < (3, 13) else 0)
    s.push(Built(code.value) if isinstance(code, Known) and isinstance(code.value, CodeType) else UNKNOWN)
    return None


@step("SET_FUNCTION_ATTRIBUTE")
def _set_function_attribute(flow: Flow, op: Op, s: State) -> Successors:
    function = s.pop()
    s.pop()
    s.push(function)
    return None
