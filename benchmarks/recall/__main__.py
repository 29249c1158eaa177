"""python -m benchmarks.recall --corpus FILE.jsonl --cache DIR [--only ID,…] [--tools NAME,…]

For every entry that is in scope: an environment with the released version, each tool asked
about the module's file, and a table of who named the bug.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.answers import Question
from benchmarks.environments import Environment, EnvironmentFailed, EnvironmentStore
from benchmarks.kept import KeptReplies, Reply
from benchmarks.recall.corpus import Entry, read_corpus
from benchmarks.recall.table import Line, write_table
from benchmarks.tools import Tool, chosen, provide_peers


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when every entry could be asked about."""
    options = _parser().parse_args(arguments)
    cache: Path = options.cache
    entries = [entry for entry in read_corpus(options.corpus) if _is_wanted(entry, options.only)]
    store = EnvironmentStore(cache, retry=options.retry)
    replies = KeptReplies(cache, provide_peers(store), again=options.again)
    tools = chosen(options.tools)
    lines = []
    for number, entry in enumerate(entries, 1):
        _say(f"[{number}/{len(entries)}] {entry.id}")
        line = _measure(entry, tools, store, replies, cache)
        _say(f"    {line.failed or ', '.join(line.found) or 'nobody'}")
        lines.append(line)
    output = options.output or cache / "recall.json"
    output.write_text(json.dumps([asdict(line) for line in lines], indent=1))
    print(write_table(lines, [tool.name for tool in tools]))
    _say(f"everything: {output}")
    return 1 if any(line.failed for line in lines if line.entry.in_scope) else 0


@dataclass(frozen=True)
class _Prepared:
    environment: Environment
    question: Question


def _measure(
    entry: Entry, tools: list[Tool], store: EnvironmentStore, replies: KeptReplies, cache: Path
) -> Line:
    if not entry.in_scope:
        return Line(entry, "out of scope: " + _why_out(entry), (), ())
    try:
        prepared = _prepare(entry, store, cache)
    except EnvironmentFailed as failed:
        return Line(entry, f"no environment: {failed}", (), ())
    about = f"{entry.id} {prepared.environment.folder.name}"
    given = [_ask(tool, prepared.question, entry, replies, about) for tool in tools]
    found = tuple(reply.tool for reply in given if any(map(entry.is_hit, reply.answers)))
    return Line(entry, None, found, tuple(given))


def _ask(tool: Tool, question: Question, entry: Entry, replies: KeptReplies, about: str) -> Reply:
    if tool.is_peer and entry.kind == "entry-point":
        return Reply(tool.name, (), None, 0.0)  # no peer looks at entry points
    return replies.ask(tool, question, about)


def _prepare(entry: Entry, store: EnvironmentStore, cache: Path) -> _Prepared:
    environment = store.provide(
        entry.python,
        entry.freeze or entry.install,
        dependencies=not entry.freeze,
        instead=entry.install if entry.freeze else (),
    )
    sources = cache.resolve() / "sources" / f"{entry.distribution}-{entry.version}-{environment.folder.name}"
    copied = environment.copy_sources(entry.distribution, sources)
    files = tuple(path for path in entry.paths() if path in copied)
    if not files and entry.kind != "entry-point":
        raise EnvironmentFailed(f"{entry.distribution} {entry.version} does not ship {entry.module}")
    whole = entry.kind == "entry-point"
    question = Question(
        sources,
        files,
        environment.python,
        environment.version,
        scratch=cache.resolve() / "scratch" / environment.folder.name,
        modules=() if whole else (entry.module,),
        distribution=entry.distribution if whole else None,
    )
    return _Prepared(environment, question)


def _why_out(entry: Entry) -> str:
    if entry.python in ("3.6", "3.7"):
        return f"imports on Python {entry.python} only, smoke checks 3.8 and later"
    return "does not import" if not entry.importable else "unbound on some paths only"


def _is_wanted(entry: Entry, only: str | None) -> bool:
    return only is None or entry.id in only.split(",")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recall", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="one bug a line, as JSON")
    parser.add_argument("--cache", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--only", metavar="ID,…", help="these entries only")
    parser.add_argument("--tools", metavar="NAME,…", help="these tools only")
    parser.add_argument("--output", type=Path, help="where the JSON goes (default: recall.json in the cache)")
    parser.add_argument("--again", action="store_true", help="ask again instead of using kept answers")
    parser.add_argument("--retry", action="store_true", help="build again the environments that failed")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
