"""The analysis of names says what the snippets say, under every interpreter found."""

from __future__ import annotations

import functools
import json
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import interpreters
import pytest

from smoke.runner.boot import PROBE

FOLDER = Path(__file__).parent / "snippets"
RUNNER = Path(__file__).parent / "probe_snippets.py"


@dataclass(frozen=True)
class Snippet:
    """One module with what is expected of it."""

    title: str
    condition: str
    files: dict[str, str]
    main: bool
    loads: frozenset[str] = field(default_factory=frozenset)
    facts: frozenset[str] = field(default_factory=frozenset)
    unbound: frozenset[str] = field(default_factory=frozenset)

    def applies(self, version: str) -> bool:
        found = re.match(r"(>=|<)(\d+\.\d+)$", self.condition)
        if found is None:
            return True
        wanted, mine = (tuple(map(int, text.split("."))) for text in (found[2], version))
        return mine >= wanted if found[1] == ">=" else mine < wanted


def read(path: Path) -> list[Snippet]:
    """The snippets of one file."""
    parts = re.split(r"^=== (.*)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [_snippet(title, body) for title, body in zip(parts[1::2], parts[2::2], strict=True)]


def _snippet(title: str, body: str) -> Snippet:
    found = re.match(r"(.*?)(?: \[(.*)\])?$", title)
    assert found is not None
    condition = found[2] or ""
    pieces = re.split(r"^--- (.*)\n", "--- main\n" + body, flags=re.MULTILINE)
    files = {name: text for name, text in zip(pieces[1::2], pieces[2::2], strict=True) if text.strip()}
    claims: dict[str, set[str]] = {"!": set(), "=": set(), "?": set()}
    for number, line in enumerate(files["main"].splitlines(), 1):
        for kind, text in re.findall(r"#([!=?]) ([^#]*)", line):
            claims[kind].update(f"{number}: {claim.strip()}" for claim in text.strip().split("; "))
    loads, facts, unbound = map(frozenset, claims.values())
    return Snippet(found[1], condition, files, condition == "main", loads, facts, unbound)


SNIPPETS = [(path.stem, snippet) for path in sorted(FOLDER.glob("*.txt")) for snippet in read(path)]
CASES = [
    pytest.param(version, place, id=f"{version}-{stem}-{snippet.title}")
    for version in interpreters.VERSIONS
    for place, (stem, snippet) in enumerate(SNIPPETS)
    if snippet.applies(version)
]


@functools.cache
def answers(version: str, folder: Path) -> dict[int, dict[str, object]]:
    """What the probe says about each snippet that this version can compile, by number."""
    chosen = [number for number, (_, snippet) in enumerate(SNIPPETS) if snippet.applies(version)]
    source, target = folder / f"{version}-snippets.json", folder / f"{version}-answers.json"
    source.write_text(
        json.dumps([{"files": SNIPPETS[n][1].files, "main": SNIPPETS[n][1].main} for n in chosen])
    )
    command = [str(interpreters.find(version)), str(RUNNER), PROBE, str(source), str(target)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return dict(zip(chosen, json.loads(target.read_text()), strict=True))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snippets")


@pytest.mark.parametrize(("version", "place"), CASES)
def test_snippet_is_understood(version: str, place: int, folder: Path) -> None:
    reason = interpreters.missing(version)
    if reason:
        pytest.skip(reason)
    snippet, record = SNIPPETS[place][1], answers(version, folder)[place]
    assert record["is"] == "names"
    assert described_loads(record["loads"], snippet.loads) == sorted(snippet.loads)
    assert described_loads(record.get("unbound", []), snippet.unbound) == sorted(snippet.unbound)
    assert described_bindings(record, snippet) == sorted(snippet.facts)


def described_loads(loads: list[dict[str, object]], expected: frozenset[str]) -> list[str]:
    """Loads of a record in the words of the snippets, with the function only where that is claimed."""
    dead = {claim for claim in expected if claim.endswith(" dead")}
    found = set(dead)
    for load in loads:
        short = f"{load['line']}: {load['name']} {load['reach']}"
        if load["reach"] == "never" and short.replace(" never", " dead") in dead:
            continue
        full = f"{short} in {load['function']}"
        found.add(full if any(claim.startswith(short + " in ") for claim in expected) else short)
    return sorted(found)


def described_bindings(record: dict[str, object], snippet: Snippet) -> list[str]:
    """The stores and deletes of a record in the words of the snippets."""
    found = set()
    for binding in record["bindings"]:
        name = binding["name"]
        for store in binding.get("stores", ()):
            if "elsewhere." in store.get("function", ""):
                found.update(claim for claim in snippet.facts if claim.endswith(f": foreign {name}"))
                continue
            because = f" {store['because']}" if "because" in store else ""
            found.add(f"{store['line']}: {name} {store['state']} {store['how']}{because}")
        found.update(f"{line}: del {name}" for line in binding.get("deletes", ()))
        claimed = [claim.partition(":")[0] for claim in snippet.facts if f" dynamic {name} " in claim]
        found.update(f"{claimed[0]}: dynamic {name} {each}" for each in binding.get("dynamic", ()))
    return sorted(found)
