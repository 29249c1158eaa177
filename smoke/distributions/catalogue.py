"""All distributions on a path, and the questions that the rules and discovery ask of them.

Nothing is read before the first question, and each metadata file at most once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

from smoke.distributions import declared, markers, metadata
from smoke.distributions.entry_points import Declared
from smoke.distributions.import_names import could_bring
from smoke.distributions.installed import Declaration, Distribution
from smoke.distributions.requirements import Requirement, normalized

Place = tuple[str, str, str]  # version, platform and implementation of an interpreter
_PLATFORMS = ("linux", "darwin", "win32")


class Distributions:
    """The distributions on `paths` (an interpreter's sys.path).

    `project` is the folder of a source tree: what its pyproject.toml declares counts as a
    distribution of that name, before an installed one. Those `without` (normalized names) count as not
    installed.
    """

    def __init__(
        self, paths: Sequence[str], project: str | None = None, without: Collection[str] = ()
    ) -> None:
        self._paths, self._without = list(paths), frozenset(without)
        self._folder = project
        self._named: dict[str, Distribution | None] = {}
        self._providers: dict[str, tuple[str, ...]] = {}
        self._needing: dict[tuple[str, str], tuple[str, ...]] = {}
        self._requiring: dict[tuple[str, str], list[Requirement]] = {}

    def named(self, name: str) -> Distribution | None:
        """The installed distribution of that name, in any spelling; the first on the path."""
        key = normalized(name)
        if key not in self._named:
            self._named[key] = next(iter(self._by_folder.get(key, ())), None)
        return self._named[key]

    def names(self) -> list[str]:
        """The names of all installed distributions, sorted."""
        return sorted({one.name for one in self._all if one.name}, key=str.lower)

    def all(self) -> list[Distribution]:
        """Every installed distribution, of each name the first on the path."""
        found: dict[str, Distribution] = {}
        for one in self._all:
            found.setdefault(normalized(one.name), one)
        return list(found.values())

    def providing(self, top_level: str) -> tuple[str, ...]:
        """Names of the installed distributions that ship this import name, sorted."""
        if top_level not in self._providers:  # asked again for each module that lacks the same thing
            recorded, others = self._shipping
            likely = (*recorded.get(top_level.partition(".")[0], ()), *others)
            names = {one.name for one in likely if one.ships(top_level) and one.name}
            self._providers[top_level] = tuple(sorted(names, key=str.lower))
        return self._providers[top_level]

    def for_modules(self, names: Iterable[str]) -> tuple[str, ...]:
        """Names of the distributions that the modules belong to; the project of the source tree first."""
        found = [self._project.name] if self._project else []
        for name in _shortest(names):
            found += [one for one in self.providing(name) if one not in found]
        return tuple(found)

    def declaration(self, distribution: str) -> Declaration:
        """What the distribution requires, as the source tree says it, else as it was installed."""
        project = self._project
        if (
            project
            and normalized(project.name) == normalized(distribution)
            and project.declaration.requirements
        ):
            return project.declaration
        installed = self.named(distribution)
        return installed.declaration if installed else Declaration((), ())

    def entry_points(self, distribution: str) -> tuple[tuple[str | None, Declared], ...]:
        """The entry points of the distribution, each with the file that declares it.

        What the source tree declares itself counts before what was installed of it.
        """
        if self._folder and self._project and normalized(self._project.name) == normalized(distribution):
            static = declared.entry_points_of(self._folder)
            if static:
                return static
        one = self.named(distribution)
        return tuple((one.entry_points_file, each) for each in one.entry_points) if one else ()

    def lacking_for(self, distribution: str, extras: Iterable[str]) -> tuple[str, ...]:
        """The requirements of these extras of the distribution that are not installed."""
        declaration = self.declaration(distribution)
        needed = [one for extra in extras for one in _needed(declaration, extra)]
        return tuple(one.text for one in needed if self.named(one.name) is None)

    def extras_needing(self, distribution: str, module: str) -> tuple[str, ...]:
        """The extras of the distribution that would bring the missing module, the direct ones first.

        Extras of what is installed are followed: celery[redis] needs kombu[redis] needs redis.
        """
        key = (distribution, module)
        if key not in self._needing:  # asked again for each module that lacks the same thing
            self._needing[key] = self._find_needing(distribution, module)
        return self._needing[key]

    def _find_needing(self, distribution: str, module: str) -> tuple[str, ...]:
        declaration = self.declaration(distribution)
        direct = [one for one in declaration.extras if _brings(_needed(declaration, one), module)]
        others = [one for one in declaration.extras if one not in direct]
        return (*direct, *(one for one in others if self._extra_brings(distribution, one, module, set())))

    def extras_named(self, distribution: str, module: str) -> tuple[str, ...]:
        """The extras called like a part of the dotted name, of which something is not installed.

        Which extra a module belongs to can often be told by its own name only: `pkg.backends.azureblob`
        may import what the requirement of the extra `azureblob` requires in turn.
        """
        declaration = self.declaration(distribution)
        parts = {normalized(part) for part in module.split(".")[1:]}
        named = [extra for extra in declaration.extras if normalized(extra) in parts]
        return tuple(
            extra
            for extra in named
            if any(self.named(one.name) is None for one in _needed(declaration, extra))
        )

    def requires(self, distribution: str, module: str, place: Place) -> str | None:
        """The text of the requirement without which the distribution is not installed completely there."""
        hard = self._hard(distribution, module)
        here = markers.environment(*place) if any(one.marker for one in hard) else {}
        return next((one.text for one in hard if markers.holds(one.marker, here)), None)

    def requires_elsewhere(self, distribution: str, module: str, place: Place) -> tuple[str, bool] | None:
        """The marker of one that holds elsewhere only, and whether it does so on another platform."""
        hard = self._hard(distribution, module)
        if not hard or self.requires(distribution, module, place) is not None:
            return None
        version, platform, implementation = place
        others = [
            markers.environment(version, each, implementation) for each in _PLATFORMS if each != platform
        ]
        return hard[0].marker, any(markers.holds(one.marker, each) for one in hard for each in others)

    def _hard(self, distribution: str, module: str) -> list[Requirement]:
        """The requirements that would bring a module and belong to no extra, the direct ones first."""
        key = (distribution, module)
        if key not in self._requiring:  # asked again for each module that lacks the same thing
            self._requiring[key] = self._find_hard(distribution, module)
        return self._requiring[key]

    def _find_hard(self, distribution: str, module: str) -> list[Requirement]:
        hard = [one for one in self.declaration(distribution).requirements if not one.needed_by]
        direct = [one for one in hard if could_bring(one.name, module)]
        return direct + [
            one
            for one in hard
            if one not in direct
            and any(self._extra_brings(one.name, extra, module, set()) for extra in one.extras)
        ]

    def _extra_brings(self, distribution: str, extra: str, module: str, seen: set[tuple[str, str]]) -> bool:
        key = (normalized(distribution), normalized(extra))
        if key in seen:
            return False
        seen.add(key)
        needed = _needed(self.declaration(distribution), extra)
        return _brings(needed, module) or any(
            self._extra_brings(one.name, wanted, module, seen) for one in needed for wanted in one.extras
        )

    @cached_property
    def _project(self) -> declared.Project | None:
        return declared.read(self._folder) if self._folder else None

    @cached_property
    def _all(self) -> list[Distribution]:
        return [one for group in self._by_folder.values() for one in group]

    @cached_property
    def _shipping(self) -> tuple[dict[str, list[Distribution]], list[Distribution]]:
        """The distributions with a record of their files by what these begin with, and all others."""
        recorded: dict[str, list[Distribution]] = {}
        others = []
        for one in self._all:
            if one.recorded is None or one.editable is not None:
                others.append(one)
                continue
            for top in one.tops:
                recorded.setdefault(top, []).append(one)
        return recorded, others

    @cached_property
    def _by_folder(self) -> dict[str, list[Distribution]]:
        """The distributions that count, by the name of the folder of their metadata."""
        found = metadata.search(self._paths).items()
        groups = ((name, [Distribution(each) for each in group]) for name, group in found)
        return {name: [one for one in group if self._counts(one)] for name, group in groups}

    def _counts(self, one: Distribution) -> bool:
        return not self._without or normalized(one.name) not in self._without


def _needed(declaration: Declaration, extra: str) -> list[Requirement]:
    return [one for one in declaration.requirements if normalized(extra) in one.needed_by]


def _brings(requirements: Iterable[Requirement], module: str) -> bool:
    return any(could_bring(one.name, module) for one in requirements)


def _shortest(names: Iterable[str]) -> list[str]:
    """The names without those below another one of them."""
    kept: list[str] = []
    for name in sorted(set(names)):
        if not any(name.startswith(f"{above}.") for above in kept):
            kept.append(name)
    return kept
