"""Which global names a code object really loads and stores, at C speed.

This is the filter in front of everything: it runs over every function of the checked
package. `co_names` also holds attributes, so the instructions count; `dis` costs 30 times
as much as searching the raw bytes for an opcode. How the raw argument maps to a name
differs between versions (3.11 shifts LOAD_GLOBAL by one), so it is not written down here
but measured at start: a snippet is decoded both ways, and where no shift makes them agree
`dis` is used for everything. A future version can make this slow, not wrong.
"""

from __future__ import annotations

import dis
from opcode import opmap
from types import CodeType

_get_instructions = dis.get_instructions
_EXTENDED_ARG = opmap["EXTENDED_ARG"]
_LOADS = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")
_FUNCTION_LOADS = ("LOAD_GLOBAL",)  # the only one where names are looked up as in a function
_STORES = ("STORE_GLOBAL", "DELETE_GLOBAL")
_STORE_GLOBAL, _DELETE_GLOBAL = opmap["STORE_GLOBAL"], opmap["DELETE_GLOBAL"]
_OWN_STORES = ("STORE_NAME", "STORE_GLOBAL")
_ATTRIBUTE_STORES = ("STORE_ATTR",)
_IS_FUNCTION = 0x01  # CO_OPTIMIZED
_LAZY_SCOPE_PARAMETERS = ("format", ".format")  # PYVERSIONS: 3.14 marks scopes that run on demand
_GENERIC = "<generic parameters of "
_CALL_INTRINSIC = opmap.get("CALL_INTRINSIC_1", -1)
_INTRINSICS: list[str] = getattr(dis, "_intrinsic_1_descs", [])  # PYVERSIONS: 3.12+
_TYPE_ALIAS = _INTRINSICS.index("INTRINSIC_TYPEALIAS") if "INTRINSIC_TYPEALIAS" in _INTRINSICS else 0


def loaded(code: CodeType) -> set[str]:
    """The global names that this code object itself loads (not the ones nested in it)."""
    return _named(code, _FUNCTION_LOADS if is_plain_function(code) else _LOADS)


def missing(code: CodeType, namespace: dict[str, object], builtins: dict[str, object]) -> frozenset[str]:
    """The global names that this code object itself loads and neither of the two has."""
    own = code.co_names
    if not own:
        return _NONE
    if len(own) > _UNPREFIXED or not code.co_flags & _IS_FUNCTION or "__classdict__" in code.co_freevars:
        absent = [name for name in own if name not in namespace and name not in builtins]
        return frozenset(absent).intersection(loaded(code)) if absent else _NONE
    raw, found = code.co_code, _NONE
    at = raw.find(_LOAD_GLOBAL)
    while at >= 0:
        if not at & 1:  # else it is an argument
            name = own[raw[at + 1] >> _SHIFT]
            if name not in namespace and name not in builtins:
                found |= {name}
        at = raw.find(_LOAD_GLOBAL, at + 1)
    return found


def is_plain_function(code: CodeType) -> bool:
    """Whether LOAD_GLOBAL is the only instruction by which this code object looks up globals."""
    return bool(code.co_flags & _IS_FUNCTION) and "__classdict__" not in code.co_freevars


def stored(code: CodeType) -> set[str]:
    """The global names that this code object itself binds or deletes by a `global` statement."""
    raw = code.co_code
    if _STORE_GLOBAL not in raw and _DELETE_GLOBAL not in raw:  # nor among the arguments
        return set()
    return _named(code, _STORES)


def bound(code: CodeType) -> set[str]:
    """The names that the code of a module or class itself binds."""
    return _named(code, _OWN_STORES)


def attributes_set(code: CodeType) -> set[str]:
    """The names of the attributes that this code object itself sets, on whatever objects."""
    return _named(code, _ATTRIBUTE_STORES)


def nested(code: CodeType) -> list[CodeType]:
    """The code objects directly inside this one."""
    return [constant for constant in code.co_consts if type(constant) is CodeType]


def tree(code: CodeType) -> list[CodeType]:
    """This code object and all that are nested in it, outermost first."""
    found = [code]
    for each in found:
        for constant in each.co_consts:
            if type(constant) is CodeType:
                found.append(constant)
    return found


def is_annotation_scope(code: CodeType, parent: CodeType | None = None) -> bool:
    """True for code that only evaluates annotations, type aliases or type parameters.

    It runs when somebody asks for them (PEP 649, 695), so a name missing there is no NameError
    of the function. Source: 3.12 and 3.13 mark bounds by their parent only, 3.14 by a parameter.
    """
    if code.co_name == "__annotate__" or is_generic(code):
        return True
    if parent is not None and is_generic(parent):
        # the generic function or class itself is nested there too: only what it evaluates is lazy
        return parent.co_name != _GENERIC + code.co_name + ">"
    return code.co_posonlyargcount == 1 and code.co_varnames[:1] in [(p,) for p in _LAZY_SCOPE_PARAMETERS]


