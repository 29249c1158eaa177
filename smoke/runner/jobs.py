"""What a child is told to do: the JSON that `probe/main.py` documents, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence

from smoke.model import Module, Plan, Question, Step
from smoke.runner.options import RunOptions

Job = dict[str, object]


def payload(plan: Plan, options: RunOptions, job: Job) -> str:
    """The argument of a newly started interpreter."""
    wanted: Job = {"setup": options.setup, "memory": options.memory, "calls": options.calls}
    wanted["hidden"] = options.hidden
    wanted["collect"] = sorted(options.collect)
    return json.dumps({"roots": list(plan.roots), **wanted, "job": job})


def for_step(plan: Plan, step: Step, *, serve: bool = False, imported_parent: bool = False) -> Job:
    """The job of one step; `imported_parent`: the state that runs it has the parent already."""
    module = step.module
    if step.action == "examine":
        parent = None if imported_parent else step.parent or module.name.rpartition(".")[0]
        return {"do": "read", "module": module.name, "path": module.path, "parent": parent}
    return {
        "do": "import",
        "module": module.name,
        "path": module.path,
        "wanted": list(plan.wanted.get(module.name, ())),
        "asked": plan.asks_for(module.name),
        "inside": list(plan.inside),
        "serve": serve,
    }


def attempts(plan: Plan, steps: Sequence[Step], parent: str | None) -> Job:
    """Import the first of these; the next as well if that failed and left nothing behind.

    `parent` is the package of all of them if it has to be imported before.
    """
    modules = named(plan, [step.module for step in steps])
    return {"do": "attempts", "parent": parent, "modules": modules, "inside": list(plan.inside)}


def root() -> Job:
    """The job of the bare interpreter at the root of the fork tree."""
    return {"do": "state"}


def stage(plan: Plan, imports: Sequence[str], *, keep: bool = False) -> Job:
    """Import these and become a process state; with `keep` also if some of them fail."""
    return {"do": "stage", "modules": list(imports), "inside": list(plan.inside), "keep": keep}


def scan(modules: Sequence[Module], code: str) -> Job:
    """Read which imports these modules would execute; what is compiled for that goes to the file `code`."""
    named = [[each.name, each.path, each.is_package] for each in modules]
    return {"do": "scan", "modules": named, "code": code}


def sources(modules: Sequence[Module]) -> Job:
    """Examine the source of modules that cannot be imported."""
    return {"do": "sources", "modules": [[each.name, each.path] for each in modules]}


def ask(questions: Sequence[Question]) -> Job:
    """Answer these one after the other, in one process."""
    return {"do": "ask", "questions": [[each.module, list(each.attributes)] for each in questions]}


def examine(plan: Plan, modules: Sequence[Module]) -> Job:
    """Examine modules that the process has imported already."""
    return {"do": "examine", "modules": named(plan, modules)}


def named(plan: Plan, modules: Sequence[Module]) -> list[list[object]]:
    """Modules as the child wants them: [[name, path, wanted, asked], …]."""
    return [
        [each.name, each.path, list(plan.wanted.get(each.name, ())), plan.asks_for(each.name)]
        for each in modules
    ]
