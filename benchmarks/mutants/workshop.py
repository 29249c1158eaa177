"""A copy of an installed package in which files are changed and put back."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.answers import Question
from benchmarks.environments import Environment
from benchmarks.mutants.mutate import Mutant


class Workshop:
    """The copy of one package; files that an extension module stands in for are left alone."""

    def __init__(self, environment: Environment, package: str, folder: Path) -> None:
        self.environment = environment
        self.package = package
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(environment.site / package, folder / package, ignore=ignore)
        sources = [path for path in folder.rglob("*.py") if not any(path.parent.glob(f"{path.stem}.*.so"))]
        self.files = tuple(sorted(path.relative_to(folder).as_posix() for path in sources))
        self._original = {file: (folder / file).read_bytes() for file in self.files}

    def source(self, file: str) -> str:
        """The unmutated source of a file."""
        return self._original[file].decode("utf-8")

    def put(self, mutants: list[Mutant]) -> None:
        """Write the mutants, and every other file as it was."""
        changed = {mutant.path: mutant.source.encode() for mutant in mutants}
        for file in self.files:
            path, wanted = self.folder / file, changed.get(file, self._original[file])
            if path.read_bytes() != wanted:
                path.write_bytes(wanted)
                for stale in path.parent.glob(f"__pycache__/{path.stem}.*"):
                    stale.unlink()  # its time stamp has seconds only

    def question(self, files: tuple[str, ...], *, in_place: bool) -> Question:
        """A question about files of the copy."""
        return Question(
            self.folder,
            files,
            self.environment.python,
            self.environment.version,
            scratch=self.folder.with_name(self.folder.name + "-scratch"),
            modules=tuple(map(module_name, files)),
            in_place=in_place,
            timeout=1200.0,
        )


def module_name(file: str) -> str:
    """The dotted name of a file that is relative to the folder of its package."""
    parts = file.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
