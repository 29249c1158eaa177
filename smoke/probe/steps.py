"""What each instruction does to the state, by the names that CPython 3.8 to 3.15 give to instructions.

`STEPS[name](flow, op, state)` changes the state and returns None when the next instruction
follows, else the list of (instruction number, state) that can follow. An instruction without
an entry is applied by its effect on the depth of the stack, and nothing is known of the
stack afterwards: a new one costs precision, never correctness. Handling of exceptions is in
`unwinding`.

# PYVERSIONS: a new version adds its new names here; a test compares every depth with the compiler's.
"""

from __future__ import annotations

import dis
import sys

from . import calls, objects, values
from .decode import Op
from .state import State
from .values import NULL, UNBOUND, UNKNOWN, Known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .flow import Flow

    Successors = list[tuple[int, State]] | None
    Step = Callable[[Flow, Op, State], Successors]

_stack_effect = dis.stack_effect
_VERSION = sys.version_info[:2]
_common_constants = getattr(dis, "_common_constants", None)  # PYVERSIONS: 3.14
_HAVE_ARGUMENT = dis.HAVE_ARGUMENT
_MODULES = sys.modules

STEPS: dict[str, Step] = {}


def step(*names: str) -> Callable[[Step], Step]:
    """Register the function for these instructions."""

    def register(function: Step) -> Step:
        for name in names:
            STEPS[name] = function
        return function

    return register


def advance(flow: Flow, op: Op, s: State) -> Successors:
    """Apply one instruction."""
    known = STEPS.get(op.name)
    if known is not None:
        return known(flow, op, s)
    argument = op.arg if op.opcode >= _HAVE_ARGUMENT else None
    if op.target >= 0:
        jumped = s.copy()
        jumped.forget_stack(_stack_effect(op.opcode, argument, jump=True))
        s.forget_stack(_stack_effect(op.opcode, argument, jump=False))
        return [(op.index + 1, s), (op.target, jumped)]
    s.forget_stack(_stack_effect(op.opcode, argument))
    return None


class CallParts:
    """A call that is about to happen."""

    __slots__ = ("callee", "arguments", "keywords", "taken")

    def __init__(
        self, callee: object, arguments: list[object], keywords: tuple[str, ...] | None, taken: int
    ) -> None:
        self.callee = callee
        self.arguments = arguments  # positional ones first
        self.keywords = keywords  # names of the last arguments; None where they are not known
        self.taken = taken  # values that the call takes off the stack


def call_parts(flow: Flow, op: Op, s: State) -> CallParts | None:
    """The parts of the call that `op` makes; None if it is none, or unpacks its arguments."""
    if op.name not in _CALLS:
        return None
    keywords: tuple[str, ...] | None = flow.keywords(op)
    above, count = 0, op.arg
    if op.name in ("CALL_FUNCTION_KW", "CALL_KW"):
        above, keywords = 1, _names(s.top())
    below = 1 if op.name in ("CALL_FUNCTION", "CALL_FUNCTION_KW") else 2
    end = max(0, len(s.stack) - above)
    arguments = s.stack[max(0, end - count) : end]
    callee = s.top(above + count + 1)
    if below == 2:
        other = s.top(above + count + 2)
        callee = other if callee is NULL else callee if other is NULL else UNKNOWN
    return CallParts(callee, arguments, keywords, above + count + below)


def _names(value: object) -> tuple[str, ...] | None:
    return value.value if isinstance(value, Known) and type(value.value) is tuple else None


# --- the stack ---------------------------------------------------------------------------------


@step("NOP", "RESUME", "NOT_TAKEN", "PRECALL", "COPY_FREE_VARS", "MAKE_CELL", "SETUP_ANNOTATIONS", "GEN_START")
def _nothing(flow: Flow, op: Op, s: State) -> Successors:
    if op.name == "GEN_START":  # takes what the first send() brought
        s.pop()
    return None


