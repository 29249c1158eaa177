"""`wrong-platform`: the module is for another platform, and that is why it does not import here.

Four ways to see it: a standard-library module that only another platform has, an attribute
of a standard-library module that only another platform has, a requirement that holds only on another
platform, or words of the package that leave no doubt. The words are judged conservatively: a real
failure that is taken for a platform note is worse than a note that is shown as a failure.
"""

from __future__ import annotations

import re
from functools import cache

from smoke import sources
from smoke.model import Finding, Raised, Result
from smoke.patterns import later
from smoke.rules import chains, drafts, tracebacks
from smoke.rules.availability import foreign_attribute, foreign_module, is_unix
from smoke.rules.chains import Missing
from smoke.rules.checked import Checked

_PYTHON_MISTAKES = frozenset(
    {"AttributeError", "TypeError", "NameError", "LookupError", "SyntaxError", "ValueError"}
)


def wrong_platform(result: Result, checked: Checked) -> Finding | None:
    """The note that a module which did not import is for another platform, if that is why."""
    platform, head = checked.interpreter.platform, result.raised[0]
    for missing, message in _foreign_first(result, checked):
        return drafts.import_failed(
            "wrong-platform", result, checked, missing.raised, message, name=missing.name
        )
    attribute = foreign_attribute(head, platform)
    if attribute is not None:
        message = f"'{attribute[0]}' exists only on {attribute[1]}"
        return drafts.import_failed("wrong-platform", result, checked, head, message, name=attribute[0])
    said = tracebacks.summary(head) if says_so(head, platform) else _asserted(head, platform)
    return drafts.import_failed("wrong-platform", result, checked, head, said) if said else None


def says_so(raised: Raised, platform: str) -> bool:
    """True if the message says that the module is for a platform other than this one."""
    if not _PYTHON_MISTAKES.isdisjoint(raised.bases) and "." not in raised.type:
        return False
    message = " ".join(raised.message.split())
    if _pattern(rf"(?:{_NAMES}|platform|system|os\b)").search(message) is None:
        return False
    return _only_elsewhere(message, platform) or _not_here(message, platform)


def _asserted(raised: Raised, platform: str) -> str | None:
    """`assert sys.platform == "win32"`, which fails without a word, if it is about another platform."""
    if "AssertionError" not in raised.bases or not raised.frames:
        return None
    text = sources.line(raised.frames[-1].path, raised.frames[-1].line) or ""
    match = _ASSERT.match(text)
    wanted = match and (match["platform"] or _NAMES_OF_OS.get(match["name"]))
    return (
        f"it needs another platform: {text.strip()}" if wanted and not platform.startswith(wanted) else None
    )


def _foreign_first(result: Result, checked: Checked) -> list[tuple[Missing, str]]:
    """The missing modules, each with a message, if all alternatives are modules of another platform."""
    found = chains.missing(result.raised)
    if any(checked.owns_module(missing.name) for missing in found[:1]):
        return []
    told = [(missing, _foreign(missing.name, result.module.name, checked)) for missing in found]
    return [(missing, message) for missing, message in told if message] if all(m for _, m in told) else []


def _foreign(module: str, importer: str, checked: Checked) -> str | None:
    """Why this is a module for another platform."""
    platform = foreign_module(module, checked.interpreter.platform)
    if platform is not None:
        return f"'{module}' exists only on {platform}"
    if module.partition(".")[0] in checked.interpreter.stdlib_modules:
        return None
    elsewhere = checked.required_elsewhere(module, importer)
    if elsewhere is None or not elsewhere[2]:
        return None
    if any(checked.metadata.extras_needing(each, module) for each in checked.owners(importer)):
        return None
    return f"'{module}' is not installed; {elsewhere[0]} requires it only where {elsewhere[1]}"


