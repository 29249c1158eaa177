"""Answers questions about modules by importing them for real, one after the other, in this process.

A question is [module, [attribute, …]]: import the module as `importlib.import_module` does, then take
the attributes one from the other as `getattr` does. That runs code of the package (a module's
`__getattr__`), so each happens in the package's own surroundings like an import.

Record: {"is": "answer", "number": 0, "found": 1, "chain": [RAISED, …] or null, "seconds": 0.01,
         "file": "/…/pkg/a.py"}
`number` counts the questions, `found` the attributes that are there (-1: the module did not import), `chain`
is what was raised, and `file` where the module says that it came from.
"""

from __future__ import annotations

from importlib import import_module
from time import perf_counter

from . import channel, failures, imports, touched

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

_import_module, _getattr, _perf_counter = import_module, getattr, perf_counter


def answer(questions: list[list[Any]]) -> None:
    """Send the answer to each question, in their order."""
    for number, (module, attributes) in enumerate(questions):
        found: list[object] = []
        started = _perf_counter()
        error = imports.hand_over_to(_follow, module, attributes, found)
        seconds = round(_perf_counter() - started, 6)
        imports.flush()
        channel.send(
            {
                "is": "answer",
                "number": number,
                "found": len(found) - 1,
                "chain": None if error is None else failures.describe(error),
                "seconds": seconds,
                "file": imports.origin(module),
                "touched": touched.peek(),
            }
        )


def _follow(module: str, attributes: list[str], found: list[object]) -> None:
    """Put the module and then each attribute into `found`."""
    found.append(_import_module(module))
    for attribute in attributes:
        found.append(_getattr(found[-1], attribute))
