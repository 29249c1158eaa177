"""Names that code of another platform loads and that nothing binds, there or here: `undefined-elsewhere`.

The probe says which loads another platform could reach, and of their names all that could bind
them. One word that could is enough to say nothing: whether it does cannot be tried here.
"""

from __future__ import annotations

import builtins
from collections import Counter

from smoke.model import Binding, Finding, Load, Result
from smoke.rules import availability, drafts, hints, injected, stdlib
from smoke.rules.checked import Checked

_RULE = "undefined-elsewhere"
# Builtins of some version or program; those of smoke's own version and of Python 2 are known besides.
_SOMEWHERE = frozenset(
    """WindowsError ExceptionGroup BaseExceptionGroup EncodingWarning PythonFinalizationError aiter anext
    frozendict sentinel coerce reveal_type reveal_locals get_ipython __file__ __path__ __pypy__ _""".split()
)


def findings(result: Result, checked: Checked) -> list[Finding]:
    """One finding for each load that another platform reaches, of a name that nothing could bind."""
    facts = result.names
    if facts is None or not facts.confirmed:
        return []
    bindings = {binding.name: binding for binding in facts.bindings}
    seen: Counter[tuple[str, str, int]] = Counter()
    found: list[Finding] = []
    for load in dict.fromkeys(facts.loads):
        binding = bindings.get(load.name)
        if load.reach == "elsewhere" and binding is not None and _is_never_bound(load, binding, checked):
            place = (load.name, load.path, load.line)
            found.append(_finding(load, seen[place], result, checked))
            seen[place] += 1
    return found


def _is_never_bound(load: Load, binding: Binding, checked: Checked) -> bool:
    if binding.stores or binding.deletes or binding.dynamic or binding.stars:
        return False
    name = load.name
    if name in checked.builtins or name in _SOMEWHERE or hasattr(builtins, name):
        return False
    if stdlib.python2_name(name) is not None or injected.place(name, checked.files) is not None:
        return False
    modules = hints.star_imports(load.path)
    return availability.foreign_name(name, modules, checked.interpreter.platform) is None


def _finding(load: Load, occurrence: int, result: Result, checked: Checked) -> Finding:
    message = f"name '{load.name}' is not defined"
    return drafts.of_load(
        _RULE,
        load,
        occurrence,
        result,
        checked,
        f"{message} (in code for another platform)",
        help=hints.for_name(load.name, load.function, load.path, result.module.name, checked),
        exception=f"NameError: {message}",
    )
