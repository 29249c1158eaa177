"""python -m benchmarks.isolation --cache DIR [--only NAME,…] [--rounds N] [--without warm,fresh,memory]
       [--not-compiled] [--sample N]

How much smoke's isolation costs: for each package smoke without its cache, smoke once more with it,
smoke with a fresh interpreter for every module, and one process that imports everything. The two short
ones are run in turns, `--rounds` times, and the quickest counts; the rest once. With `--not-compiled` no
package has bytecode, and none is written: as in a new checkout, or after an installation by uv. With
`--sample N` of a package of more than 3 N modules so many shards are run fresh that they have N.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.answers import ToolFailed
from benchmarks.environments import EnvironmentFailed, EnvironmentStore, find_interpreter
from benchmarks.isolation.measure import Measured, Subject, has_cache, measure
from benchmarks.isolation.table import write_table

PYTHON = "3.11"
PARTS = ("warm", "fresh", "memory")
LIST = Path(__file__).with_name("packages.txt")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when every package was measured and no verdict differs from a fresh one."""
    options = _parser().parse_args(arguments)
    parts = set(PARTS) - set(options.without.split(","))
    if not has_cache():
        parts.discard("warm")
    store = EnvironmentStore(options.cache, retry=options.retry)
    wanted = [line for line in _read(LIST) if options.only is None or line[0] in options.only.split(",")]
    measured = []
    for number, (package, pin) in enumerate(wanted, 1):
        _say(f"[{number}/{len(wanted)}] {package}")
        measured.append(_measure(package, pin, store, options, parts))
        if measured[-1].failed:
            _say(f"    {measured[-1].failed}")
    output = options.output or options.cache / "isolation.json"
    output.write_text(json.dumps([asdict(each) for each in measured], indent=1))
    print(write_table(measured))
    _say(f"everything: {output}")
    return 1 if any(each.failed or each.differences for each in measured) else 0


def _measure(
    package: str, pin: str | None, store: EnvironmentStore, options: argparse.Namespace, parts: set[str]
) -> Measured:
    try:
        python = store.provide(PYTHON, (pin,)).python if pin else find_interpreter(PYTHON)
        if python is None:
            return Measured(package, failed=f"no CPython {PYTHON}")
        folder = options.cache.resolve() / "isolation" / package
        if options.not_compiled:
            if pin is None:
                return Measured(package, failed="comes with its bytecode")
            python = _not_compiled(python, folder)
        compiled, sample = not options.not_compiled, options.sample
        subject = Subject(package, python, folder, options.jobs, options.rounds, parts, compiled, sample)
        return measure(subject, lambda text: _say(f"    {text}"))
    except EnvironmentFailed as failed:
        return Measured(package, failed=f"no environment: {failed}")
    except ToolFailed as failed:
        return Measured(package, failed=str(failed))


def _not_compiled(python: Path, folder: Path) -> Path:
    """The interpreter of a copy of its environment in which nothing has bytecode."""
    copy = folder / "not-compiled"
    shutil.rmtree(copy, ignore_errors=True)
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(python.parent.parent, copy, symlinks=True, ignore=leave_out)
    return copy / "bin" / python.name


def _read(path: Path) -> list[tuple[str, str | None]]:
    lines = (line.partition("#")[0].split() for line in path.read_text().splitlines())
    return [(words[0], words[1] if len(words) > 1 else None) for words in lines if words]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.isolation", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--only", metavar="NAME,…", help="these packages only")
    parser.add_argument("--without", metavar="PART,…", default="", help=f"leave out {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=2, help="how often the short runs are repeated")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (default: 2)")
    parser.add_argument("--not-compiled", action="store_true", help="packages without bytecode")
    parser.add_argument("--sample", type=int, metavar="N", help="modules that run fresh of a large package")
    parser.add_argument("--output", type=Path, help="where the JSON goes (default: in the cache)")
    parser.add_argument("--retry", action="store_true", help="build again the environments that failed")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
