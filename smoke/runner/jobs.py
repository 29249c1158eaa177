"""What a child is told to do: the JSON that `probe/main.py` documents, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence

from smoke.model import Module, Plan, Step
from smoke.runner.options import RunOptions

Job = dict[str, object]


def payload(plan: Plan, options: RunOptions, job: Job) -> str:
    """The argument of a newly started interpreter."""
    return json.dumps({"roots": list(plan.roots), "setup": options.setup, "job": job})


def for_step(step: Step, *, serve: bool = False, imported_parent: bool = False) -> Job:
    """The job of one step; `imported_parent`: the state that runs it has the parent already."""
    module = step.module
    if step.action == "examine":
        parent = None if imported_parent else step.parent or module.name.rpartition(".")[0]
        return {"do": "read", "module": module.name, "path": module.path, "parent": parent}
    return {"do": "import", "module": module.name, "path": module.path, "serve": serve}


def root() -> Job:
    """The job of the bare interpreter at the root of the fork tree."""
    return {"do": "state"}


def examine(modules: Sequence[Module]) -> Job:
    """Examine modules that the process has imported already."""
    return {"do": "examine", "modules": named(modules)}


def named(modules: Sequence[Module]) -> list[list[str | None]]:
    """Modules as the child wants them: [[name, path], …]."""
    return [[module.name, module.path] for module in modules]
