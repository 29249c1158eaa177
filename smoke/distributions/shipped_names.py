"""Import names by distribution: which names only the distributions outside a set bring.

    hidden(distributions, visible={"attrs"}) -> ("pip", "pytest", "_pytest", "google.cloud.storage", …)

A name stands for everything below it. Of a namespace that is shared with a visible distribution only
the modules are named that the others ship. A file that belongs to no distribution is nobody's.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from smoke.distributions.catalogue import Distributions
from smoke.distributions.installed import Distribution
from smoke.distributions.requirements import normalized

_METADATA = (".dist-info", ".egg-info", ".data", "__pycache__")
_CODE = (".py", ".pyc", ".so", ".pyd")


def hidden(distributions: Distributions, visible: Collection[str]) -> tuple[str, ...]:
    """The import names that only distributions outside `visible` (normalized names) have."""
    everything = distributions.all()
    shown = [one for one in everything if normalized(one.name) in visible]
    others = [one for one in everything if one.name and normalized(one.name) not in visible]
    kept = {top for one in shown for top in tops(one)}
    found = {top for one in others for top in tops(one)}
    shared = found & kept
    deeper = _modules(others, shared) - _modules(shown, shared)
    return tuple(sorted((found - kept) | deeper))


def tops(one: Distribution) -> set[str]:
    """The top-level import names of a distribution."""
    found = {_stem(path.split("/")[0]) for path in one.recorded or () if _is_code(path)}
    if one.editable is not None:
        found |= {name.partition(".")[0] for name, _ in one.editable.mapping}
        found |= {_stem(name) for folder in one.editable.folders for name in _packages(folder)}
    if one.recorded is None or not found:
        found |= set(one.top_level or (normalized(one.name).replace("-", "_"),))
    return found


def _is_code(path: str) -> bool:
    first = path.split("/")[0]
    return path.endswith(_CODE) and not path.startswith(("..", "/")) and not first.endswith(_METADATA)


def _modules(distributions: Iterable[Distribution], below: Collection[str]) -> set[str]:
    """Dotted names of the modules that are shipped below these top-level names."""
    found = set()
    for one in distributions:
        for path in one.recorded or ():
            parts = path.split("/")
            if _is_code(path) and _stem(parts[0]) in below and len(parts) > 1:
                name = [*parts[:-1], _stem(parts[-1])]
                found.add(".".join(name[:-1] if name[-1] == "__init__" else name))
    return found - set(below)


def _packages(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [
        name
        for name in names
        if name.endswith(_CODE) or os.path.isfile(os.path.join(folder, name, "__init__.py"))
    ]


def _stem(name: str) -> str:
    return name.partition(".")[0]
