"""Requirement texts (PEP 508), read as far as smoke needs them: the name, the extras, the `extra` marker.

The text is shown to the user as it is; `markers` evaluates the rest of its marker.
"""

from __future__ import annotations

import re
from functools import lru_cache

from smoke.dataclass import dataclass
from smoke.patterns import later


@dataclass(frozen=True)
class Requirement:
    """One requirement of a distribution."""

    text: str
    name: str  # normalized
    extras: tuple[str, ...]  # normalized: what it asks of the required distribution
    needed_by: tuple[str, ...]  # normalized extras that the marker names; empty: always required

    @property
    def marker(self) -> str:
        """The marker, "" where it has none."""
        return self.text.partition(";")[2].strip()


def parse(text: str) -> Requirement | None:
    """The requirement; None when the text is none.

    Shape: `kombu[redis]>=5.5; extra == "redis"`
    """
    found = _REQUIREMENT.match(text)
    if found is None:
        return None
    extras = tuple(normalized(one) for one in (found["extras"] or "").split(",") if one.strip())
    needed_by = tuple(normalized(a or b) for a, b in _EXTRA.findall(text.partition(";")[2]))
    return Requirement(text, normalized(found["name"]), extras, needed_by)


@lru_cache(maxsize=4096)
def normalized(name: str) -> str:
    """The name of a distribution or extra as it is compared (PEP 503, PEP 685)."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


_REQUIREMENT = later(r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[(?P<extras>[^\]]*)\])?")
_EXTRA = later(r"""\bextra\s*==\s*["']([^"']+)["']|["']([^"']+)["']\s*==\s*extra\b""")