def evaluators(module: CodeType) -> set[CodeType]:
    """The code below `module` that a type alias or a type parameter runs on demand.

    Each is a live function of its own, which nothing but its place in the source tells from
    others. Source: PEP 695; 3.14 marks them, 3.12 and 3.13 do not.
    """
    found: set[CodeType] = set()
    if not _TYPE_ALIAS:
        return found
    for parent in tree(module):
        inner = nested(parent)
        if inner and is_generic(parent):
            found.update(code for code in inner if is_annotation_scope(code, parent))
        if inner and _CALL_INTRINSIC in parent.co_code[::2]:
            found.update(_aliased(parent))
    return found


def _aliased(parent: CodeType) -> list[CodeType]:
    """What is made into type aliases here: the last code object loaded before the call that makes one."""
    found: list[CodeType] = []
    latest: CodeType | None = None
    for each in _get_instructions(parent):
        if type(each.argval) is CodeType:
            latest = each.argval
        elif each.opcode == _CALL_INTRINSIC and each.arg == _TYPE_ALIAS and latest is not None:
            found.append(latest)
    return found


def is_generic(code: CodeType) -> bool:
    """True for the scope of type parameters, in which the generic function or class itself is made."""
    return code.co_name.startswith(_GENERIC)


def _named(code: CodeType, wanted: tuple[str, ...]) -> set[str]:
    if not _SHIFTS:
        return _named_by_dis(code, wanted)
    raw = code.co_code
    operations = raw[::2]
    found: set[str] = set()
    names, short = code.co_names, len(code.co_names) < 128  # then no argument has a prefix
    for opname in wanted:
        if opname not in _SHIFTS:
            continue
        opcode, shift = _SHIFTS[opname]
        at = operations.find(opcode)
        while at >= 0:
            argument = raw[2 * at + 1] if short else whole_argument(raw, operations, at)
            found.add(names[argument >> shift])
            at = operations.find(opcode, at + 1)
    return found


def whole_argument(raw: bytes, operations: bytes, at: int) -> int:
    """The whole argument of the instruction with that number, prefixes included."""
    argument = raw[2 * at + 1]
    width = 8
    while at > 0 and operations[at - 1] == _EXTENDED_ARG:
        at -= 1
        argument |= raw[2 * at + 1] << width
        width += 8
    return argument


def _named_by_dis(code: CodeType, wanted: tuple[str, ...]) -> set[str]:
    return {str(each.argval) for each in _get_instructions(code) if each.opname in wanted}


_SNIPPET = """
def function(x):
    global stored, gone
    {names}
    stored = x.attribute; x.other = stored; del gone
    class Body:
        y = called(n0); z = [n1 for n1 in y]
    return called(n2).n3
"""
_GENERIC_SNIPPET = """
class Outer:
    type Alias = n0 | n1
"""  # PYVERSIONS: the only place of LOAD_FROM_DICT_OR_GLOBALS, from 3.12


def _calibrate() -> dict[str, tuple[int, int]]:
    """Opcode and shift of each wanted instruction; empty where raw decoding does not agree with `dis`."""
    source = _SNIPPET.format(names="; ".join("n%d" % i for i in range(132)))
    if "LOAD_FROM_DICT_OR_GLOBALS" in opmap:
        source += _GENERIC_SNIPPET
    codes = tree(compile(source, "<calibration>", "exec"))
    shifts: dict[str, tuple[int, int]] = {}
    for opname in {*_LOADS, *_STORES, *_OWN_STORES, *_ATTRIBUTE_STORES}:
        if opname not in opmap:
            continue
        for shift in range(4):
            if all(_agrees(code, opname, shift) for code in codes):
                shifts[opname] = (opmap[opname], shift)
                break
        else:
            return {}
    return shifts


def _agrees(code: CodeType, opname: str, shift: int) -> bool:
    raw, opcode = code.co_code, opmap[opname]
    operations = raw[::2]
    at = operations.find(opcode)
    indexes = []
    while at >= 0:
        indexes.append(whole_argument(raw, operations, at) >> shift)
        at = operations.find(opcode, at + 1)
    if any(index >= len(code.co_names) for index in indexes):
        return False
    return [code.co_names[i] for i in indexes] == [
        each.argval for each in _instructions(code) if each.opname == opname
    ]


_decoded: dict[int, list[dis.Instruction]] = {}


def _instructions(code: CodeType) -> list[dis.Instruction]:
    if id(code) not in _decoded:
        _decoded[id(code)] = list(_get_instructions(code))
    return _decoded[id(code)]


_SHIFTS = _calibrate()
_LOAD_GLOBAL, _SHIFT = _SHIFTS.get("LOAD_GLOBAL", (0, 0))
_UNPREFIXED = 127 if _SHIFTS else -1  # names with which no argument has a prefix
_NONE: frozenset[str] = frozenset()
_decoded.clear()
