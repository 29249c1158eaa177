"""Is the result that a staged run gave the one that a fresh interpreter would have given?

A stage has done some of a module's imports beforehand, in another order than the module
itself would. That changes nothing as long as every inside module involved imports by itself;
so a staged result counts only when that has been seen, and is otherwise repeated exactly:

* it loaded an inside module that does not import by itself: what came before may have helped. It is
  *vouched for* if it is in an import cycle that this module enters elsewhere, at a member that
  imports by itself and brings it along;
* it takes a name (`from a import b`) that `a` does not have by itself: who set it, and when?
* the module failed: perhaps only because of the order. It has a *witness* if what failed was the code of
  another inside module, which fails in just that way by itself: with the least loaded before
  and with the most. What lies in a package that was being imported cannot be imported without it:
  then the package is the witness. What its own code raised has none: who wrote last may have decided it.

A staged result is *provisional* until it counts. One that stands only because others imported, whose
results are provisional too, counts when all of these stand, be it because of each other; if one of them has
to be repeated, it waits for what comes of that.

What no order changes is a module outside the target that is not installed, and a test module that
says that it does not apply here.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from smoke.dataclass import dataclass
from smoke.model import Outcome, Plan, Result, Step
from smoke.model.sets import Sets, numbers

_FINE = frozenset((Outcome.IMPORTED, Outcome.NOT_CHECKABLE))

Verdict = tuple[Step, Result, bool]  # True: it stands; False: it has to be repeated exactly


@dataclass(eq=False)
class _Held:
    """A staged result that waits for the fate of other modules."""

    step: Step
    result: Result
    loaded: int  # the inside modules that are there with it, packed
    over: bool = False  # it has its verdict

    @property
    def name(self) -> str:
        """Of its module."""
        return self.step.module.name


@dataclass(frozen=True)
class _Known:
    """How a module fared when it was run by itself."""

    result: Result
    loaded: int  # what was there then, packed

    @property
    def fine(self) -> bool:
        return self.result.outcome in _FINE


class Verifier:
    """What is known of each inside module by itself, and the results that wait for it."""

    def __init__(self, plan: Plan) -> None:
        self._steps = {step.module.name: step for step in plan.steps if step.action == "import"}
        self._inside, self._cycles = frozenset(plan.inside), plan.cycles
        self._sets = Sets()
        self._imported = self._sets.pack(self._steps)
        self._packed: dict[frozenset[str], int] = {}  # what the states have that others start from
        self._known: dict[str, _Known] = {}
        self._met = 0  # those that are in `_known`, packed; so are the next two
        self._broken = 0  # those that are known not to import
        self._final = 0
        self._heard: set[str] = set()  # modules that have been run, though their results may not have counted
        self._lacks: dict[str, frozenset[str]] = {}
        self._standing: dict[str, _Held] = {}  # these count if those count that they depend on
        self._waiting: dict[str, list[_Held]] = defaultdict(list)  # for a module to be run, or to count

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
        return name in self._heard

    def loaded(self, state: frozenset[str], own: Iterable[str] = ()) -> int:
        """What is there with a module, packed: what its state has, and what came with it."""
        shared = self._packed.get(state)
        if shared is None:
            shared = self._packed[state] = self._sets.pack(state)
        return shared | self._sets.pack(own)

    def know(self, name: str, result: Result, loaded: int, lacks: Collection[str]) -> list[Verdict]:
        """Note how a module fares by itself; returns the held results that this settles."""
        known = self._known[name] = _Known(result, loaded)
        bit = self._sets.bit(name)
        self._met |= bit
        self._broken = self._broken & ~bit if known.fine else self._broken | bit
        self._lacks[name] = frozenset(lacks)
        self._heard.add(name)
        return self._judge(self._waiting.pop(name, ()))

    def is_final(self, name: str) -> list[Verdict]:
        """Note that the result of a module counts from now on; returns the held results that this settles."""
        self._final |= self._sets.bit(name)
        return self._judge(self._waiting.pop(name, ()))

    def hold(self, step: Step, result: Result, loaded: int) -> list[Verdict]:
        """Take a staged result; returns what that settles: nothing while it has to wait."""
        involved = loaded & self._imported & ~self._sets.bit(step.module.name)
        return self._judge([_Held(step, result, involved)])

    @property
    def unknown(self) -> list[str]:
        """The modules that somebody waits for."""
        return sorted(self._waiting)

    def rest(self) -> list[Verdict]:
        """What still waits for modules that nobody will ever run; they speak neither for nor against it."""
        held = {each.name: each for waiting in self._waiting.values() for each in waiting if not each.over}
        self._waiting.clear()
        stands = {name: each for name, each in held.items() if self._stands(each) is True}
        doubtful = list(held.keys() - stands)
        while doubtful:
            packed = self._sets.pack(doubtful)
            doubtful = [name for name, each in stands.items() if packed & self._open(each)]
            for name in doubtful:
                del stands[name]
        return [self._verdict(each, stands=each.name in stands) for each in held.values()]

    def _judge(self, waiting: Iterable[_Held]) -> list[Verdict]:
        """The verdicts that these lead to: their own, and those of all that stand with them."""
        verdicts: list[Verdict] = []
        todo = deque(waiting)
        while todo:
            held = todo.popleft()
            if held.over:  # with another one meanwhile
                continue
            answer = self._stands(held)  # a doubt is enough: to repeat it is right in any case
            if answer is not False:
                unknown = held.loaded & ~self._met & ~self._final  # blocked ones never run
                answer = self._first(unknown) or answer
            if answer is True:
                self._standing[held.name] = held
                group, missing = self._group(held)
                verdicts += [self._verdict(each, stands=True) for each in group]
                answer = missing or answer
                todo.extend(self._waiting.pop(held.name, ()))  # they wait for the missing one, too
            if answer is False:
                verdicts.append(self._verdict(held, stands=False))
            elif answer is not True:
                self._waiting[answer].append(held)
        return verdicts

    def _group(self, held: _Held) -> tuple[list[_Held], str | None]:
        """A provisional result and all on which it depends, or else one of these that does not stand yet."""
        group, members = [held], self._sets.bit(held.name)
        for member in group:
            found = self._open(member) & ~members
            members |= found
            for name in self._sets.unpack(found):
                standing = self._standing.get(name)
                if standing is None:
                    return [], name
                group.append(standing)
        return group, None

    def _open(self, held: _Held) -> int:
        """The modules on whose results this one depends and which do not count yet."""
        taken = self._sets.pack(module for module, _names in held.step.takes if module in self._known)
        return (held.loaded | taken) & ~self._final & ~self._sets.bit(held.name)

    def _first(self, packed: int) -> str | None:
        """The first module of a set in the order of the plan."""
        return self._sets.names[next(numbers(packed))] if packed else None

    def _verdict(self, held: _Held, *, stands: bool) -> Verdict:
        """What becomes of a result; if it is to be repeated, what was seen of it counts no more."""
        held.over = True
        self._standing.pop(held.name, None)
        if not stands:
            for seen in (self._known, self._lacks):
                seen.pop(held.name, None)
            bit = self._sets.bit(held.name)
            self._met, self._broken = self._met & ~bit, self._broken & ~bit
        return held.step, held.result, stands

    def _stands(self, held: _Held) -> bool | str:
        """Whether a result counts; a name if that depends on a module whose result is not final."""
        if any(self._lacks.get(module, frozenset()).intersection(names) for module, names in held.step.takes):
            return False
        answers = [self._vouched(held, name) for name in self._sets.unpack(held.loaded & self._broken)]
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
        if not self._final & self._sets.bit(entry):
            return entry
        known = self._known.get(entry)
        return known is not None and known.fine and bool(known.loaded & self._sets.bit(name))

    def _witnessed(self, held: _Held) -> bool | str:
        """Whether the inside module whose code failed fails by itself in just that way."""
        first = held.result.raised[0] if held.result.raised else None
        if first is None:
            return False
        running = [each.module for each in first.frames if each.function == "<module>"]
        inside = [each for each in running if each in self._steps]
        if not inside or inside[-1] == held.step.module.name:
            return False
        name = _alone(inside)
        if name == held.step.module.name:
            return False
        known = self._known.get(name)
        if not self._final & self._sets.bit(name) and not (known is not None and known.fine):
            return name
        alone = known.result.raised[0] if known is not None and known.result.raised else None
        return alone is not None and (alone.type, alone.message) == (first.type, first.message)


def _alone(running: list[str]) -> str:
    """Which of the modules whose code was running fails if the innermost is imported by itself.

    That is its package, if the code of that was running as well: it is imported before what is below
    it, fails, and what is below it never comes to run by itself.
    """
    name = running[-1]
    return next((each for each in running if name.startswith(each + ".")), name)
