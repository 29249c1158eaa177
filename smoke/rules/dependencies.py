"""`missing-dependency`: a module outside the target is not installed, and that is why the import failed.

What the metadata says decides how serious it is: a declared extra makes it a note, a
declared requirement or no word at all an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from smoke.model import Finding, Raised, Result, Severity
from smoke.patterns import later
from smoke.rules import chains, drafts, stdlib, tracebacks
from smoke.rules.availability import foreign_module
from smoke.rules.chains import Missing
from smoke.rules.checked import Checked

_RULE = "missing-dependency"
_SHOWN = 4  # extras named in one message
_PIP_INSTALL = later(
    r"pip3? install (?:-\S+ )*[\"'`]?(?P<name>[A-Za-z][\w.-]*)(?:\[(?P<extras>[\w.,\- ]+)\])?"
)

_WANTS = later(r"\b(?:requires?|required|needs?|install(?:ed)?|depends?|missing)\b", re.IGNORECASE)

_QUOTED = later(r"[\"'`]([A-Za-z][\w.-]*)[\"'`]")


def missing_dependency(result: Result, checked: Checked) -> Finding | None:
    """The finding that a module did not import for want of another one, if that is why."""
    alternatives = chains.missing(result.raised)
    if not alternatives:
        return _said_by_package(result, checked)
    if checked.owns_module(alternatives[0].name):
        return None
    importer = result.module.name
    wanted = next((item for item in alternatives if not _gone(item, importer, checked)), None)
    if wanted is None or checked.owns_module(wanted.name):
        return None
    if _in_stdlib(wanted.name, checked):
        return _stdlib_piece(result, checked, wanted) if "." not in wanted.name else None
    others = [
        item.name for item in alternatives if item is not wanted and not _gone(item, importer, checked)
    ]
    return _not_installed(result, checked, wanted, others)


def _gone(missing: Missing, importer: str, checked: Checked) -> bool:
    """True for what only another platform or an earlier Python has, and no metadata brings back."""
    if foreign_module(missing.name, checked.interpreter.platform) is not None:
        return True
    if stdlib.removed(missing.name, checked.interpreter.version_info) is None:
        return False
    extras = (checked.metadata.extras_needing(each, missing.name) for each in checked.owners(importer))
    return checked.required(missing.name, importer) is None and not any(extras)


def _in_stdlib(module: str, checked: Checked) -> bool:
    removed = stdlib.removed(module, checked.interpreter.version_info)
    return removed is None and module.partition(".")[0] in checked.interpreter.stdlib_modules


def _stdlib_piece(result: Result, checked: Checked, missing: Missing) -> Finding:
    message = f"'{missing.name}' of the standard library is missing"
    help = (
        f"this Python {checked.interpreter.version} was built or packaged without it: "
        f"install what it needs (a development library, or your system's package for it), or another Python"
    )
    return drafts.import_failed(_RULE, result, checked, missing.raised, message, name=missing.name, help=help)


def _not_installed(result: Result, checked: Checked, missing: Missing, others: Sequence[str]) -> Finding:
    message, help, severity = _judged(missing.name, result.module.name, checked)
    if others:
        help += f" (tried before it: {', '.join(repr(name) for name in others)})"
    return drafts.import_failed(
        _RULE, result, checked, missing.raised, message, name=missing.name, help=help, severity=severity
    )


def _judged(module: str, importer: str, checked: Checked) -> tuple[str, str, Severity]:
    """(message, help, severity) by what the metadata of the target says about the module."""
    distributions, required = checked.owners(importer), checked.required(module, importer)
    if required is not None:
        return _required(module, *required, checked)
    for distribution in distributions:
        extras = checked.metadata.extras_needing(distribution, module)
        extras = extras or checked.metadata.extras_named(distribution, importer)
        if extras:
            return _of_extras(module, distribution, extras)
    elsewhere = checked.required_elsewhere(module, importer)
    if elsewhere is not None:
        distribution, marker, _platform = elsewhere
        message = f"'{module}' is not installed; {distribution} requires it only where {marker}"
        return message, "require it here as well, or import it only where it is required", Severity.ERROR
    return _undeclared(module, distributions, checked)


def in_a_function(module: str, importer: str, checked: Checked) -> tuple[str | None, Severity]:
    """(help, severity) for a module outside the target that a function imports and that is not installed.

    What the metadata says nothing about may be optional by design, since only that function needs it.
    """
    gone = stdlib.removed(module, checked.interpreter.version_info)
    missing = Missing(module, Raised("ModuleNotFoundError", (), "", None, ()))
    if gone is not None and _gone(missing, importer, checked):
        version = ".".join(map(str, gone.version))
        return f"removed from the standard library in Python {version}: {gone.instead}", Severity.ERROR
    if _in_stdlib(module, checked):
        return None, Severity.ERROR
    _message, help, severity = _judged(module, importer, checked)
    if severity is not Severity.ERROR or checked.required(module, importer) is not None:
        return help, severity
    elsewhere = checked.required_elsewhere(module, importer)
    if elsewhere is not None:
        return f"required only where {elsewhere[1]}", Severity.NOTE
    if checked.metadata.for_modules((importer,)):
        severity = Severity.WARNING
    return help, severity


def _required(
    module: str, distribution: str, requirement: str, checked: Checked
) -> tuple[str, str, Severity]:
    providers = checked.metadata.providing(module.partition(".")[0])
    if providers:
        message = f"'{module}' does not exist in the installed {', '.join(providers)}"
        return (
            message,
            f"{distribution} requires '{requirement}': install a version that has it",
            Severity.ERROR,
        )
    message = f"'{module}' is not installed, although {distribution} requires '{requirement}'"
    return message, f"the environment is incomplete: pip install '{requirement}'", Severity.ERROR


def _of_extras(module: str, distribution: str, extras: Sequence[str]) -> tuple[str, str, Severity]:
    shown = ", ".join(f"'{extra}'" for extra in extras[:_SHOWN])
    more = f" and {len(extras) - _SHOWN} more" if len(extras) > _SHOWN else ""
    noun = "extra" if len(extras) == 1 else "extras"
    message = f"'{module}' is not installed; it belongs to the {noun} {shown}{more} of {distribution}"
    return message, f"pip install '{distribution}[{extras[0]}]'", Severity.NOTE


def _undeclared(module: str, distributions: Sequence[str], checked: Checked) -> tuple[str, str, Severity]:
    providers = checked.metadata.providing(module.partition(".")[0])
    if providers:
        message = f"'{module}' does not exist in the installed {', '.join(providers)}"
        return message, "another version of it may be needed: say so in the requirements", Severity.ERROR
    message = f"'{module}' is not installed"
    if not distributions:
        return message, "install it, and declare it where the target's requirements are kept", Severity.ERROR
    whose = ", ".join(distributions[:_SHOWN])
    return (
        message,
        f"nothing in the metadata of {whose} declares it: add a requirement or an extra",
        Severity.ERROR,
    )


def _said_by_package(result: Result, checked: Checked) -> Finding | None:
    """The finding when an ImportError of the package itself says what should be installed.

    Nothing in the chain says which module it was (a flag was tested, or several were tried), so
    the words count only where they name something that is not installed here.
    """
    head = result.raised[0]
    if "ImportError" not in head.bases or not chains.on_purpose(head):
        return None
    words = _named_in(head.message, result.module.name, checked)
    wanted = next((word for word in words if _is_absent(word, checked)), None)
    if wanted is None:
        return None
    message, help, severity = _judged(wanted, result.module.name, checked)
    help = f"{help} (the package says: {tracebacks.one_line(head.message, 120)})"
    return drafts.import_failed(
        _RULE, result, checked, head, message, name=wanted, help=help, severity=severity
    )


def _named_in(message: str, importer: str, checked: Checked) -> list[str]:
    """Words of the message that name something to install: after "pip install", quoted, or of an extra."""
    match = _PIP_INSTALL.search(message)
    found = [match["name"]] if match and not match["extras"] else []
    words = re.findall(r"[A-Za-z][\w.-]*\w", message)
    found += [word for word in words if any(_extras_of(word, importer, checked))]
    wants = _WANTS.search(message)
    if wants:  # "X requires 'y'" before "'y' is required"
        found += [*_QUOTED.findall(message, wants.start()), *_QUOTED.findall(message)]
    return list(dict.fromkeys(found))


def _extras_of(word: str, importer: str, checked: Checked) -> list[tuple[str, ...]]:
    return [checked.metadata.extras_needing(name, word) for name in checked.owners(importer)]


def _is_absent(word: str, checked: Checked) -> bool:
    top = word.partition(".")[0]
    known = top in checked.interpreter.stdlib_modules or checked.owns_module(word)
    return not known and not checked.metadata.providing(top) and checked.metadata.named(word) is None


def removed_help(chain: Sequence[Raised], checked: Checked) -> str | None:
    """What to do about a module that an earlier Python had, if that is what is missing."""
    for item in chains.missing(chain):
        gone = stdlib.removed(item.name, checked.interpreter.version_info)
        if gone is not None:
            version = ".".join(map(str, gone.version))
            return f"'{item.name}' was removed from the standard library in Python {version}: {gone.instead}"
    return None
