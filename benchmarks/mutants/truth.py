"""What is true about a module, by executing it: run by the checked interpreter, in a process of its own.

    python truth.py FOLDER MODULE        answers one JSON object on standard output

    {"raised": null, "missing": [["os", 41], …]}
    {"raised": {"type": "NameError", "name": "os", "lines": [12]}, "missing": []}

The module is imported from FOLDER. Then every name that a live function of it (or code nested
in one) loads as a global is loaded for real, with that function's globals and builtins;
`missing` lists the names that raise NameError with the lines that load them.
It says nothing about whether a line is reached: a guard may keep a function from it.
"""

from __future__ import annotations

import sys

sys.dont_write_bytecode = True
FOLDER, MODULE = sys.argv[1:3]
sys.path.insert(0, FOLDER)

import dis  # noqa: E402 - the path comes first
import gc  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import types  # noqa: E402
from collections.abc import Iterator  # noqa: E402

LOADS = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")  # PYVERSIONS


def main() -> None:
    """Print the truth about MODULE, whatever its import printed before."""
    answer: dict[str, object] = {"raised": None, "missing": []}
    try:
        module = importlib.import_module(MODULE)
    except BaseException as error:
        answer["raised"] = describe(error)
    else:
        answer["missing"] = sorted(missing(module))
    sys.stdout.flush()
    os.write(1, ("\n" + json.dumps(answer)).encode())
    os._exit(0)  # threads and exit handlers of the package do not matter here


def describe(error: BaseException) -> dict[str, object]:
    """The type, the missing name and the lines of the traceback that are in the module's file."""
    path = os.path.join(FOLDER, *MODULE.split("."))
    lines = []
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in (path + ".py", os.path.join(path, "__init__.py")):
            lines.append(step.tb_lineno)
        step = step.tb_next
    return {"type": type(error).__name__, "name": getattr(error, "name", None), "lines": lines}


def missing(module: types.ModuleType) -> set[tuple[str, int]]:
    """The (name, line) pairs that the module's live functions cannot load."""
    pairs = set()
    for function in live_functions(module):
        for code in nested(function.__code__):
            own = {step.argval for step in dis.get_instructions(code) if step.opname == "STORE_NAME"}
            for name, line in loads(code):
                if name not in own and not can_load(name, function):
                    pairs.add((name, line))
    return pairs


def live_functions(module: types.ModuleType) -> list[types.FunctionType]:
    """The functions that exist now, use the module's globals and come from its file."""
    space, path = vars(module), getattr(module, "__file__", None)
    found = [thing for thing in gc.get_objects() if type(thing) is types.FunctionType]
    return [each for each in found if each.__globals__ is space and each.__code__.co_filename == path]


def nested(code: types.CodeType) -> Iterator[types.CodeType]:
    """A code object and all that it holds."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from nested(constant)


def loads(code: types.CodeType) -> Iterator[tuple[str, int]]:
    """The (name, line) of every global load."""
    line = code.co_firstlineno
    for step in dis.get_instructions(code):
        if step.starts_line not in (None, False):  # PYVERSIONS: an int up to 3.12, a bool from 3.13 on
            line = getattr(step, "line_number", None) or step.starts_line or line
        if step.opname in LOADS:
            positions = getattr(step, "positions", None)
            yield step.argval, (positions and positions.lineno) or line


def can_load(name: str, function: types.FunctionType) -> bool:
    """Execute the load, with the function's own globals and builtins."""
    code = compile(f"lambda: {name}", "<load>", "eval").co_consts[0]
    loader = types.FunctionType(code, function.__globals__)
    try:
        loader()
    except NameError:
        return False
    return True


if __name__ == "__main__":
    main()
