"""Is the result that a staged run gave the one that a fresh interpreter would have given?

A stage has done some of a module's imports beforehand, in another order than the module
itself would. That changes nothing as long as every inside module involved imports by itself;
so a staged result counts only when that has been seen, and is otherwise repeated exactly:

* it loaded an inside module that does not import by itself: what came before may have helped. It is
  *vouched for* if it is in an import cycle that this module enters elsewhere, at a member that
  imports by itself and brings it along, and nothing in the stage enters the cycle in another way;
* it takes a name (`from a import b`) that `a` does not have by itself: who set it, and when?
* the module failed: perhaps only because of the order. It has a *witness* if what failed was the code of
  another inside module, which fails in just that way by itself: with the least loaded before
  and with the most.

What no order changes is a module outside the target that is not installed, and a test module that
says that it does not apply here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from smoke.model import Outcome, Plan, Result, Step

_FINE = frozenset((Outcome.IMPORTED, Outcome.NOT_CHECKABLE))

Verdict = tuple[Step, Result, bool]  # True: it stands; False: it has to be repeated exactly


@dataclass(eq=False)
class _Held:
    """A staged result that waits for the fate of other modules."""

    step: Step
    result: Result
    loaded: frozenset[str]
    requested: frozenset[str]  # imports that its stage was asked for
    unknown: set[str]  # modules that have not been run yet


@dataclass(frozen=True)
class _Known:
    """How a module fared when it was run by itself."""

    result: Result
    loaded: frozenset[str]

    @property
    def fine(self) -> bool:
        return self.result.outcome in _FINE


class Verifier:
    """What is known of each inside module by itself, and the results that wait for it."""

    def __init__(self, plan: Plan) -> None:
        self._steps = {step.module.name: step for step in plan.steps if step.action == "import"}
        self._inside, self._cycles = frozenset(plan.inside), plan.cycles
        self._known: dict[str, _Known] = {}
        self._final: set[str] = set()
        self._lacks: dict[str, frozenset[str]] = {}
        self._waiting: dict[str, list[_Held]] = defaultdict(list)  # for a module to be run
        self._pending: dict[str, list[_Held]] = defaultdict(list)  # for its result to be final

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
        return name in self._known

    def know(
        self, name: str, result: Result, loaded: Collection[str], lacks: Collection[str]
    ) -> list[Verdict]:
        """Note how a module fares by itself; returns the held results that this settles."""
        self._known[name] = _Known(result, frozenset(loaded))
        self._lacks[name] = frozenset(lacks)
        settled: list[Verdict] = []
        for held in self._waiting.pop(name, ()):
            held.unknown.discard(name)
            if not held.unknown:
                settled += self._judge(held)
        return settled

    def is_final(self, name: str) -> list[Verdict]:
        """Note that the result of a module counts from now on; returns the held results that this settles."""
        self._final.add(name)
        return [verdict for held in self._pending.pop(name, ()) for verdict in self._judge(held)]

    def hold(
        self, step: Step, result: Result, loaded: Collection[str], requested: Collection[str]
    ) -> list[Verdict]:
        """Take a staged result; returns its verdict, or nothing while it has to wait."""
        name = step.module.name
        involved = frozenset(each for each in loaded if each in self._steps and each != name)
        unknown = {each for each in involved if each not in self._known}
        held = _Held(step, result, involved, frozenset(requested), unknown)
        for each in unknown:
            self._waiting[each].append(held)
        return [] if unknown else self._judge(held)

    @property
    def unknown(self) -> list[str]:
        """The modules that somebody waits for."""
        return sorted({*self._waiting, *self._pending})

    def rest(self) -> list[Verdict]:
        """What still waits for modules that nobody will ever run; they speak neither for nor against it."""
        everything = [*self._waiting.values(), *self._pending.values()]
        held = {id(each): each for waiting in everything for each in waiting}
        self._waiting.clear()
        self._pending.clear()
        return [(each.step, each.result, self._stands(each) is True) for each in held.values()]

    def _judge(self, held: _Held) -> list[Verdict]:
        answer = self._stands(held)
        if isinstance(answer, str):
            self._pending[answer].append(held)
            return []
        return [(held.step, held.result, answer)]

    def _stands(self, held: _Held) -> bool | str:
        """Whether a result counts; a name if that depends on a module whose result is not final."""
        if any(self._lacks.get(module, frozenset()).intersection(names) for module, names in held.step.takes):
            return False
        answers = [
            self._vouched(held, name)
            for name in held.loaded
            if name in self._known and not self._known[name].fine
        ]
        if self.order_matters(held.result):
            answers.append(self._witnessed(held))
        if False in answers:
            return False
        return next((answer for answer in answers if isinstance(answer, str)), True)

    def _vouched(self, held: _Held, name: str) -> bool | str:
        """Whether an inside module that does not import by itself certainly does so here."""
        cycle = self._cycles.get(name)
        if cycle is None:
            return False
        entry = dict(held.step.enters).get(cycle, "")
        if not entry or entry in (name, held.step.module.name):
            return False
        for each in held.requested:
            step = self._steps.get(each)
            if step is not None and dict(step.enters).get(cycle, entry) != entry:
                return False
        if entry not in self._final:
            return entry
        known = self._known.get(entry)
        return known is not None and known.fine and name in known.loaded

    def _witnessed(self, held: _Held) -> bool | str:
        """Whether the inside module whose code failed fails by itself in just that way."""
        first = held.result.raised[0] if held.result.raised else None
        if first is None:
            return False
        running = [each.module for each in first.frames if each.function == "<module>"]
        inside = [each for each in running if each in self._steps]
        if not inside or inside[-1] == held.step.module.name:
            return False
        name = inside[-1]
        if name not in self._final:
            return name
        known = self._known.get(name)
        alone = known.result.raised[0] if known is not None and known.result.raised else None
        return alone is not None and (alone.type, alone.message) == (first.type, first.message)
