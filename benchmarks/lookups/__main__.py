"""python -m benchmarks.lookups --cache DIR [--answers FILE] [--only NAME,…]

What the tools said in `python -m benchmarks.precision` about attributes of modules, imports in
functions and `__all__`, each claim executed in its package's environment: who was right.
Of smoke the errors count; what it says as a warning or a note is a row of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.answers import Answer
from benchmarks.environments import Environment, EnvironmentFailed, EnvironmentStore
from benchmarks.lookups.said import Claim, claim
from benchmarks.lookups.table import Judged, write_table
from benchmarks.mutants.workshop import module_name

PYTHON = "3.11"
_TRUTH = Path(__file__).with_name("truth.py")
_LENIENT = "smoke, warnings and notes too"


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when nothing that smoke calls an error is false."""
    options = _parser().parse_args(arguments)
    cache: Path = options.cache
    answers = options.answers or cache / "precision.json"
    measured = [each for each in json.loads(answers.read_text()) if not each["failed"]]
    store = EnvironmentStore(cache)
    judged: list[Judged] = []
    tools: dict[str, None] = {}
    for number, package in enumerate(measured, 1):
        if options.only and package["package"] not in options.only.split(","):
            continue
        _say(f"[{number}/{len(measured)}] {package['package']} {package['version']}")
        try:
            environment = store.provide(PYTHON, (f"{package['package']}=={package['version']}",))
        except EnvironmentFailed as failed:
            _say(f"    no environment: {failed}")
            continue
        judged += _judged(package, environment)
        tools.update(dict.fromkeys(reply["tool"] for reply in package["replies"]))
    output = options.output or cache / "lookups.json"
    output.write_text(json.dumps([vars(each) for each in judged], indent=1))
    names = [name for tool in tools for name in ((tool, _LENIENT) if tool == "smoke" else (tool,))]
    print(write_table(judged, names))
    _say(f"everything: {output}")
    return 1 if any(each.tool == "smoke" and each.verdict == "false" for each in judged) else 0


def _judged(package: Any, environment: Environment) -> list[Judged]:
    """Every claim of every tool about one package, with its verdict."""
    claims: dict[Claim, list[tuple[str, Answer]]] = defaultdict(list)
    for reply in package["replies"]:
        for raw in reply["answers"]:
            answer = Answer(**raw)
            made = claim(answer)
            if made is not None and not made.path.startswith(("/", "..")):
                claims[made] += [(tool, answer) for tool in _speakers(reply["tool"], answer)]
    by_module: dict[str, list[Claim]] = defaultdict(list)
    for made in claims:
        by_module[module_name(made.path)].append(made)
    verdicts = _ask(environment, by_module) if by_module else {}
    found: list[Judged] = []
    for module, made_there in sorted(by_module.items()):
        for made, verdict in zip(made_there, verdicts[module], strict=True):
            where = verdict.get("place", [made.line, made.name or made.module])
            kind = verdict.get("kind", made.kind)  # mypy has the same words for two of them
            place = (package["package"], made.path, kind, *where)
            found += [
                Judged(
                    tool,
                    package["package"],
                    kind,
                    place,
                    verdict["verdict"],
                    verdict.get("why", ""),
                    f"`{made.path}:{answer.line}` {answer.message.splitlines()[0]}",
                )
                for tool, answer in claims[made]
            ]
    return found


def _speakers(tool: str, answer: Answer) -> tuple[str, ...]:
    if tool != "smoke":
        return (tool,)
    return ("smoke", _LENIENT) if answer.severity == "error" else (_LENIENT,)


def _ask(environment: Environment, claims: dict[str, list[Claim]]) -> dict[str, list[dict[str, Any]]]:
    """The verdicts about the claims of each module."""
    asked = {
        module: [[each.kind, each.line, each.name, each.module] for each in made]
        for module, made in claims.items()
    }
    command = [str(environment.python), "-B", str(_TRUTH)]
    done = subprocess.run(
        command,
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        cwd=environment.folder,
        check=True,
    )
    verdicts: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return verdicts


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lookups", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="the folder of the precision benchmark")
    parser.add_argument("--answers", type=Path, help="what that wrote (default: precision.json in the cache)")
    parser.add_argument("--only", metavar="NAME,…", help="these packages only")
    parser.add_argument("--output", type=Path, help="of the JSON (default: lookups.json in the cache)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
