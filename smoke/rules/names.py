"""Names that a function loads and that do not exist: which of the five rules it is, and why.

The probe says where a name is loaded, whether the line can run, and what the module's own
code does to the name (`Binding`); here each load that is possible becomes one finding:

1. A `global` statement in some function stores the name (or a function writes the namespace
   by computed names and nothing else binds it): `unset-global`. Whatever else happened to
   the name, calling that function makes the load valid, so it can be no error. Below the store
   in that same function, or in a function nested there, the load is no finding at all.
2. The name was deleted: it was bound and a `del` ran, or a `del` stands there and no store
   is visible (the name came from a star import), or every store is the `as` of an `except`
   clause, which deletes it at its end: `deleted-name`.
3. No store at all: `undefined-name`; or `unbound-name` if another platform has the name, as a
   builtin or through the module's own star import of a standard module. A warning where a lambda
   speaks of the variable of a query (`queries`).
4. Every store stands under TYPE_CHECKING: `type-checking-name`.
5. Else some branch would have bound it elsewhere: `unbound-name`.
6. Instead of 3 and 4, if other code of the target puts the name into builtins (`injected`): `unset-global`
   where a function does it, `unbound-name` where the import of another module does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from smoke import sources
from smoke.model import Binding, Finding, Load, Result, Severity, Store
from smoke.patterns import later
from smoke.rules import availability, drafts, hints, injected, positions, queries
from smoke.rules.checked import Checked

_EXCEPT_AS = later(r"\s*except\b.*\bas\s+(?P<name>\w+)\s*:")
_VERBS = {"import": "imported", "definition": "defined", "assignment": "bound"}
_CERTAIN = ("undefined-name", "type-checking-name")
_OF_QUERY = "'{}' is the variable of a generator expression: only who translates the lambda can use it"
_SHOWN = 3  # places that bind a name, in the detail


def findings(result: Result, checked: Checked) -> list[Finding]:
    """One finding for each load of a missing name that could run."""
    facts = result.names
    if facts is None:
        return []
    bindings = {binding.name: binding for binding in facts.bindings}
    seen: Counter[tuple[str, str, int]] = Counter()
    found: list[Finding] = []
    for load in dict.fromkeys(facts.loads):
        if load.reach != "possible" or load.name in checked.builtins:
            continue
        binding = bindings.get(load.name, Binding(load.name))
        if _set_before(load, binding):
            continue
        place = (load.name, load.path, load.line)
        found.append(_finding(load, binding, seen[place], result, checked))
        seen[place] += 1
    if _is_live(result) or result.module.is_main:
        return found
    return [finding for finding in found if _stands_unconfirmed(finding, result)]


def rule_for(binding: Binding, path: str | None) -> str:
    """The rule that a load of this name falls under; `path` is the module's file."""
    states = {store.state for store in binding.stores}
    if "function" in states or (not states and binding.dynamic):
        return "unset-global"
    if binding.deletes and ("ran" in states or not states or _only_handlers(binding, path)):
        return "deleted-name"
    if not states:
        return "undefined-name"
    return "type-checking-name" if states == {"type-checking"} else "unbound-name"


def _finding(load: Load, binding: Binding, occurrence: int, result: Result, checked: Checked) -> Finding:
    rule = rule_for(binding, result.module.path)
    elsewhere = _elsewhere(load, checked) if rule == "undefined-name" else None
    if elsewhere is not None:
        rule = "unbound-name"
    put = injected.place(load.name, checked.files) if rule in _CERTAIN else None
    if put is not None:
        rule = "unset-global" if put.function else "unbound-name"
        elsewhere = _put(put, checked)
    severity = None
    if rule == "undefined-name" and queries.continues_one(load):
        severity, elsewhere = Severity.WARNING, _OF_QUERY.format(load.name)
    unconfirmed = "" if _is_live(result) else f" (not confirmed live: {_why_not(result)})"
    message = f"name '{load.name}' is not defined"
    return drafts.of_load(
        rule,
        load,
        occurrence,
        result,
        checked,
        f"{message}{unconfirmed}",
        severity=severity,
        help=elsewhere or _help(rule, load, binding, result, checked),
        detail="\n".join(_places(binding, result.module.path)) or None,
        exception=f"NameError: {message}",
    )


def _is_live(result: Result) -> bool:
    return result.names is None or result.names.confirmed


def _why_not(result: Result) -> str:
    return "never executed here" if result.module.is_main else "the module does not import here"


