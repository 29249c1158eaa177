"""What is known before one instruction: the stack, the locals, the names of a class body, the handlers.

Locals are kept by their number. One that is absent may hold anything; UNBOUND is said only
where no way binds it. The names of a class body or module are the other way round: absent
means that no way has bound it yet.
"""

from __future__ import annotations

from .values import UNKNOWN, InFlight, Leave, join, same


class State:
    """The abstract frame of a code object at one instruction."""

    __slots__ = ("stack", "locals", "names", "blocks", "version")

    def __init__(self) -> None:
        self.stack: list[object] = []
        self.locals: dict[int, object] = {}
        self.names: dict[str, object] = {}
        self.blocks: tuple[tuple[int, int], ...] = ()  # before 3.11: (handler, stack depth), innermost last
        self.version = 0  # counts the changes that a handler could see

    def copy(self) -> State:
        """An independent copy."""
        twin = State()
        twin.stack = self.stack[:]
        twin.locals = self.locals.copy()
        twin.names = self.names.copy()
        twin.blocks = self.blocks
        return twin

    def push(self, value: object = UNKNOWN) -> None:
        self.stack.append(value)

    def pop(self) -> object:
        """The top of the stack; UNKNOWN below what is known of it."""
        return self.stack.pop() if self.stack else UNKNOWN

    def drop(self, count: int) -> list[object]:
        """The `count` topmost values, the deepest first."""
        if count <= 0:
            return []
        taken = self.stack[-count:]
        del self.stack[-count:]
        return [UNKNOWN] * (count - len(taken)) + taken

    def top(self, depth: int = 1) -> object:
        """The value at that depth, 1 for the top."""
        return self.stack[-depth] if 0 < depth <= len(self.stack) else UNKNOWN

    def set_local(self, number: int, value: object) -> None:
        self.version += 1
        if value is UNKNOWN:
            self.locals.pop(number, None)
        else:
            self.locals[number] = value

    def set_name(self, name: str, value: object) -> None:
        self.version += 1
        self.names[name] = value

    def forget_stack(self, effect: int) -> None:
        """After an instruction of which only the effect on the depth is known."""
        self.stack = [UNKNOWN] * max(0, len(self.stack) + effect)

    def ways(self) -> tuple[int, ...]:
        """How the `finally` bodies around go on (3.8): states that differ in it are kept apart."""
        return tuple(
            min(value.ways) if isinstance(value, Leave) else Leave.RAISE
            for value in self.stack
            if isinstance(value, (Leave, InFlight))
        )

    def meet(self, other: State) -> bool:
        """Weaken this state to what holds on the other way too; True if that changed it."""
        changed = self._meet_stack(other.stack)
        for number in [
            n for n, value in self.locals.items() if not same(value, other.locals.get(n, UNKNOWN))
        ]:
            joined = join(self.locals[number], other.locals.get(number, UNKNOWN))
            if joined is UNKNOWN:
                del self.locals[number]
            else:
                self.locals[number] = joined
            changed = True
        for name in self.names.keys() | other.names.keys():
            mine = self.names.get(name)
            if mine is None or not same(mine, other.names.get(name)):
                if mine is not UNKNOWN:
                    self.names[name] = UNKNOWN
                    changed = True
        return changed

    def _meet_stack(self, other: list[object]) -> bool:
        mine = self.stack
        if len(mine) != len(other):  # PYVERSIONS: 3.8 enters `finally` bodies at several depths
            length = min(len(mine), len(other))
            changed = len(mine) > length
            self.stack = mine = mine[len(mine) - length :]
            other = other[len(other) - length :]
        else:
            changed = False
        for at, value in enumerate(mine):
            if not same(value, other[at]):
                joined = join(value, other[at])
                if not same(joined, value):
                    mine[at] = joined
                    changed = True
        return changed
