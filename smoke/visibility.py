"""`--only-declared`: which installed distributions the checked package must not see.

Visible are the distributions of the target and what they require, directly or not, with the extras that the
user names. Everything else that happens to be installed (the test runner, smoke itself) is hidden, so
that it cannot stand in for a requirement that was forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence

from smoke.distributions import Closure, Distributions, shipped_names
from smoke.distributions.markers import environment
from smoke.distributions.requirements import normalized
from smoke.errors import UsageError
from smoke.model import Interpreter, Selection

Hidden = tuple[tuple[str, ...], tuple[str, ...]]


def hidden(
    selection: Selection, interpreter: Interpreter, metadata: Distributions, extras: Sequence[str]
) -> Hidden:
    """Import names and normalized distribution names that must not be found.

    Raises: UsageError when no metadata says what the target requires, or an extra does not exist.
    """
    targets = selection.distributions or metadata.for_modules(
        sorted({module.name for module in selection.modules})
    )
    if not targets:
        raise UsageError(
            "--only-declared: no installed distribution and no project says what the target requires; "
            "install it, or check the folder of its pyproject.toml"
        )
    _refuse_unknown(extras, targets, metadata)
    closure = closure_for(interpreter, metadata)
    visible = closure.of(targets, extras)
    names = shipped_names.hidden(metadata, visible)
    mine = {module.name.partition(".")[0] for module in selection.modules}
    kept = interpreter.stdlib_modules | mine
    return (
        tuple(name for name in names if name not in kept),
        tuple(sorted(each for one in metadata.all() if (each := normalized(one.name)) not in visible)),
    )


def closure_for(interpreter: Interpreter, metadata: Distributions) -> Closure:
    """What follows from declared requirements on this interpreter."""
    values = environment(interpreter.version, interpreter.platform, interpreter.implementation)
    return Closure(metadata, values)


def _refuse_unknown(extras: Sequence[str], targets: Sequence[str], metadata: Distributions) -> None:
    known = {normalized(one): one for name in targets for one in metadata.declaration(name).extras}
    for extra in extras:
        if normalized(extra) not in known:
            what = ", ".join(sorted(known.values())) or "none"
            raise UsageError(f"--extra {extra}: {', '.join(targets)} has no such extra (it has: {what})")