def _stands_unconfirmed(finding: Finding, result: Result) -> bool:
    """Whether to believe what only the source says of a module that does not import here.

    Which of its branches would run is known where it imports, so only names that nothing binds
    count; and not the one that the import itself has just stumbled on.
    """
    if finding.rule not in _CERTAIN:
        return False
    place = finding.path, finding.line
    return not any(
        "NameError" in raised.bases
        and f"'{finding.name}'" in raised.message
        and any((frame.path, frame.line) == place for frame in raised.frames)
        for raised in result.raised
    )


def _elsewhere(load: Load, checked: Checked) -> str | None:
    """What to say of a name that only another platform has."""
    modules = hints.star_imports(load.path)
    found = availability.foreign_name(load.name, modules, checked.interpreter.platform)
    return f"'{found[0]}' exists only on {found[1]}" if found else None


def _put(put: injected.Put, checked: Checked) -> str:
    """What to say of a name that other code of the target puts into builtins."""
    names = (each.name for each in checked.selection.modules if each.path == put.path)
    module = next(names, put.path)
    if put.function is None:
        return f"put into builtins by {module} at line {put.line}, so only after somebody has imported that"
    return f"put into builtins by {module}.{put.function}() at line {put.line}, so not before that is called"


def _help(rule: str, load: Load, binding: Binding, result: Result, checked: Checked) -> str | None:
    if rule == "unset-global":
        return _set_later(binding)
    if rule == "deleted-name":
        return _deleted(binding, result.module.path)
    if rule == "type-checking-name":
        store = binding.stores[0]
        where = f"{_VERBS[store.how]} at line {store.line} under TYPE_CHECKING"
        return f"{where}, which is false when the program runs"
    if rule == "unbound-name":
        return _not_run(binding)
    written = _written(load, positions.of_load(load, 0))
    if written != load.name:
        forgotten = hints.forgotten_self(written, load.function, load.path)
        return (
            forgotten
            or f"inside a class Python turns '{written}' into '{load.name}': use a name without leading '__'"
        )
    return hints.for_name(load.name, load.function, load.path, result.module.name, checked)


def _set_later(binding: Binding) -> str:
    setters = [store for store in binding.stores if store.state == "function"]
    if not setters:
        return f"it can only come from names that are computed at run time: {', '.join(binding.dynamic)}"
    store = setters[0]
    others = f" (and {len(setters) - 1} more)" if len(setters) > 1 else ""
    setter = f"{store.function}()" if store.function else "a function"
    return f"set only by {setter} at line {store.line}{others}, so not before that is called"


def _deleted(binding: Binding, path: str | None) -> str:
    line = max(binding.deletes)
    if _only_handlers(binding, path):
        store = binding.stores[0]
        return f"Python deletes '{binding.name}' at the end of the except clause at line {store.line}"
    ran = [store for store in binding.stores if store.state == "ran"]
    bound = f"{_VERBS[ran[0].how]} at line {ran[0].line}, " if ran else ""
    return f"{bound}deleted at line {line}"


def _not_run(binding: Binding) -> str:
    ran = [store for store in binding.stores if store.state == "ran"]
    if ran:
        return f"{_VERBS[ran[0].how]} at line {ran[0].line}, but gone when the import ended"
    store = next(store for store in binding.stores if store.state != "type-checking")
    because = f" (decided at line {store.because})" if store.because is not None else ""
    return f"{_VERBS[store.how]} at line {store.line}, in a branch that did not run to its end here{because}"


def _written(load: Load, columns: tuple[int, int, int] | None) -> str:
    """What the source says where the name is loaded: another name if Python mangled it."""
    text = sources.line(load.path, load.line)
    if text is None or columns is None or columns[1] != load.line:
        return load.name
    written = text[columns[0] - 1 : columns[2] - 1]
    return written if written == positions.unmangled(load.name) else load.name


def _set_before(load: Load, binding: Binding) -> bool:
    """True if the function that loads the name has stored it further up."""
    setters = [store for store in binding.stores if store.state == "function" and store.function]
    return any(
        store.line < load.line and f"{load.function}.".startswith(f"{store.function}.") for store in setters
    )


def _only_handlers(binding: Binding, path: str | None) -> bool:
    """True if every store is the name of an `except … as name:`."""
    return bool(binding.stores) and all(_is_handler(binding.name, store, path) for store in binding.stores)


def _is_handler(name: str, store: Store, path: str | None) -> bool:
    match = _EXCEPT_AS.match(sources.line(path, store.line) or "")
    return match is not None and match["name"] == name


def _places(binding: Binding, path: str | None) -> list[str]:
    """The lines that bind or delete the name, as the source has them."""
    lines: Sequence[int] = sorted({*(store.line for store in binding.stores), *binding.deletes})
    shown = [(line, sources.line(path, line)) for line in lines[:_SHOWN]]
    return [f"{line:>5} | {text.rstrip()}" for line, text in shown if text is not None and text.strip()]
