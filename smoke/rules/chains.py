"""What a chain of exceptions says about the reason: which missing module, if any, stopped the import.

A ModuleNotFoundError is the reason when it is what the import raised, or when each
exception above it was raised on purpose in its place (`raise X from error`, `from None`, a
`raise` in the handler). An exception that merely happened while a ModuleNotFoundError was
being handled is a reason of its own: a fallback that is broken, a handler with a mistake.
"""

from __future__ import annotations

from collections.abc import Sequence

from smoke import sources
from smoke.dataclass import dataclass
from smoke.model import Raised
from smoke.patterns import later

_NO_MODULE = later(r"No module named '?(?P<name>[\w.]+)")
_RAISE = later(r"(?:^|[:;])\s*raise\b")


@dataclass(frozen=True)
class Missing:
    """A module that could not be found, as one exception of the chain says."""

    name: str
    raised: Raised


def missing(chain: Sequence[Raised]) -> tuple[Missing, ...]:
    """The missing modules that are the reason, the last one tried first; () if there is another reason.

    Several are alternatives: `try: import a` / `except ImportError: import b` gives b, a.
    """
    for index, raised in enumerate(chain):
        name = module_of(raised)
        if name is not None:
            return (Missing(name, raised), *_tried_before(chain[index + 1 :]))
        if index + 1 == len(chain) or not _in_place_of(raised, chain[index + 1]):
            break
    return ()


def module_of(raised: Raised) -> str | None:
    """The module that a ModuleNotFoundError is about."""
    if "ModuleNotFoundError" not in raised.bases or "None in sys.modules" in raised.message:
        return None  # the latter: forbidden by the package itself, not missing
    match = _NO_MODULE.search(raised.message)
    return raised.name or (match["name"] if match else None)


def on_purpose(raised: Raised) -> bool:
    """True if a `raise` statement raised it, not an operation that failed."""
    text = sources.line(raised.frames[-1].path, raised.frames[-1].line) if raised.frames else None
    return bool(_RAISE.search(text)) if text is not None else "ImportError" in raised.bases


def _tried_before(chain: Sequence[Raised]) -> list[Missing]:
    found: list[Missing] = []
    for raised in chain:
        name = module_of(raised)
        if name is None:
            break
        found.append(Missing(name, raised))
    return found


def _in_place_of(raised: Raised, reason: Raised) -> bool:
    """True if `raised` was raised on purpose because of `reason`."""
    if reason.link == "cause" or reason.suppressed:
        return True
    return not _imported_since(raised, reason) and _is_handlers(raised)


def _is_handlers(raised: Raised) -> bool:
    if "cannot import name" in raised.message and "ImportError" in raised.bases:
        return False  # a fallback import that failed for itself
    return on_purpose(raised)


def _imported_since(raised: Raised, reason: Raised) -> bool:
    """True if another module began to run between the handler of `reason` and `raised`.

    The traceback of what is being handled begins in the frame of the handler.
    """
    if not reason.frames:
        return False
    handler = (reason.frames[0].path, reason.frames[0].function)
    places = [(frame.path, frame.function) for frame in raised.frames]
    if handler not in places:
        return False
    last = len(places) - 1 - places[::-1].index(handler)
    return any(function == "<module>" for _, function in places[last + 1 :])
