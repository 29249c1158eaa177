"""What the user asked for."""

from __future__ import annotations

from smoke.dataclass import dataclass
from smoke.model.terms import Severity


@dataclass(frozen=True)
class IgnoreEntry:
    """One [[tool.smoke.ignore]] entry."""

    rule: str
    module: str  # glob on dotted names
    reason: str
    name: str | None = None
    origin: str = ""  # "pyproject.toml: tool.smoke.ignore[2]"


@dataclass(frozen=True)
class Settings:
    """Command line over settings file over defaults, merged and validated."""

    targets: tuple[str, ...] = ()
    pythons: tuple[str, ...] = ()
    jobs: int | None = None  # None: usable CPUs
    maxfail: int | None = None
    timeout: float = 60.0
    memory_limit: int | None = None  # megabytes of address space for one import
    isolation: str = "auto"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()  # empty: every rule that is on by default
    ignore: tuple[str, ...] = ()
    fail_on: Severity = Severity.ERROR
    only_declared: bool = False  # hide what the metadata does not require
    extras: tuple[str, ...] = ()  # that count as required then
    setup: str | None = None
    match: str | None = None  # only findings that would raise this
    shard: tuple[int, int] | None = None  # (K, N): only the K-th of N parts of the modules
    env: tuple[tuple[str, str], ...] = ()
    builtins: tuple[str, ...] = ()
    ignores: tuple[IgnoreEntry, ...] = ()
    settings_file: str | None = None
    output_format: str = "full"
    output_file: str | None = None
    verbosity: int = 0  # -1 quiet, 1 verbose
    color: str = "auto"
    progress: bool = True
    cache_dir: str | None = None  # None: .smoke_cache beside the settings file, or in the current folder
    no_cache: bool = False
