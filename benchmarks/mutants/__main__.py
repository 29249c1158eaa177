"""python -m benchmarks.mutants --cache DIR [--packages NAME==VERSION,…] [--per-package N] [--full]

In copies of real packages one module-level import at a time is lost, in one of the ways of
`mutate.py`, each as often as there are enough of them. Executing the mutated module says what
that broke; then every tool is asked. smoke gets every mutant, one at a time; the peers, which
read files and do not import, get those that raise, one of each file at a time, which changes
nothing for them and saves hours.
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
from benchmarks.mutants.mutate import WAYS, Mutant, mutants_of
from benchmarks.mutants.table import Case, write_table
from benchmarks.mutants.workshop import Workshop, module_name
from benchmarks.tools import Tool, chosen, provide_peers

PYTHON = "3.11"
PER_FILE = 2  # so that the peers are asked twice about a package, not twenty times
PACKAGES = (
    "click==8.5.1,jinja2==3.1.6,werkzeug==3.1.9,rich==15.0.0,mako==1.4.3,paramiko==5.1.0,openpyxl==3.1.5,"
    "docutils==0.23,celery==5.7.0,pony==0.7.20,scapy==2.8.0,networkx==3.6.1"
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
    """The mutants to try, in the order of their files: the ways in turn, few of any one file."""
    everything: list[Mutant] = []
    for file in workshop.files:
        if not file.endswith("__main__.py"):  # importing it would run it
            everything += mutants_of(workshop.source(file), file)
    if amount is None:
        return everything
    random.Random(f"{seed} {workshop.package}").shuffle(everything)
    left = {way: [mutant for mutant in everything if mutant.way == way] for way in WAYS}
    drawn: list[Mutant] = []
    of_file: Counter[str] = Counter()
    while len(drawn) < amount and any(left.values()):
        for way in WAYS:
            free = next((mutant for mutant in left[way] if of_file[mutant.path] < PER_FILE), None)
            left[way] = left[way][left[way].index(free) + 1 :] if free is not None else []
            if free is not None and len(drawn) < amount:
                drawn.append(free)
                of_file[free.path] += 1
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
    raising = [mutant for mutant in mutants if found[mutant].raises]
    for tool in tools:
        asking, asked = (_one_of_each_file, raising) if tool.is_peer else (_one_at_a_time, mutants)
        for mutant, clean, after in asking(workshop, pin, asked, tool, replies):
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
    files = tuple(sorted({mutant.path for mutant in mutants}))
    workshop.put([])
    everything = workshop.question(files, in_place=True)
    clean = _answers(replies.ask(tool, everything, f"{pin} unmutated")) if files else []
    for batch in _batches(mutants):
        question = workshop.question(tuple(mutant.path for mutant in batch), in_place=True)
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
    parser.add_argument("--per-package", type=int, default=30, metavar="N", help="mutants drawn of each (30)")
    parser.add_argument("--full", action="store_true", help="every mutant (hours)")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--tools", metavar="NAME,…", help="these tools only")
    parser.add_argument("--output", type=Path, help="of the JSON (default: mutants.json in the cache)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