_WORDS = {
    "linux": r"linux",
    "win32": r"(?:ms[- ])?windows(?: nt)?|win32|win64",
    "darwin": r"mac ?os(?: ?x)?|darwin|os ?x",
    "bsd": r"(?:free|open|net)?bsd",
    "unix": r"unix(?:es|-like)?|posix",
    "emscripten": r"emscripten|wasm|pyodide|webassembly",
    "cygwin": r"cygwin",
    "other": r"solaris|sunos|aix|android|ios|haiku|jython|ironpython",
}
_NAMES = "|".join(_WORDS.values())
_LIST = rf"(?P<names>(?:{_NAMES})(?:(?:,| and| or|/|,? and/or|, or)? ?(?:{_NAMES}))*)"
_VERSION = r"(?: ?[\d.]+\+?)?(?: or (?:later|newer|higher|above))?"
_SYSTEM = r"(?: (?:systems?|platforms?|hosts?|machines?|os(?:es)?|operating systems?))?"
_END = r"(?=[\s.,;:!)]*$)"
_ON = r"(?:on|under|for|with|in)(?: the| a| an)?"
_VERBS = (
    "supported|available|work|works|working|run|runs|usable|used|implemented|intended|meant|valid|imported"
)
_ABLE = rf"(?:be )?(?:{_VERBS}|compatible)"
_ONLY = r"(?:only|exclusively|solely)"
_NOT = r"(?:not|isn't|doesn't|cannot|can't|never|no longer|un(?=supported|available|usable))"
_HERE = r"(?:this|your|the current) (?:platform|operating system|os|system)"
_UNABLE = r"not (?:be )?(?:supported|available|implemented|usable|used)|unsupported|unavailable"

_NAMES_OF_OS = {"nt": "win32"}
_ASSERT = later(
    r"""\s*assert\s+(?:(?:sys\.)?platform(?:\s*==\s*|\.startswith\()["'](?P<platform>\w+)["']"""
    r"""|(?:os\.)?name\s*==\s*["'](?P<name>\w+)["'])"""
)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Made when a message needs it: together they take longer than everything else in this room."""
    return re.compile(rf"\b{text}", re.IGNORECASE)


_ONLY_ON = (
    rf"{_ONLY} (?:{_ABLE} )?{_ON} {_LIST}\b",
    rf"{_ABLE} {_ONLY} {_ON} {_LIST}\b",
    rf"{_LIST}[- ]only\b",
    rf"{_ONLY} {_LIST}{_SYSTEM} (?:is|are) {_ABLE}\b",
    rf"(?:requires?|needs) (?:an? )?{_LIST}{_VERSION}{_SYSTEM}{_END}",
    rf"{_LIST} (?:is|are) required\b",
    rf"not (?:running )?(?:on |under )?(?:an? )?{_LIST}{_SYSTEM}{_END}",
)
_NOT_ON = rf"{_NOT}\s*{_ABLE} {_ON} {_LIST}\b"
_NOT_HERE = (
    rf"(?:{_UNABLE}|does not (?:work|run|exist)|cannot be used) (?:on|for|under|in) {_HERE}\b",
    rf"{_HERE} (?:is|are) (?:not supported|unsupported)\b",
    r"unsupported (?:platform|operating system|os)\b",
)


def _only_elsewhere(message: str, platform: str) -> bool:
    """ "win32 only", "requires macOS", "not Windows": true if this platform is none of those named."""
    matches = [match for text in _ONLY_ON if (match := _pattern(text).search(message))]
    return any(not _mentions(match["names"], platform) for match in matches)


def _not_here(message: str, platform: str) -> bool:
    """ "not supported on Linux" (on Linux), "not available on this platform"."""
    match = _pattern(_NOT_ON).search(message)
    if match and _mentions(match["names"], platform):
        return True
    return any(_pattern(text).search(message) for text in _NOT_HERE)


def _mentions(names: str, platform: str) -> bool:
    """True if the words name this platform, or a family that it belongs to."""
    families = {"unix", platform} if is_unix(platform) else {platform}
    if "bsd" in platform:
        families.add("bsd")
    return any(
        re.search(rf"\b(?:{_WORDS[word]})\b", names, re.IGNORECASE) for word in families if word in _WORDS
    )
