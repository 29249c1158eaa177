"""The settings of one run: command line over settings file over defaults, validated.

The file is the nearest `smoke.toml` or `pyproject.toml` (its `[tool.smoke]` table) at or above
the current folder; in one folder `smoke.toml` wins. Keys are the long options, with dashes or
underscores. Every mistake is a UsageError with the place, the value and what to do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from smoke.dataclass import dataclass
from smoke.errors import UsageError
from smoke.model import IgnoreEntry, Settings, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

OUTPUT_FORMATS = ("full", "concise", "json")
ISOLATIONS = ("auto", "fork", "fresh")
CACHE = ".smoke_cache"
COLORS = ("auto", "always", "never")


def load(cwd: Path, given: Mapping[str, object], rules: Collection[str]) -> Settings:
    """The merged settings.

    `given` holds what the command line really gave, by field of `Settings`; `rules` are the
    names that exist. Raises UsageError.
    """
    file = _find(cwd)
    said = _from_file(*file, cwd, rules) if file else {}
    checks = _checks(rules)
    for field, value in given.items():
        said[field] = checks[field](value, _Place("the command line", f"--{_KEYS.get(field, field)}"))
    return Settings(**said, settings_file=str(file[0]) if file else None)


def cache_folder(settings: Settings, cwd: Path) -> Path:
    """Where results are kept: beside the settings file, unless somebody says otherwise."""
    beside = cwd if settings.settings_file is None else Path(settings.settings_file).parent
    return cwd / (settings.cache_dir or beside / CACHE)


@dataclass(frozen=True)
class _Place:
    """Where a value was said."""

    file: str
    key: str

    def error(self, value: object, wanted: str) -> UsageError:
        return UsageError(f"{self.file}: {self.key} = {value!r}: {wanted}")


_Check = Callable[[object, _Place], "Any"]

# Fields whose key or option has another name.
_KEYS = {
    "pythons": "python",
    "fail_on": "fail-on",
    "memory_limit": "memory-limit",
    "only_declared": "only-declared",
    "extras": "extra",
    "output_format": "output-format",
    "output_file": "output-file",
    "cache_dir": "cache-dir",
    "no_cache": "no-cache",
}
_FIELDS = {key: field for field, key in _KEYS.items()}


def _find(cwd: Path) -> tuple[Path, dict[str, Any]] | None:
    for folder in (cwd, *cwd.parents):
        own, project = folder / "smoke.toml", folder / "pyproject.toml"
        if own.is_file():
            return own, _parsed(own)
        if project.is_file():
            tool = _parsed(project).get("tool")
            return (project, tool["smoke"]) if isinstance(tool, dict) and "smoke" in tool else None
    return None


def _parsed(path: Path) -> dict[str, Any]:
    from smoke import toml

    try:
        return toml.parsed(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except ValueError as error:
        raise UsageError(f"{path} is no valid TOML: {error}") from None


def _from_file(path: Path, table: object, cwd: Path, rules: Collection[str]) -> dict[str, Any]:
    prefix = "tool.smoke." if path.name == "pyproject.toml" else ""
    if not isinstance(table, dict):
        raise UsageError(f"{path}: tool.smoke = {table!r}: it must be a table, [tool.smoke]")
    checks = _checks(rules)
    said: dict[str, Any] = {}
    for key, value in table.items():
        field = _field(key, _Place(str(path), f"{prefix}{key}"), checks)
        if field in said:
            raise UsageError(f"{path}: {prefix}{key} is given twice, with a dash and with an underscore")
        said[field] = checks[field](value, _Place(str(path), f"{prefix}{key}"))
    if "ignore" in said:
        said["ignore"], said["ignores"] = said["ignore"]
    if "cache_dir" in said:
        said["cache_dir"] = os.path.join(path.parent, said["cache_dir"])
    for field in ("targets", "pythons"):
        if field in said:
            said[field] = tuple(_from_folder(text, path.parent, cwd) for text in said[field])
    return said


def _field(key: str, place: _Place, checks: Mapping[str, _Check]) -> str:
    dashed = key.replace("_", "-")
    field = _FIELDS.get(dashed, dashed.replace("-", "_"))
    keys = sorted(_KEYS.get(one, one) for one in checks if one not in _ONLY_COMMAND_LINE)
    if _KEYS.get(field, field) not in keys:
        import difflib

        close = difflib.get_close_matches(dashed, keys, 1)
        hint = f"did you mean {close[0]}?" if close else f"the settings are {', '.join(keys)}"
        raise UsageError(f"{place.file}: {place.key} is no setting; {hint}")
    return field


def _from_folder(text: str, folder: Path, cwd: Path) -> str:
    """A relative path of the file, which is relative to the file's folder, as seen from `cwd`."""
    is_relative = os.sep in text or text.startswith(".") or text.endswith(".py")
    return os.path.join(folder, text) if is_relative and folder != cwd else text


_ONLY_COMMAND_LINE = frozenset({"verbosity", "output_file", "match", "shard"})


