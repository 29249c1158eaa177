"""Which distributions of others the target's modules are certain to import without declaring them.

What counts is an import statement at a module's own level that runs whenever the module is imported (not
under a condition, in a `try`, in a function), of a module that did import here. Which distribution brings
what it names is read from the installed metadata, what is declared from that of the target.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smoke.distributions import Closure, Distributions
from smoke.distributions.requirements import normalized
from smoke.model import Foreign, Import, InterpreterRun, Outcome, Result, Scan

_CERTAIN = ("lead", "sure")


def undeclared(
    run: InterpreterRun, scans: Mapping[str, Scan], metadata: Distributions, closure: Closure
) -> tuple[Foreign, ...]:
    """Every such import, in the order of the importers; nothing where the target has no metadata."""
    names = {module.name for module in run.selection.modules}
    targets = run.selection.distributions or metadata.for_modules(sorted(names))
    if not targets:
        return ()
    declared = _declared(targets, closure)
    always = _always_loaded(names, scans, targets)
    found = []
    for result in run.results:
        scan = scans.get(result.module.name)
        if scan is None or result.outcome is not Outcome.IMPORTED:
            continue
        for target, providers in _outside(scan, names, run, metadata):
            one = _judged(result, target, providers, declared, always, targets, metadata)
            if one is not None:
                found.append(one)
    return tuple(_with_bringers(found, targets, closure))


def _declared(targets: Sequence[str], closure: Closure) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {normalized(name): () for name in targets}
    for name in targets:
        for one, extras in closure.declared(name).items():
            if found.get(one, extras):
                found[one] = (*found.get(one, ()), *extras)
            else:
                found[one] = ()
    return found


def _outside(
    scan: Scan, inside: set[str], run: InterpreterRun, metadata: Distributions
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(dotted name, distributions that ship it) for each certain import of something of others."""
    seen = set()
    for one in scan.imports:
        top = one.target.partition(".")[0]
        if one.mode not in _CERTAIN or top in run.interpreter.stdlib_modules:
            continue
        if any(prefix in inside for prefix in _prefixes(one.target)):
            continue
        for target, providers in _provided(one, metadata):
            if target not in seen and providers:
                seen.add(target)
                yield target, providers


def _provided(one: Import, metadata: Distributions) -> list[tuple[str, tuple[str, ...]]]:
    """What a statement asks of whom: of a shared namespace, the distributions of each name."""
    providers = metadata.providing(one.target)
    if len(providers) < 2 or not one.names:
        return [(one.target, providers)]
    below = [(f"{one.target}.{name}", metadata.providing(f"{one.target}.{name}")) for name in one.names]
    return [each for each in below if each[1]] or [(one.target, providers)]


def _judged(
    result: Result,
    target: str,
    providers: tuple[str, ...],
    declared: Mapping[str, tuple[str, ...]],
    always: set[str],
    targets: Sequence[str],
    metadata: Distributions,
) -> Foreign | None:
    module = result.module
    known = [declared[normalized(one)] for one in providers if normalized(one) in declared]
    if any(not extras for extras in known) or (known and module.name not in always):
        return None
    if _is_plugin(module.name, target, targets, metadata):
        return None
    extras = tuple(dict.fromkeys(extra for one in known for extra in one))
    return Foreign(module.name, module.path, target, providers, extras)


def _is_plugin(importer: str, target: str, targets: Sequence[str], metadata: Distributions) -> bool:
    """True for the module of a plug-in that imports the program which loads it."""
    top = target.partition(".")[0].lower()
    return any(
        one.group.lower().startswith(top) and one.value.partition(":")[0].strip() == importer
        for name in targets
        for _, one in metadata.entry_points(name)
    )


def _always_loaded(names: set[str], scans: Mapping[str, Scan], targets: Sequence[str]) -> set[str]:
    """The modules that everybody imports who imports the package that the distribution is named after."""
    wanted = {normalized(name) for name in targets}
    todo = [name for name in names if "." not in name and normalized(name) in wanted]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            scan = scans.get(name)
            todo += [] if scan is None else [each for each in _loads(scan.imports) if each in names]
    return found


def _loads(imports: Iterable[Import]) -> Iterator[str]:
    for one in imports:
        if one.mode in _CERTAIN:
            yield from _prefixes(one.target)
            yield from (f"{one.target}.{name}" for name in one.names or ())


def _with_bringers(found: list[Foreign], targets: Sequence[str], closure: Closure) -> Iterator[Foreign]:
    """The same, with the declared requirements through which each came to be installed."""
    brings: dict[str, frozenset[str]] = {}
    for name in targets:
        for one in closure.direct(name):
            brings[one.name] = closure.of([one.name], one.extras)
    for each in found:
        wanted = {normalized(one) for one in each.distributions}
        by = tuple(sorted(name for name, closed in brings.items() if wanted & closed))
        yield Foreign(each.importer, each.path, each.target, each.distributions, each.extras, by)


def _prefixes(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
