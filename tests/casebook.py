"""Reads `tests/cases`: which packages there are, and what each says should be found in it.

The format is described in `tests/cases/README.md`. Reading is strict: a misspelt directive is an
error, because an expectation that is not understood would be an expectation that always holds.
"""

from __future__ import annotations

import re
import shlex
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CASES = Path(__file__).resolve().parent / "cases"

_HEADER = re.compile(
    r"#\s*(?P<key>[a-z]+)(?:\s+(?P<module>[\w.-]+))?(?:\s*\[(?P<when>[^]]*)\])?:\s*(?P<value>.*)"
)
_INLINE = re.compile(r"#\s*(?P<key>expect|hidden)(?:\s*\[(?P<when>[^]]*)\])?:\s*(?P<value>[^#]*)")
_FINDING = re.compile(
    r"(?P<rule>[a-z]+(?:-[a-z]+)+)(?:=(?P<severity>error|warning|note))?"
    r'(?:\s+(?P<name>[^\s"]+))?(?:\s+"(?P<text>[^"]*)")?'
)
_CONDITION = re.compile(r"\s*(>=|<)\s*3\.(\d+)\s*")


@dataclass(frozen=True)
class When:
    """A condition on the checked Python, such as `>= 3.10, < 3.12`; empty is always true."""

    lowest: int = 0
    below: int = 1000

    def holds(self, version: str) -> bool:
        """True if Python `version` ("3.11") meets the condition."""
        return self.lowest <= int(version.split(".")[1]) < self.below


@dataclass(frozen=True)
class Expected:
    """One finding that must be there; `line` is None where the finding's line does not matter."""

    rule: str
    name: str | None
    path: str  # relative to the case's place, with /
    line: int | None
    when: When
    severity: str | None = None
    text: str | None = None  # part of the message or the help
    hidden: bool = False  # suppressed: found, and in the list of what the user does not want to see

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.rule} {self.name or ''}".rstrip() + (" (hidden)" if self.hidden else "")


@dataclass(frozen=True)
class Proof:
    """An expression that, run after the import, raises NameError for `name`, or none if `name` is None."""

    module: str
    expression: str
    name: str | None
    when: When


@dataclass(frozen=True)
class Making:
    """A file that cannot be committed and is made in the copy: `kind` is link, fifo, bytecode, extension."""

    kind: str
    path: str  # relative to the case's place
    target: str | None = None


@dataclass(frozen=True)
class Case:
    """One small package or module, or a project with a `pyproject.toml` of its own."""

    id: str  # "undefined-name/forgotten_import"
    source: Path  # the file or folder below tests/cases
    alone: bool  # has its own settings or metadata, so it is checked from its own folder
    tops: frozenset[str]  # top-level import names that it occupies
    options: tuple[str, ...]
    when: When
    outcomes: tuple[tuple[str, When, str], ...]  # module, condition, outcome; the last that holds counts
    expected: tuple[Expected, ...]
    proofs: tuple[Proof, ...]
    makings: tuple[Making, ...]

    def outcomes_on(self, version: str) -> dict[str, str]:
        """Module name to outcome, for each module that must be planned; "absent" ones are left out."""
        found = {module: outcome for module, when, outcome in self.outcomes if when.holds(version)}
        return {module: outcome for module, outcome in found.items() if outcome != "absent"}

    def expected_on(self, version: str) -> list[Expected]:
        """The findings that must be there on this Python."""
        return [one for one in self.expected if one.when.holds(version)]


@dataclass
class _Reading:
    options: tuple[str, ...] = ()
    when: When = field(default_factory=When)
    outcomes: list[tuple[str, When, str]] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    makings: list[Making] = field(default_factory=list)


def read(folder: Path = CASES) -> list[Case]:
    """Every case below `folder`, in the order of their ids."""
    places = sorted(place for theme in folder.iterdir() if theme.is_dir() for place in theme.iterdir())
    return [_case(place) for place in places if _is_case(place)]


def _is_case(place: Path) -> bool:
    return place.name != "__pycache__" and (place.is_dir() or place.suffix == ".py")


