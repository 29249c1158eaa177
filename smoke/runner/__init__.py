"""Parent side of the child processes: a plan goes in, one result for each step comes out."""

from __future__ import annotations

from collections.abc import Callable

from smoke.model import Isolation, Plan, Result
from smoke.runner.fork import ForkExecutor
from smoke.runner.fresh import FreshExecutor
from smoke.runner.ledger import Ledger
from smoke.runner.options import RunOptions
from smoke.runner.supervisor import Supervisor

__all__ = ["RunOptions", "execute"]


def execute(plan: Plan, options: RunOptions, observe: Callable[[Result], bool]) -> list[Result]:
    """Exactly one result for each step, in the order of the plan.

    `observe` sees each result as it arrives and returns False to stop the run; what has not
    run by then is skipped. Whatever ends the call, no child is left alive.

    Raises: InterpreterError when no child starts, UsageError when the setup code fails.
    """
    ledger, supervisor = Ledger(plan, observe), Supervisor()
    executor = ForkExecutor if plan.isolation is Isolation.FORK else FreshExecutor
    try:
        executor(plan, options, ledger, supervisor).run()
    finally:
        supervisor.close()
    return ledger.finish("not run: the run was stopped early")
