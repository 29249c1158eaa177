"""The entrance of the rules: what was observed becomes findings, in a fixed order, with fingerprints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType

from smoke.dataclass import replace
from smoke.model import Finding, InterpreterRun, Result, Settings
from smoke.rules import (
    annotated,
    attributes,
    deferred_imports,
    elsewhere,
    entry_points,
    exports,
    happened,
    imports,
    lazy,
    names,
    registry,
    unbound,
    undeclared,
)
from smoke.rules.checked import Checked
from smoke.rules.resolution import Resolution

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def judge(
    run: InterpreterRun,
    view: Checked,
    settings: Settings,
    known: Mapping[int, list[Finding]] = MappingProxyType({}),
) -> list[Finding]:
    """All findings of one interpreter's run by the rules that the settings leave on, sorted.

    `known`: what `of_result` has said of some results, by their `id`.
    """
    active = registry.active(settings.select, settings.ignore)
    found: list[Finding] = []
    for result in run.results:
        said = known.get(id(result))
        found += of_result(result, view) if said is None else said
    found += of_run(run, view)
    return _marked(sorted((finding for finding in found if finding.rule in active), key=order))


def of_result(result: Result, view: Checked) -> list[Finding]:
    """What one module's result comes to, by all rules, without fingerprints."""
    found = imports.findings(result, view)
    if result.names is not None:
        for facts, family in _FAMILIES:
            if getattr(result.names, facts):
                found += family(result, view)
    return found


# What is judged of the names of a module, by the facts that it is judged by: most modules have none of them.
_FAMILIES: tuple[tuple[str, Callable[[Result, Checked], list[Finding]]], ...] = (
    ("loads", names.findings),
    ("loads", elsewhere.findings),
    ("locals", unbound.findings),
    ("promises", exports.findings),
    ("annotations", annotated.findings),
    ("warned", happened.warnings),
    ("effects", happened.effects),
)


def of_run(run: InterpreterRun, view: Checked) -> list[Finding]:
    """What the run as a whole comes to, beyond its results."""
    results = {result.module.name: result for result in run.results}
    resolution = Resolution(run)
    return [
        *attributes.findings(run, resolution, view),
        *deferred_imports.findings(run, resolution, view),
        *entry_points.findings(run.entry_points, results, view),
        *lazy.findings(run.lazy, results, view),
        *undeclared.findings(run.undeclared, view),
    ]


def order(finding: Finding) -> tuple[str, str, int, int, str, str]:
    """The place of a finding within the findings of one interpreter."""
    position = finding.path or "", finding.line or 0, finding.column or 0
    return finding.module, *position, finding.rule, finding.name or ""


def _marked(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with fingerprints: the same for the same finding after lines have moved."""
    counts: Counter[tuple[str, ...]] = Counter()
    marked: list[Finding] = []
    for finding in findings:
        identity = finding.rule, finding.module, finding.function or "", finding.name or ""
        marked.append(replace(finding, fingerprint=fingerprint(identity, counts[identity])))
        counts[identity] += 1
    return marked


def fingerprint(identity: tuple[str, ...], number: int) -> str:
    """16 hexadecimal digits; `number` tells equal identities of one run apart."""
    text = "\0".join((*identity, str(number)))
    digest: str = _sha256()(text.encode("utf-8", "backslashreplace")).hexdigest()
    return digest[:16]


@lru_cache(maxsize=1)
def _sha256() -> Callable[[bytes], Any]:
    """What `hashlib` has where there is no OpenSSL, which takes 4 ms to load."""
    for name in ("_sha2", "_sha256"):  # PYVERSIONS: the first since 3.12
        with suppress(ImportError):
            found: Callable[[bytes], Any] = import_module(name).sha256
            return found
    import hashlib

    return hashlib.sha256
