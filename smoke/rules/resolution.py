"""Would an import in a function work? What the run and the answers after it say together.

    resolution = Resolution(run)
    resolution.failure("pkg.gone", None) -> Failure(...) or None

A module of the target has been imported by the run, which knows the names in it; any other was asked.
Where nobody knows, nothing fails. A module of the target that does not import is reported as
such, so it fails here without a word (`Failure.reported`).
"""

from __future__ import annotations

from smoke.dataclass import dataclass
from smoke.model import Answer, InterpreterRun, Outcome, Question, Raised, Result, Ways

_FINE = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE, Outcome.SKIPPED, Outcome.PROBE_FAILED)


@dataclass(frozen=True)
class Failure:
    """Why an import would not work."""

    module: str
    name: str | None = None  # the module is there, but has no such name
    raised: Raised | None = None  # what importing the module raised
    origin: str | None = None  # where the module that lacks the name came from
    reported: bool = False  # the run says so already


class Resolution:
    """Everything that is known about imports in one run."""

    def __init__(self, run: InterpreterRun) -> None:
        self._own = {module.name for module in run.selection.modules}  # with --shard, others run some of them
        self._planned = {result.module.name: result for result in run.results}
        self._answers = {answer.question: answer for answer in run.deferred}

    def failure(self, module: str, name: str | None) -> Failure | None:
        """Why `import module` (name None) or `from module import name` fails; None if it does not."""
        result = self._planned.get(module)
        if name is None:
            return self._of_asked(module) if result is None else _of_planned(result)
        if self.failure(module, None) is not None or f"{module}.{name}" in self._own:
            return None
        known = self._known_names(result)
        if known is not None and name in known:
            return None
        if known is not None and self._answer(module, name) is None:
            answers = result is not None and result.names is not None and result.names.answers
            return None if answers else Failure(module, name, origin=_origin(result))
        return self._of_name(module, name)

    def reached(self, when: Ways) -> bool:
        """Whether a place is reached that lies behind failing imports."""
        return not when or any(all(self.failure(*key) for key in way) for way in when)

    def _answer(self, module: str, name: str | None) -> Answer | None:
        return self._answers.get(Question(module, () if name is None else (name,)))

    def _of_asked(self, module: str) -> Failure | None:
        answer = self._answer(module, None)
        if answer is None or answer.result.outcome is not Outcome.RAISED or not answer.result.raised:
            return None
        raised = answer.result.raised[0]
        if "ImportError" not in raised.bases:
            return None
        return Failure(module, raised=raised, reported=module in self._own)

    def _of_name(self, module: str, name: str) -> Failure | None:
        answer = self._answer(module, name)
        if answer is None or answer.result.outcome is not Outcome.RAISED or not answer.result.raised:
            return None
        if "AttributeError" not in answer.result.raised[0].bases:
            return None
        submodule = self._answers.get(Question(f"{module}.{name}"))
        if submodule is not None:
            raised = submodule.result.raised[:1]
            if not raised or raised[0].name != f"{module}.{name}":  # it is there, or has its own reasons
                return None
        return Failure(module, name, origin=answer.result.module.path)

    def _known_names(self, result: Result | None) -> frozenset[str] | None:
        if result is None or result.names is None or result.names.exposes is None:
            return None
        return result.names.exposed


def _of_planned(result: Result) -> Failure | None:
    return None if result.outcome in _FINE else Failure(result.module.name, reported=True)


def _origin(result: Result | None) -> str | None:
    return result.module.path if result is not None else None
