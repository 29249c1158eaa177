"""python -m benchmarks.precision --cache DIR [--packages FILE …] [--only NAME,…] [--tools NAME,…]

Every package of the lists in an environment of its own: what smoke and the peers report on
it. smoke's error-level findings are listed one by one, to be read; of the peers' only the
number and a seeded sample. `--findings FILE` writes the table of what was read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.answers import Question, ToolFailed
from benchmarks.environments import EnvironmentFailed, EnvironmentStore
from benchmarks.kept import KeptReplies, Reply
from benchmarks.precision.findings import (
    READ_RULES,
    REPORTED_RULES,
    read_findings,
    read_judgements,
    write_findings,
    write_page,
)
from benchmarks.precision.table import Measured, write_table
from benchmarks.tools import Tool, chosen, provide_peers, smoke

PYTHON = "3.11"
LISTS = (Path(__file__).with_name("packages.txt"),)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when every finding of smoke has been judged true."""
    options = _parser().parse_args(arguments)
    cache: Path = options.cache
    store = EnvironmentStore(cache, retry=options.retry)
    replies = KeptReplies(cache, provide_peers(store), again=options.again)
    tools = chosen(options.tools)
    pins = [pin for pin in _read_lists(options.packages or LISTS) if _is_wanted(pin, options.only)]
    measured = []
    for number, (package, version) in enumerate(pins, 1):
        _say(f"[{number}/{len(pins)}] {package} {version}")
        measured.append(_measure(package, version, tools, store, replies, cache))
        _say("    " + (measured[-1].failed or _one_line(measured[-1])))
    output = options.output or cache / "precision.json"
    output.write_text(json.dumps([asdict(each) for each in measured], indent=1))
    judged = read_judgements()
    found = [finding for each in measured for finding in each.findings]
    names = [finding for finding in found if finding.rule in READ_RULES]
    if options.findings:
        summaries = [each.summary for each in measured if each.summary]
        modules = round(sum(summary["modules"] for summary in summaries))
        options.findings.write_text(write_page(names, judged, len(summaries), modules), encoding="utf-8")
    print(write_table(measured, tools, options.sample, options.seed))
    print(write_findings(names, judged))
    _say(f"everything: {output}")
    true = [finding for finding in names if finding.key in judged and judged[finding.key].verdict == "true"]
    return 0 if len(true) == len(names) else 1


def _measure(
    package: str, version: str, tools: list[Tool], store: EnvironmentStore, replies: KeptReplies, cache: Path
) -> Measured:
    try:
        environment = store.provide(PYTHON, (f"{package}=={version}",))
    except EnvironmentFailed as failed:
        return Measured(package, version, f"no environment: {failed}")
    folder = environment.folder.name
    sources = cache.resolve() / "sources" / f"{package}-{version}-{folder}"
    question = Question(
        sources,
        tuple(path for path in environment.copy_sources(package, sources) if path.endswith(".py")),
        environment.python,
        environment.version,
        scratch=cache.resolve() / "scratch" / folder,
        distribution=package,
        timeout=1800.0,
    )
    given = [replies.ask(tool, question, f"{package} {version} {folder}") for tool in tools if tool.is_peer]
    if any(not tool.is_peer for tool in tools):
        kept = cache / "reports" / f"{package}-{version}-{smoke.key()}.json"
        return _with_smoke(Measured(package, version, None, tuple(given)), question, kept)
    return Measured(package, version, None, tuple(given))


def _with_smoke(measured: Measured, question: Question, kept: Path) -> Measured:
    """The same with smoke's report, which is asked anew when smoke's own code has changed.

    The whole report, with warnings and notes, is left in `kept` for whoever wants to read more.
    """
    try:
        report = json.loads(kept.read_text()) if kept.exists() else smoke.report(question)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(report))
    except ToolFailed as failed:
        reply = Reply("smoke", (), str(failed), 0.0)
        return Measured(measured.package, measured.version, None, (reply, *measured.replies))
    summary = report["summary"]
    answers = [answer for answer in smoke.answers(report, question) if answer.rule in REPORTED_RULES]
    reply = Reply("smoke", tuple(answers), None, summary["seconds"])
    findings = tuple(read_findings(report, measured.package, measured.version))
    broken = [module["name"] for module in report["modules"] if module["outcome"] == "probe-failed"]
    replies = (reply, *measured.replies)
    return Measured(measured.package, measured.version, None, replies, findings, summary, tuple(broken))


def _one_line(measured: Measured) -> str:
    said = [f"{reply.tool} {'-' if reply.failed else len(reply.answers)}" for reply in measured.replies]
    rules = Counter(finding.rule for finding in measured.findings)
    return ", ".join(said + [f"{count} {rule}" for rule, count in sorted(rules.items())])


def _read_lists(paths: list[Path] | tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for line in path.read_text().splitlines():
            pin = line.split("#")[0].strip()
            if pin:
                name, _, version = pin.partition("==")
                yield name, version


def _is_wanted(pin: tuple[str, str], only: str | None) -> bool:
    return only is None or pin[0] in only.split(",")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.precision", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--packages", type=Path, action="append", help="a list of pins (repeatable)")
    parser.add_argument("--only", metavar="NAME,…", help="these packages only")
    parser.add_argument("--tools", metavar="NAME,…", help="these tools only")
    parser.add_argument("--sample", type=int, default=10, help="how many reports of each peer are shown")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--findings", type=Path, help="write the table of smoke's name findings here")
    parser.add_argument("--output", type=Path, help="of the JSON (default: precision.json in the cache)")
    parser.add_argument("--again", action="store_true", help="ask the peers again, use no kept answers")
    parser.add_argument("--retry", action="store_true", help="build again the environments that failed")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
