"""Is the result that a staged run gave the one that a fresh interpreter would have given?

A stage has done some of a module's imports beforehand, in another order than the module
itself would. That changes nothing as long as every inside module involved imports by itself;
so a staged result counts only when that has been seen, and is otherwise repeated exactly:

* the module failed: perhaps only because of the order;
* it loaded an inside module that does not import by itself: what came before may have helped;
* it takes a name (`from a import b`) that `a` does not have by itself: who set it, and when?

What no order changes is a module outside the target that is not installed, and a test module that
says that it does not apply here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from smoke.model import Outcome, Plan, Result, Step

_FINE = frozenset((Outcome.IMPORTED, Outcome.NOT_CHECKABLE))


@dataclass(eq=False)
class _Held:
    """A staged result that waits for the fate of the modules it loaded."""

    step: Step
    result: Result
    loaded: frozenset[str]
    unknown: set[str]


class Verifier:
    """What is known of each inside module by itself, and the results that wait for it."""

    def __init__(self, plan: Plan) -> None:
        self._planned = {step.module.name for step in plan.steps if step.action == "import"}
        self._inside = frozenset(plan.inside)
        self._fine: dict[str, bool] = {}
        self._lacks: dict[str, frozenset[str]] = {}
        self._waiting: dict[str, list[_Held]] = defaultdict(list)

    def order_matters(self, result: Result) -> bool:
        """False for what is the same in every order."""
        if result.outcome is Outcome.SKIPPED:
            return False
        first = result.raised[0] if result.raised else None
        if first is None or first.type != "ModuleNotFoundError" or first.name is None:
            return result.outcome not in _FINE
        return first.name.partition(".")[0] in self._inside

    def knows(self, name: str) -> bool:
        """True once the module has been run by itself."""
        return name in self._fine

    def know(self, name: str, fine: bool, lacks: Collection[str]) -> list[tuple[Step, Result, bool]]:
        """Note how a module fares by itself; returns the held results that this settles.

        Each comes with True if it stands, False if it has to be repeated exactly.
        """
        self._fine[name] = fine
        self._lacks[name] = frozenset(lacks)
        settled = []
        for held in self._waiting.pop(name, ()):
            held.unknown.discard(name)
            if not held.unknown:
                settled.append((held.step, held.result, self._stands(held)))
        return settled

    def hold(self, step: Step, result: Result, loaded: Collection[str]) -> bool | None:
        """True if a staged result stands, False if not, None while it has to wait."""
        name = step.module.name
        involved = frozenset(each for each in loaded if each in self._planned and each != name)
        held = _Held(step, result, involved, {each for each in involved if each not in self._fine})
        if not held.unknown:
            return self._stands(held)
        for each in held.unknown:
            self._waiting[each].append(held)
        return None

    @property
    def unknown(self) -> list[str]:
        """The modules that somebody waits for."""
        return sorted(self._waiting)

    def rest(self) -> list[tuple[Step, Result, bool]]:
        """What still waits for modules that nobody will ever run; they speak neither for nor against it."""
        held = {id(each): each for waiting in self._waiting.values() for each in waiting}
        self._waiting.clear()
        return [(each.step, each.result, self._stands(each)) for each in held.values()]

    def _stands(self, held: _Held) -> bool:
        if not all(self._fine.get(name, True) for name in held.loaded):
            return False
        return not any(
            self._lacks.get(module, frozenset()).intersection(names) for module, names in held.step.takes
        )
