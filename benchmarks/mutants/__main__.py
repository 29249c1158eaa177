"""python -m benchmarks.mutants --cache DIR [--packages NAME==VERSION,…] [--per-package N] [--full]

In copies of real packages one module-level import at a time is deleted or moved under
TYPE_CHECKING. Executing the mutated module says what that broke; then every tool is asked.
smoke gets one mutant at a time; the peers, which read files and do not import, get one
mutant of each file at a time, which changes nothing for them and saves hours.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.answers import Answer
from benchmarks.environments import EnvironmentFailed, EnvironmentStore
from benchmarks.kept import KeptReplies, Reply
from benchmarks.mutants.judge import Damage, Truth, Verdict, ask_truth, damage, verdict
from benchmarks.mutants.mutate import Mutant, mutants_of
from benchmarks.mutants.table import Case, write_table
from benchmarks.mutants.workshop import Workshop, module_name
from benchmarks.tools import Tool, chosen, provide_peers

PYTHON = "3.11"
PACKAGES = (
    "networkx==3.6.1,sqlalchemy==2.1.9,jinja2==3.1.6,werkzeug==3.1.9,"
    "click==8.5.1,rich==15.0.0,celery==5.7.0,docutils==0.23"
)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when smoke noticed every mutant that raises."""
    options = _parser().parse_args(arguments)
    cache: Path = options.cache
    store = EnvironmentStore(cache)
    replies = KeptReplies(cache, provide_peers(store))
    tools = chosen(options.tools)
    cases: list[Case] = []
    for pin in options.packages.split(","):
        package = pin.partition("==")[0]
        try:
            environment = store.provide(PYTHON, (pin,))
        except EnvironmentFailed as failed:
            _say(f"{pin}: no environment: {failed}")
            continue
        workshop = Workshop(environment, package, cache.resolve() / "mutants" / pin)
        amount = None if options.full else options.per_package
        cases += _run(workshop, pin, _draw(workshop, amount, options.seed), tools, replies)
        workshop.put([])
    output = options.output or cache / "mutants.json"
    output.write_text(json.dumps([asdict(case) for case in cases], indent=1, default=sorted))
    print(write_table(cases, tools))
    _say(f"everything: {output}")
    raising = [case for case in cases if case.damage.raises]
    return 0 if all(case.verdicts["smoke"].noticed for case in raising if "smoke" in case.verdicts) else 1


def _draw(workshop: Workshop, amount: int | None, seed: int) -> list[Mutant]:
    """The mutants to try, in the order of their files."""
    everything: list[Mutant] = []
    for file in workshop.files:
        if not file.endswith("__main__.py"):  # importing it would run it
            everything += mutants_of(workshop.source(file), file)
    if amount is None:
        return everything
    drawn = random.Random(f"{seed} {workshop.package}").sample(everything, min(amount, len(everything)))
    return sorted(drawn, key=lambda mutant: (mutant.path, mutant.line, mutant.way))


def _run(
    workshop: Workshop, pin: str, mutants: list[Mutant], tools: list[Tool], replies: KeptReplies
) -> list[Case]:
    files = tuple(sorted({mutant.path for mutant in mutants}))
    _say(f"{pin}: {len(mutants)} mutants of {len(files)} files")
    workshop.put([])
    before = {file: _truth(workshop, file) for file in files}
    mutants = [mutant for mutant in mutants if before[mutant.path].imports]
    found = {mutant: _damage(workshop, mutant, before[mutant.path]) for mutant in mutants}
    kinds = Counter(damage.kind for damage in found.values())
    _say(f"    {', '.join(f'{kind}: {count}' for kind, count in sorted(kinds.items()))}")
    verdicts: dict[Mutant, dict[str, Verdict]] = {mutant: {} for mutant in mutants}
    for tool in tools:
        asking = _one_at_a_time if not tool.is_peer else _one_of_each_file
        for mutant, clean, after in asking(workshop, pin, mutants, tool, replies):
            verdicts[mutant][tool.name] = verdict(mutant, found[mutant], clean, after)
        _say(f"    {tool.name}: {_noticed(tool, verdicts, found)}")
    return [Case(pin, mutant, found[mutant], verdicts[mutant]) for mutant in mutants]


def _noticed(tool: Tool, verdicts: dict[Mutant, dict[str, Verdict]], found: dict[Mutant, Damage]) -> str:
    raising = [mutant for mutant in verdicts if found[mutant].raises]
    return f"{sum(verdicts[mutant][tool.name].noticed for mutant in raising)} of {len(raising)}"


def _damage(workshop: Workshop, mutant: Mutant, before: Truth) -> Damage:
    workshop.put([mutant])
    return damage(mutant, before, _truth(workshop, mutant.path))


def _truth(workshop: Workshop, file: str) -> Truth:
    return ask_truth(workshop.environment.python, workshop.folder, module_name(file))


_Asked = Iterator[tuple[Mutant, list[Answer], list[Answer]]]


def _one_at_a_time(
    workshop: Workshop, pin: str, mutants: list[Mutant], tool: Tool, replies: KeptReplies
) -> _Asked:
    for mutant in mutants:
        question = workshop.question((mutant.path,), in_place=True)
        workshop.put([])
        clean = _answers(replies.ask(tool, question, f"{pin} unmutated"))
        workshop.put([mutant])
        yield mutant, clean, _answers(replies.ask(tool, question, f"{pin} {mutant.id}"))


def _one_of_each_file(
    workshop: Workshop, pin: str, mutants: list[Mutant], tool: Tool, replies: KeptReplies
) -> _Asked:
    for batch in _batches(mutants):
        question = workshop.question(tuple(mutant.path for mutant in batch), in_place=True)
        workshop.put([])
        clean = _answers(replies.ask(tool, question, f"{pin} unmutated"))
        workshop.put(batch)
        after = _answers(replies.ask(tool, question, f"{pin} {[mutant.id for mutant in batch]}"))
        for mutant in batch:
            yield mutant, clean, after


def _batches(mutants: list[Mutant]) -> list[list[Mutant]]:
    """The mutants in groups that touch each file once."""
    batches: list[dict[str, Mutant]] = []
    for mutant in mutants:
        free = next((batch for batch in batches if mutant.path not in batch), None)
        if free is None:
            free = {}
            batches.append(free)
        free[mutant.path] = mutant
    return [list(batch.values()) for batch in batches]


def _answers(reply: Reply) -> list[Answer]:
    if reply.failed:
        _say(f"    {reply.tool}: {reply.failed}")
    return list(reply.answers)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, help="a folder outside the checkout")
    parser.add_argument("--packages", default=PACKAGES, metavar="PIN,…", help=f"default: {PACKAGES}")
    parser.add_argument("--per-package", type=int, default=16, metavar="N", help="mutants drawn of each (16)")
    parser.add_argument("--full", action="store_true", help="every mutant (hours)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--tools", metavar="NAME,…", help="these tools only")
    parser.add_argument("--output", type=Path, help="of the JSON (default: mutants.json in the cache)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
