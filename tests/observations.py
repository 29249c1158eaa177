"""Observations and environments as the stages get them, for tests: real files, real metadata, plain data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from smoke.distributions import Distributions
from smoke.model import (
    Binding,
    Finding,
    Frame,
    Interpreter,
    InterpreterRun,
    Load,
    Module,
    NameFacts,
    Outcome,
    Raised,
    Report,
    Result,
    Selection,
    Settings,
    Severity,
    Store,
)
from smoke.rules import checked
from smoke.rules.judge import judge

MRO = {
    "ModuleNotFoundError": ("ModuleNotFoundError", "ImportError", "Exception", "BaseException", "object"),
    "ImportError": ("ImportError", "Exception", "BaseException", "object"),
    "KeyError": ("KeyError", "LookupError", "Exception", "BaseException", "object"),
    "NotImplementedError": ("NotImplementedError", "RuntimeError", "Exception", "BaseException", "object"),
}


def interpreter(
    version: tuple[int, int, int] = (3, 11, 7), platform: str = "linux", id: str | None = None
) -> Interpreter:
    """An interpreter as it would describe itself."""
    text = ".".join(map(str, version))
    return Interpreter(
        id or ".".join(map(str, version[:2])), f"/usr/bin/python{text}", text, version, "cpython", platform,
        (), (".py",), (".pyc",), (".so",), frozenset({"sys"}),
        frozenset(sys.stdlib_module_names) | {"_tkinter", "msvcrt", "winreg"}, "/usr/lib/python", True,
    )  # fmt: skip


class Tree:
    """A package on disk, module by module, with the results that a run would have had."""

    def __init__(self, folder: Path, interpreter: Interpreter | None = None) -> None:
        self.folder = folder
        self.interpreter = interpreter or globals()["interpreter"]()
        self.results: list[Result] = []
        self.environment = folder / "site-packages"
        self.environment.mkdir(exist_ok=True)
        self.distributions: tuple[str, ...] = ()

    def module(self, name: str, source: str = "") -> Module:
        """A module with this source; `pkg` and `pkg.sub` by the dots, a package if it ends in a dot."""
        package = name.endswith(".")
        parts = name.rstrip(".").split(".")
        path = (
            self.folder.joinpath(*parts, "__init__.py")
            if package
            else self.folder.joinpath(*parts).with_suffix(".py")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        return Module(".".join(parts), str(path), is_package=package)

    def add(self, module: Module, outcome: Outcome = Outcome.IMPORTED, **fields: object) -> Result:
        """The result of a module."""
        result = Result(module, outcome, **fields)  # type: ignore[arg-type]  # by field name
        self.results.append(result)
        return result

    def install(self, name: str, *requirements: str, ships: str = "", extras: Sequence[str] = ()) -> None:
        """Put the metadata of a distribution into the environment."""
        info = self.environment / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
        lines += [f"Provides-Extra: {extra}" for extra in extras]
        lines += [f"Requires-Dist: {requirement}" for requirement in requirements]
        (info / "METADATA").write_text("\n".join(lines) + "\n")
        (info / "top_level.txt").write_text(f"{ships}\n")
        (info / "RECORD").write_text("".join(f"{top}/__init__.py,,\n" for top in ships.split()))
        for top in ships.split():
            (self.environment / top).mkdir(exist_ok=True)
            (self.environment / top / "__init__.py").touch()

    def run(self) -> InterpreterRun:
        """What this interpreter had to say."""
        modules = tuple(result.module for result in self.results)
        selection = Selection(modules, distributions=self.distributions)
        return InterpreterRun(self.interpreter, selection, tuple(self.results))

    def judge(self, settings: Settings | None = None) -> list[Finding]:
        """The findings of all results."""
        run, given = self.run(), settings or Settings()
        view = checked.of(run.interpreter, run.selection, Distributions([str(self.environment)]), given)
        return judge(run, view, given)

    def only(self, settings: Settings | None = None) -> Finding:
        """The one finding that there is."""
        (finding,) = self.judge(settings)
        return finding


def frame(module: Module, line: int, function: str = "<module>") -> Frame:
    """A frame in a module's file."""
    return Frame(module.path or "", line, function, module.name)


def raised(type: str, message: str = "", *frames: Frame, **fields: object) -> Raised:
    """An exception of a builtin type."""
    bases = MRO.get(type, (type, "Exception", "BaseException", "object"))
    name = message.split("'")[1] if type == "ModuleNotFoundError" else None
    return Raised(type, bases, message, **{"name": name, "frames": frames, **fields})  # type: ignore[arg-type]


def missing(name: str, *frames: Frame, **fields: object) -> Raised:
    """The ModuleNotFoundError of a module."""
    return raised("ModuleNotFoundError", f"No module named '{name}'", *frames, **fields)


def names(*loads: Load, bindings: Sequence[Binding] = (), confirmed: bool = True) -> NameFacts:
    """What was observed about the names of a module."""
    return NameFacts(len(loads), loads, tuple(bindings), confirmed)


def load(module: Module, name: str, line: int, column: int | None = None, **fields: object) -> Load:
    """A load of a missing name in a function `work`."""
    end = None if column is None else column + len(name.encode())
    return Load(name, "work", module.path or "", line, column, line, end, **fields)  # type: ignore[arg-type]


def store(line: int, state: str, how: str = "import", **fields: object) -> Store:
    """A place that binds a name."""
    return Store(line, state, how, **fields)  # type: ignore[arg-type]  # by field name


def finding(rule: str = "undefined-name", **fields: object) -> Finding:
    """A finding with the fields that matter to a test."""
    defaults = {
        "severity": Severity.ERROR,
        "interpreter": "3.11",
        "module": "pkg.a",
        "message": "name 'x' is not defined",
    }
    return Finding(rule, **{**defaults, **fields})  # type: ignore[arg-type]  # by field name


def report(*runs: InterpreterRun, findings: Sequence[Finding] = (), **fields: object) -> Report:
    """A finished report."""
    return Report("0.0", runs, tuple(findings), **fields)  # type: ignore[arg-type]  # by field name