def _checks(rules: Collection[str]) -> dict[str, _Check]:
    """For each field of Settings that can be said, the function that turns a value into its own."""
    return {
        "targets": _texts,
        "pythons": _texts,
        "jobs": _count,
        "maxfail": _count,
        "timeout": _seconds,
        "memory_limit": _count,
        "isolation": _one_of(ISOLATIONS),
        "include": _texts,
        "exclude": _texts,
        "select": _rules(rules),
        "ignore": _ignore(rules),
        "fail_on": _severity,
        "only_declared": _flag,
        "extras": _texts,
        "setup": _text,
        "match": _text,
        "shard": _shard,
        "env": _environment,
        "builtins": _names,
        "output_format": _one_of(OUTPUT_FORMATS),
        "output_file": _text,
        "verbosity": lambda value, place: value,
        "color": _one_of(COLORS),
        "progress": _flag,
        "cache_dir": _text,
        "no_cache": _flag,
    }


def _text(value: object, place: _Place) -> str:
    if isinstance(value, str) and value:
        return value
    raise place.error(value, "it must be a text that is not empty")


def _texts(value: object, place: _Place) -> tuple[str, ...]:
    items = (value,) if isinstance(value, str) else value
    if isinstance(items, (list, tuple)) and all(isinstance(one, str) and one for one in items):
        return tuple(items)
    raise place.error(value, "it must be a text or a list of texts, none of them empty")


def _names(value: object, place: _Place) -> tuple[str, ...]:
    found = _texts(value, place)
    for name in found:
        if not name.isidentifier():
            raise place.error(value, f"{name!r} is no name of a variable")
    return found


def _count(value: object, place: _Place) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return value
    raise place.error(value, "it must be a whole number, 1 or more")


def _seconds(value: object, place: _Place) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < float("inf"):
        return float(value)
    raise place.error(value, "it must be a number of seconds above 0")


def _flag(value: object, place: _Place) -> bool:
    if isinstance(value, bool):
        return value
    raise place.error(value, "it must be true or false")


def _one_of(allowed: Collection[str]) -> _Check:
    def check(value: object, place: _Place) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise place.error(value, f"it must be one of {', '.join(allowed)}")

    return check


def _severity(value: object, place: _Place) -> Severity:
    return Severity(_one_of([one.value for one in Severity])(value, place))


def _environment(value: object, place: _Place) -> tuple[tuple[str, str], ...]:
    """From a table, from ["NAME=VALUE", …] or from pairs."""
    wanted = 'it must be a table of texts, {NAME = "VALUE"}, or a list of "NAME=VALUE"'
    if isinstance(value, dict):
        pairs: list[tuple[Any, ...]] = list(value.items())
    elif isinstance(value, (list, tuple)):
        pairs = [tuple(one.split("=", 1)) if isinstance(one, str) else tuple(one) for one in value]
    else:
        raise place.error(value, wanted)
    for pair in pairs:
        if len(pair) != 2 or not all(isinstance(one, str) for one in pair) or not pair[0] or "=" in pair[0]:
            raise place.error(value, wanted)
        if "\0" in "".join(pair):
            raise place.error(value, "a variable of the environment cannot hold a null character")
    return tuple((name, text) for name, text in pairs)


def _shard(value: object, place: _Place) -> tuple[int, int]:
    """(2, 3) for "2/3"."""
    match = re.fullmatch(r"0*(\d{1,6})/0*(\d{1,6})", value) if isinstance(value, str) else None
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise place.error(value, "it must be K/N, the K-th of N parts: 1/3, 2/3 or 3/3 for three jobs")
    return int(match[1]), int(match[2])


def _rules(rules: Collection[str]) -> _Check:
    def check(value: object, place: _Place) -> tuple[str, ...]:
        return tuple(_rule(name, rules, value, place) for name in _texts(value, place))

    return check


def _rule(name: str, rules: Collection[str], value: object, place: _Place) -> str:
    if name in rules:
        return name
    import difflib

    close = difflib.get_close_matches(name, rules, 1)
    hint = f"did you mean {close[0]}?" if close else "--list-rules shows them all"
    raise place.error(value, f"there is no rule {name!r}; {hint}")


def _ignore(rules: Collection[str]) -> _Check:
    """Names of rules as on the command line; in a file also tables, which come as a second tuple."""

    def check(value: object, place: _Place) -> Any:
        if place.file == "the command line":
            return _rules(rules)(value, place)
        items = value if isinstance(value, list) else [value]
        names = [one for one in items if not isinstance(one, dict)]
        tables = [
            (one, f"{place.key}[{number}]") for number, one in enumerate(items) if isinstance(one, dict)
        ]
        entries = tuple(_entry(table, _Place(place.file, key), rules) for table, key in tables)
        return _rules(rules)(names, place), entries

    return check


def _entry(table: dict[str, object], place: _Place, rules: Collection[str]) -> IgnoreEntry:
    for key in table:
        if key not in ("rule", "module", "name", "reason"):
            raise UsageError(
                f"{place.file}: {place.key}.{key} is no setting; an entry has rule, module, name, reason"
            )
    for key in ("rule", "module", "reason"):
        if key not in table:
            raise UsageError(f"{place.file}: {place.key} has no {key}; rule, module and reason must be there")
    said = {key: _text(value, _Place(place.file, f"{place.key}.{key}")) for key, value in table.items()}
    if not said["reason"].strip():
        raise place.error(table, "the reason is empty; say why the finding is all right")
    rule = _rule(said["rule"], rules, said["rule"], _Place(place.file, f"{place.key}.rule"))
    origin = f"{os.path.basename(place.file)}: {place.key}"
    return IgnoreEntry(rule, said["module"], said["reason"], said.get("name"), origin)