@step("POP_TOP", "POP_ITER", "PRINT_EXPR")
def _pop(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(_ITER_SLOTS if op.name == "POP_ITER" else 1)
    return None


@step("ROT_TWO", "ROT_THREE", "ROT_FOUR", "ROT_N")
def _rotate(flow: Flow, op: Op, s: State) -> Successors:
    taken = s.drop({"ROT_TWO": 2, "ROT_THREE": 3, "ROT_FOUR": 4}.get(op.name, op.arg))
    s.stack += taken[-1:] + taken[:-1]
    return None


@step("DUP_TOP", "DUP_TOP_TWO", "COPY")
def _duplicate(flow: Flow, op: Op, s: State) -> Successors:
    if op.name == "DUP_TOP_TWO":
        s.stack += [s.top(2), s.top()]
    else:
        s.push(s.top(op.arg if op.name == "COPY" else 1))
    return None


@step("SWAP")
def _swap(flow: Flow, op: Op, s: State) -> Successors:
    if len(s.stack) >= op.arg:
        s.stack[-1], s.stack[-op.arg] = s.stack[-op.arg], s.stack[-1]
    return None


@step("PUSH_NULL")
def _push_null(flow: Flow, op: Op, s: State) -> Successors:
    s.push(NULL)
    return None


# --- constants, locals -------------------------------------------------------------------------


@step("LOAD_CONST", "LOAD_SMALL_INT")
def _constant(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Known(op.value))
    return None


@step("LOAD_COMMON_CONSTANT")
def _common_constant(flow: Flow, op: Op, s: State) -> Successors:
    found = _common_constants is not None and op.arg < len(_common_constants)
    s.push(Known(_common_constants[op.arg]) if found else UNKNOWN)  # type: ignore[index]
    return None


@step("LOAD_ASSERTION_ERROR")
def _assertion_error(flow: Flow, op: Op, s: State) -> Successors:
    s.push(Known(AssertionError))
    return None


@step("LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW")
def _load_fast(flow: Flow, op: Op, s: State) -> Successors:
    _push_local(s, op.arg)
    return None


@step("LOAD_FAST_LOAD_FAST", "LOAD_FAST_BORROW_LOAD_FAST_BORROW")
def _load_two(flow: Flow, op: Op, s: State) -> Successors:
    _push_local(s, op.arg >> 4)
    _push_local(s, op.arg & 15)
    return None


@step("STORE_FAST_LOAD_FAST")
def _store_load(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg >> 4, s.pop())
    _push_local(s, op.arg & 15)
    return None


@step("STORE_FAST", "STORE_FAST_MAYBE_NULL")
def _store_fast(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg, s.pop())
    return None


@step("STORE_FAST_STORE_FAST")
def _store_two(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg >> 4, s.pop())
    s.set_local(op.arg & 15, s.pop())
    return None


@step("LOAD_FAST_AND_CLEAR")
def _load_and_clear(flow: Flow, op: Op, s: State) -> Successors:
    s.push(s.locals.get(op.arg, UNKNOWN))  # UNBOUND comes back by STORE_FAST after the comprehension
    s.set_local(op.arg, UNBOUND)
    return None


@step("DELETE_FAST")
def _delete_fast(flow: Flow, op: Op, s: State) -> Successors:
    s.set_local(op.arg, UNBOUND)
    return None


def _push_local(s: State, number: int) -> None:
    value = s.locals.get(number, UNKNOWN)
    if value is UNBOUND:  # raises; told once, so what follows is judged as if it did not
        s.set_local(number, UNKNOWN)
        value = UNKNOWN
    s.push(value)


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


@step("DELETE_NAME")
def _delete_name(flow: Flow, op: Op, s: State) -> Successors:
    s.names.pop(str(op.value), None)
    s.version += 1
    return None


@step("STORE_GLOBAL", "DELETE_GLOBAL")
def _store_global(flow: Flow, op: Op, s: State) -> Successors:
    value = s.pop() if op.name == "STORE_GLOBAL" else None
    if flow.is_module:
        if value is None:
            s.names.pop(str(op.value), None)
        else:
            s.set_name(str(op.value), value)
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
    name = str(op.value)
    if isinstance(level, Known) and level.value == 0 and isinstance(fromlist, Known):
        wanted = name if fromlist.value else name.partition(".")[0]
        if name in _MODULES and objects.module_dict(_MODULES.get(wanted)) is not None:
            s.pop()
            s.push(Known(_MODULES[wanted]))
    return None


@step("IMPORT_FROM")
def _import_from(flow: Flow, op: Op, s: State) -> Successors:
    module = s.top()
    s.push(flow.scope.attribute(module, str(op.value)))
    if isinstance(module, Known) and flow.scope.has_attribute(module.value, str(op.value)) is False:
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
    numbers = [part.value for part in parts if isinstance(part, Known) and type(part.value) in (int, type(None))]
    return Known(slice(*numbers)) if len(numbers) == len(parts) else UNKNOWN


_OPERATORS = [symbol for _, symbol in getattr(dis, "_nb_ops", ())] or [  # PYVERSIONS: names of BINARY_OP arguments
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
MATCH_MAPPING 0 1; MATCH_SEQUENCE 0 1; SET_FUNCTION_ATTRIBUTE 2 1; KW_NAMES 0 0
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
    extras = bin(op.arg).count("1") if _VERSION < (3, 13) else 0
    s.drop((2 if _VERSION < (3, 11) else 1) + extras)
    s.push()
    return None


# --- calls -------------------------------------------------------------------------------------


_CALLS = frozenset(["CALL_FUNCTION", "CALL_METHOD", "CALL", "CALL_FUNCTION_KW", "CALL_KW"])


@step(*sorted(_CALLS))
def _call(flow: Flow, op: Op, s: State) -> Successors:
    parts = call_parts(flow, op, s)
    assert parts is not None
    s.drop(parts.taken)
    if parts.keywords == ():
        result = calls.call(flow.scope, parts.callee, parts.arguments, flow.follow)
    else:
        result = calls.made(parts.arguments)
    if result is calls.NEVER:
        s.push()
        return []
    s.push(result)
    return None


@step("CALL_FUNCTION_EX")
def _call_unpacked(flow: Flow, op: Op, s: State) -> Successors:
    # PYVERSIONS: no filler up to 3.10; the keywords' place is always there from 3.14
    fixed = 1 if _VERSION < (3, 11) else 2
    s.drop(fixed + 1 + (1 if _VERSION >= (3, 14) or op.arg & 1 else 0))
    s.push()
    return None


# --- jumps -------------------------------------------------------------------------------------


@step("JUMP_FORWARD", "JUMP_ABSOLUTE", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "JUMP")
def _jump(flow: Flow, op: Op, s: State) -> Successors:
    return [(op.target, s)]


def _branch(wanted: bool, none: bool) -> Step:
    def apply(flow: Flow, op: Op, s: State) -> Successors:
        value = s.pop()
        if none:
            answer = values.truth(values.is_same(value, values.NONE))
        else:
            answer = values.truth(value)
        return choose(flow, op, s, s, None if answer is None else answer is wanted)

    return apply


for _direction in ("", "FORWARD_", "BACKWARD_"):
    STEPS["POP_JUMP_" + _direction + "IF_TRUE"] = _branch(True, none=False)
    STEPS["POP_JUMP_" + _direction + "IF_FALSE"] = _branch(False, none=False)
    STEPS["POP_JUMP_" + _direction + "IF_NONE"] = _branch(True, none=True)
    STEPS["POP_JUMP_" + _direction + "IF_NOT_NONE"] = _branch(False, none=True)


@step("JUMP_IF_TRUE_OR_POP", "JUMP_IF_FALSE_OR_POP")
def _jump_or_pop(flow: Flow, op: Op, s: State) -> Successors:
    wanted = op.name == "JUMP_IF_TRUE_OR_POP"
    answer = values.truth(s.top())
    jumped = s.copy()
    s.pop()
    return choose(flow, op, s, jumped, None if answer is None else answer is wanted)


@step("FOR_ITER")
def _for(flow: Flow, op: Op, s: State) -> Successors:
    done = s.copy()
    if _VERSION < (3, 12):  # PYVERSIONS: from 3.12 END_FOR takes the iterator away
        done.pop()
    else:
        done.push()
    s.push()
    return [(op.index + 1, s), (op.target, done)]


@step("END_FOR")
def _end_for(flow: Flow, op: Op, s: State) -> Successors:
    s.drop(2 if _VERSION < (3, 13) else 1)
    return None


@step("SEND")
def _send(flow: Flow, op: Op, s: State) -> Successors:
    done = s.copy()
    done.pop()
    receiver = done.pop()
    done.stack += [_awaited(receiver)] if _VERSION < (3, 12) else [UNKNOWN, _awaited(receiver)]
    s.pop()
    s.push()
    return [(op.index + 1, s), (op.target, done)]


@step("YIELD_FROM")
def _yield_from(flow: Flow, op: Op, s: State) -> Successors:
    s.pop()
    s.push(_awaited(s.pop()))
    return None


@step("GET_AWAITABLE")
def _get_awaitable(flow: Flow, op: Op, s: State) -> Successors:
    s.push(_awaited(s.pop()))
    return None


def _awaited(value: object) -> object:
    """The only known value that can be awaited is what `unwinding` says of an `__aexit__`."""
    return value if value in (values.TRUE, values.FALSE) else UNKNOWN


@step("END_SEND")
def _end_send(flow: Flow, op: Op, s: State) -> Successors:
    value = s.pop()
    s.pop()
    s.push(value)
    return None


@step("RETURN_VALUE", "RETURN_CONST")
def _return(flow: Flow, op: Op, s: State) -> Successors:
    flow.leave(op, Known(op.value) if op.name == "RETURN_CONST" else s.pop(), s)
    return []


def choose(flow: Flow, op: Op, following: State, jumped: State, jumps: bool | None) -> Successors:
    """The successors of a conditional jump whose condition may be known."""
    if jumps is None or flow.blind:
        return [(op.index + 1, following), (op.target, jumped.copy() if following is jumped else jumped)]
    return [(op.target, jumped)] if jumps else [(op.index + 1, following)]


_ITER_SLOTS = 2 if _VERSION >= (3, 15) else 1  # PYVERSIONS: 3.15 keeps an index beside the iterator


@step("GET_ITER")
def _get_iter(flow: Flow, op: Op, s: State) -> Successors:
    s.pop()
    s.stack += [UNKNOWN] * _ITER_SLOTS
    return None
