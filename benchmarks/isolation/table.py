"""The outcome of an isolation run, as a table of ratios for a person."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from benchmarks.isolation.measure import Measured
from benchmarks.isolation.processes import Usage

_MEGABYTE = 1 << 20


def write_table(measured: list[Measured]) -> str:
    """Markdown: a row for each package, the geometric means, the differences."""
    good = [each for each in measured if each.failed is None]
    lines = [
        "| package | modules | forked / shared / fresh | cold s | one process s | fresh s | fresh : cold "
        "| cold : one | CPU cold : one | warm s | memory cold : one | differ |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *map(_row, good),
        _means(good),
        "",
        *_notes(measured),
    ]
    return "\n".join(lines)


def cold(each: Measured) -> Usage:
    """The quickest of the rounds: what else ran on the machine only makes it slower."""
    return min(each.cold, key=lambda usage: usage.wall)


def together(each: Measured) -> Usage:
    """The same of one process that imports everything."""
    return min(each.together, key=lambda usage: usage.wall)


def speedup(each: Measured) -> float | None:
    """How many times faster than fresh interpreters."""
    return None if each.fresh is None else each.fresh.wall / cold(each).wall


def wall_ratio(each: Measured) -> float:
    """How many times as long as one process."""
    return cold(each).wall / together(each).wall


def processor_ratio(each: Measured) -> float:
    """How many times the processor seconds of one process."""
    return min(u.processor for u in each.cold) / min(u.processor for u in each.together)


def memory_ratio(each: Measured) -> float | None:
    """How many times the memory of one process, all processes together, at the peak."""
    return each.cold_memory / each.together_memory if each.together_memory else None


def _row(each: Measured) -> str:
    kinds = each.isolation or {}
    faster, memory = speedup(each), memory_ratio(each)
    cells = [
        each.package,
        str(each.modules),
        " / ".join(str(kinds.get(kind, 0)) for kind in ("fork", "shared", "fresh")),
        f"{cold(each).wall:.2f}",
        f"{together(each).wall:.2f}",
        "" if each.fresh is None else f"{each.fresh.wall:.1f}{_of_how_many(each)}",
        "" if faster is None else f"{faster:.1f}",
        f"{wall_ratio(each):.1f}",
        f"{processor_ratio(each):.1f}",
        "" if each.warm is None else f"{each.warm.wall:.2f}",
        "" if memory is None else f"{memory:.1f} ({each.cold_memory / _MEGABYTE:.0f} MB)",
        "" if each.fresh is None else str(len(each.differences)),
    ]
    return f"| {' | '.join(cells)} |"


def _of_how_many(each: Measured) -> str:
    return f" ({each.sampled} of {each.modules})" if 0 < each.sampled < each.modules else ""


def _means(good: list[Measured]) -> str:
    def mean(figure: Callable[[Measured], float | None]) -> str:
        values = [value for value in map(figure, good) if value]
        return f"{math.exp(sum(map(math.log, values)) / len(values)):.1f}" if values else ""

    cells = [mean(speedup), mean(wall_ratio), mean(processor_ratio), "", mean(memory_ratio)]
    different = str(sum(len(each.differences) for each in good))
    return f"| **geometric mean** | | | | | | {' | '.join(cells)} | {different} |"


def _notes(measured: list[Measured]) -> Iterator[str]:
    for each in measured:
        if each.failed is not None:
            yield f"- {each.package}: {each.failed}"
        for line in each.differences:
            yield f"- {each.package}: {line}"