def _case(place: Path) -> Case:
    root = place.parent if place.is_file() or (place / "__init__.py").exists() else place
    reading = _Reading()
    for path in _texts(place):
        module = _module_name(path.relative_to(root)) if path.suffix == ".py" else None
        if module is not None:
            reading.outcomes.append((module, When(), "imported"))
        _read_file(path, root, module, reading)
    reading.outcomes.sort(key=lambda outcome: outcome[2] != "imported")
    return Case(
        id=f"{place.parent.name}/{place.stem}",
        source=place,
        alone=(place / "pyproject.toml").exists(),
        tops=frozenset(module.partition(".")[0] for module, _, _ in reading.outcomes),
        options=reading.options,
        when=reading.when,
        outcomes=tuple(reading.outcomes),
        expected=tuple(reading.expected),
        proofs=tuple(reading.proofs),
        makings=tuple(reading.makings),
    )


def _texts(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = sorted(path for path in place.rglob("*") if path.suffix in (".py", ".toml", ".txt"))
    return [path for path in found if "__pycache__" not in path.parts]


def _module_name(path: Path) -> str:
    parts = [part for part in path.with_suffix("").parts if part != "src"]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read_file(path: Path, root: Path, module: str | None, reading: _Reading) -> None:
    relative = path.relative_to(root).as_posix()
    lines = _lines(path)
    for match in _header(lines, path):
        _directive(match, module or "", relative, reading)
    for number, line in enumerate(lines, start=1):
        for match in _INLINE.finditer(line):
            # The formats of metadata have no comments at the end of a line: there it is about the next one.
            where = (relative, number + (path.suffix == ".txt"), _when(match["when"]))
            hidden = match["key"] == "hidden"
            reading.expected.extend(_findings(match["value"], *where, hidden=hidden))


def _lines(path: Path) -> list[str]:
    with path.open("rb") as stream:
        encoding = tokenize.detect_encoding(stream.readline)[0] if path.suffix == ".py" else "utf-8"
    return path.read_text(encoding=encoding).splitlines()


def _header(lines: list[str], path: Path) -> Iterator[re.Match[str]]:
    for line in lines:
        if not line.startswith("#"):
            return
        if "coding:" in line:
            continue
        match = _HEADER.fullmatch(line.strip())
        if match is None:
            raise ValueError(f"{path}: {line!r} is no directive; prose belongs into the docstring")
        if match["key"] not in ("expect", "hidden"):
            yield match


def _directive(match: re.Match[str], module: str, relative: str, reading: _Reading) -> None:
    key, value, when = match["key"], match["value"].strip(), _when(match["when"])
    about = match["module"] or module
    if key == "python":
        reading.when = _when(value)
    elif key == "options":
        reading.options = tuple(shlex.split(value))
    elif key == "outcome":
        reading.outcomes.append((about, when, value))
    elif key == "finding":
        reading.expected.extend(_findings(value, relative, None, when))
    elif key == "proof":
        expression, _, name = value.partition(" -> ")
        reading.proofs.append(Proof(about, expression, name.strip() or None, when))
    elif key == "make":
        kind, path, *rest = value.split()
        reading.makings.append(Making(kind, path, rest[-1] if rest else None))
    else:
        raise ValueError(f"{relative}: unknown directive {key!r}")


def _findings(
    text: str, relative: str, line: int | None, when: When, *, hidden: bool = False
) -> Iterator[Expected]:
    for part in text.split(";"):
        match = _FINDING.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{relative}:{line}: cannot read the expectation {part.strip()!r}")
        yield Expected(
            match["rule"], match["name"], relative, line, when, match["severity"], match["text"], hidden
        )


def _when(text: str | None) -> When:
    lowest, below = 0, 1000
    for part in (text or "").replace("python", "").split(","):
        match = _CONDITION.fullmatch(part)
        if match is None and part.strip():
            raise ValueError(f"cannot read the condition {text!r}: write '>= 3.10', '< 3.12' or both")
        if match is not None and match[1] == ">=":
            lowest = int(match[2])
        elif match is not None:
            below = int(match[2])
    return When(lowest, below)
