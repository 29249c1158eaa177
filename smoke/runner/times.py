"""How long imports took by themselves: what the plan of a later run weighs by.

A time counts when it is known what it was spent on: of an outside module all that it takes, since
the plan knows nothing of what it loads; of an inside one only if no other inside module was loaded with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

_LEAST = 0.0002  # seconds; less is a look into `sys.modules`, or nothing that a plan would care for


class Times:
    """Collects them over a run."""

    def __init__(self, inside: Collection[str]) -> None:
        """`inside` are the top-level names of the target."""
        self.known: dict[str, float] = {}  # seconds by module
        self._inside = inside

    def of_stage(self, imports: Sequence[str], seconds: Sequence[float], loaded: Sequence[str]) -> None:
        """The imports of a shared state, one after the other, and the inside modules that they loaded."""
        for name, each in zip(imports, seconds, strict=False):
            if name.partition(".")[0] not in self._inside:
                self._note(name, each)
            elif len(imports) == 1:
                self.of_module(name, each, loaded)

    def of_module(self, name: str, seconds: float, loaded: Sequence[str]) -> None:
        """An import in a process of its own, with the inside modules that it loaded."""
        if list(loaded) == [name]:
            self._note(name, seconds)

    def _note(self, name: str, seconds: float) -> None:
        if seconds >= _LEAST:
            self.known[name] = round(seconds, 4)
