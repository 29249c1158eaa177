"""What the runner needs to know beyond the plan."""

from __future__ import annotations

from functools import cached_property

from smoke.dataclass import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smoke.runner.nursery import Nursery


@dataclass(frozen=True)
class RunOptions:
    """Limits and surroundings of the child processes of one run."""

    jobs: int  # imports and examinations at a time, at least 1
    timeout: float  # seconds for one import
    setup: str | None = None  # Python code that the child runs before the import
    env: tuple[tuple[str, str], ...] = ()  # added to the environment of the children
    memory: int | None = None  # bytes of address space for one import
    calls: bool = False  # also collect which functions call which
    hidden: tuple[tuple[str, ...], tuple[str, ...]] | None = None  # import names and distributions
    collect: frozenset[str] = frozenset()  # further facts: "attributes", "imports", "exports"

    @cached_property
    def nursery(self) -> Nursery:
        """Where they start; there is none before the first is needed."""
        from smoke.runner import nursery

        return nursery.of_run(self.env)
