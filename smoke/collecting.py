"""What the settings ask of the children: which facts, within which limits, and what decides about results.

Settings in, `RunOptions` and the circumstances for the cache out; nothing here runs anything.
"""

from __future__ import annotations

from smoke import shares
from smoke.model import Isolation, Settings
from smoke.rules import registry
from smoke.runner.options import RunOptions

Hidden = tuple[tuple[str, ...], tuple[str, ...]]


def facts(settings: Settings) -> frozenset[str]:
    """What the active rules need to know of each module."""
    found = registry.facts(registry.active(settings.select, settings.ignore))
    if "annotations" in found and (settings.verbosity > 0 or "unresolved-annotation" in settings.select):
        found |= {"all-annotations"}  # also names that exist for type checkers only: by the thousand
    return found


def wants_calls(settings: Settings) -> bool:
    """Collecting who calls whom costs something, so it is done at once only where somebody asks for it."""
    return settings.match is not None or settings.verbosity > 0


def options(settings: Settings, hidden: Hidden | None, *, calls: bool) -> RunOptions:
    """How the children run."""
    return RunOptions(
        processes(settings),
        settings.timeout,
        settings.setup,
        settings.env,
        settings.memory_limit and settings.memory_limit << 20,
        calls=calls,
        hidden=hidden,
        collect=facts(settings),
    )


def deciding(
    settings: Settings, isolation: Isolation, hidden: Hidden | None, calls: bool
) -> dict[str, object]:
    """The options that decide about results: runs that differ in one of them share nothing."""
    limits = {"timeout": settings.timeout, "memory": settings.memory_limit, "isolation": isolation.value}
    asked = {"calls": calls, "collect": sorted(facts(settings))}
    return {**limits, "setup": settings.setup, "env": settings.env, "hidden": hidden, **asked}


def processes(settings: Settings) -> int:
    """How many may be at work at a time."""
    return settings.jobs or shares.processors()
