"""One stage between findings and report: what the user asked not to see, and what was asked for nothing.

Inline comments (`smoke/comments.py`) are honoured on the line that a finding reports and at
the end of its statement; `[[tool.smoke.ignore]]` entries by rule, module glob and name.
What is hidden stays in the report as suppressed, with the reason. A comment or an entry
that hid nothing is an `unused-suppression`, if this run could tell: the module was
examined, the rule was on, the run was not cut short.

Contract: `hide` any number of times, then `unused` once. The order of findings is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from smoke import comments, sources
from smoke.comments import Comment
from smoke.model import Finding, IgnoreEntry, InterpreterRun, Outcome, Result, Settings, Suppressed
from smoke.patterns import later
from smoke.rules import registry
from smoke.rules.judge import fingerprint

_RULE = "unused-suppression"
_EXAMINED = (Outcome.IMPORTED, Outcome.NOT_CHECKABLE)
_ENTRY = later(r"\s*\[\[\s*(?:tool\s*\.\s*smoke\s*\.\s*)?ignore\s*\]\]")


class Suppressions:
    """What may be hidden in one run, and what was."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._silent: set[str] = set()
        self._active = registry.active(settings.select, settings.ignore)
        self._used_comments: set[tuple[str, int, str]] = set()  # path, line, rule
        self._used_entries: set[IgnoreEntry] = set()

    def spare(self, paths: Iterable[str]) -> None:
        """Files that are known to hold no `# smoke: ignore`, so that they need not be read for it."""
        self._silent.update(paths)

    def hide(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Suppressed]]:
        """The findings that stay, and those that are suppressed."""
        kept: list[Finding] = []
        hidden: list[Suppressed] = []
        for finding in findings:
            suppressed = self._inline(finding) or self._by_entry(finding)
            if suppressed is None:
                kept.append(finding)
            else:
                hidden.append(suppressed)
        return kept, hidden

    def unused(self, runs: Sequence[InterpreterRun]) -> list[Finding]:
        """Findings about comments and entries that hid nothing, for the first interpreter that could tell."""
        if _RULE not in self._active:
            return []
        found = [
            finding for one, run, result in self._ours(runs) for finding in self._idle(one, run, result)
        ]
        kept = [
            finding for finding in found if self._by_entry(finding) is None
        ]  # a comment cannot hide itself
        return kept + [self._idle_entry(entry, runs) for entry in self._entries_in_question(runs)]

    def _inline(self, finding: Finding) -> Suppressed | None:
        if finding.path is None or finding.line is None:
            return None
        if not comments.may_concern(finding.path, finding.line):
            return None
        known = comments.of(finding.path)
        for line in known.lines_for(finding.line):
            comment = known.ours.get(line)
            if comment is not None and (not comment.rules or finding.rule in comment.rules):
                self._used_comments.add((finding.path, line, finding.rule if comment.rules else ""))
                return Suppressed(finding, "inline", comment.reason)
            if line in known.foreign and finding.rule in registry.NAME_RULES:
                return Suppressed(finding, "inline", known.foreign[line])
        return None

    def _by_entry(self, finding: Finding) -> Suppressed | None:
        for entry in self._settings.ignores:
            if (
                entry.rule == finding.rule
                and fnmatchcase(finding.module, entry.module)
                and entry.name in (None, finding.name)
            ):
                self._used_entries.add(entry)
                return Suppressed(finding, "settings", entry.reason)
        return None

    def _ours(self, runs: Sequence[InterpreterRun]) -> Iterable[tuple[Comment, InterpreterRun, Result]]:
        """Each `# smoke: ignore` in the planned modules' files, with the first run that examined it."""
        seen = set(self._silent)
        for run in runs:
            for result in run.results:
                path = result.module.path
                if path is None or path in seen or not _was_examined(result) or not comments.has_ours(path):
                    continue
                seen.add(path)
                yield from ((comment, run, result) for comment in comments.of(path).ours.values())

    def _idle(self, comment: Comment, run: InterpreterRun, result: Result) -> list[Finding]:
        """What there is to say about one comment: rules that do not exist, rules that hid nothing."""
        unknown = [rule for rule in comment.rules if rule not in registry.names()]
        found = [
            _about(comment, run, result, rule, f"'{comment.text}': there is no rule '{rule}'", _meant(rule))
            for rule in unknown
        ]
        used = {
            rule for path, line, rule in self._used_comments if (path, line) == (comment.path, comment.line)
        }
        wanted = set(comment.rules).difference(unknown) if comment.rules else {""}
        idle = sorted(rule for rule in wanted - used if _could_tell(rule, result, self._active))
        if idle:
            some = ", ".join(f"'{rule}'" for rule in idle) if set(idle) != set(comment.rules or ("",)) else ""
            message = (
                f"'{comment.text}' hides nothing" if not some else f"{some} of '{comment.text}' hides nothing"
            )
            found.append(
                _about(comment, run, result, ",".join(filter(None, idle)) or None, message, "remove it")
            )
        return found

    def _entries_in_question(self, runs: Sequence[InterpreterRun]) -> list[IgnoreEntry]:
        """The entries that hid nothing although the run would have shown what they are for."""
        idle = [entry for entry in self._settings.ignores if entry not in self._used_entries]
        return [entry for entry in idle if entry.rule in self._active and self._concerns(entry, runs)]

    def _concerns(self, entry: IgnoreEntry, runs: Sequence[InterpreterRun]) -> bool:
        """True if a module that the entry means was examined, or the whole package that would hold it."""
        results = [result for run in runs for result in run.results]
        matching = [result for result in results if fnmatchcase(result.module.name, entry.module)]
        if matching:
            return any(_could_tell(entry.rule, result, self._active) for result in matching)
        top = re.split(r"[.*?\[]", entry.module)[0]
        whole = not self._settings.include and not self._settings.exclude
        return whole and any(result.module.name == top and result.module.is_package for result in results)

    def _idle_entry(self, entry: IgnoreEntry, runs: Sequence[InterpreterRun]) -> Finding:
        name = f" and name '{entry.name}'" if entry.name else ""
        return Finding(
            _RULE,
            registry.severity(_RULE),
            runs[0].interpreter.id,
            entry.module,
            f"no finding of {entry.rule} in '{entry.module}'{name} was there to ignore",
            name=entry.name,
            path=self._settings.settings_file,
            line=_line_of(entry, self._settings),
            help=f"remove the entry ({entry.origin})" if entry.origin else "remove the entry",
            fingerprint=fingerprint((_RULE, entry.module, entry.rule, entry.name or ""), 0),
        )


def _was_examined(result: Result) -> bool:
    """False also for a module that does not import and was only read: too little is known of it."""
    if result.outcome in _EXAMINED:
        return True
    return result.names is not None and result.outcome is Outcome.SKIPPED


def _could_tell(rule: str, result: Result, active: frozenset[str]) -> bool:
    """True if a finding of that rule ("" any) would have been seen in this module."""
    if rule and rule not in active:
        return False
    return _was_examined(result) or (
        rule != "" and rule not in registry.NAME_RULES and result.outcome in _FAILED
    )


_FAILED = (Outcome.RAISED, Outcome.EXITED, Outcome.CRASHED, Outcome.TIMED_OUT)


def _about(
    comment: Comment, run: InterpreterRun, result: Result, name: str | None, message: str, help: str | None
) -> Finding:
    return Finding(
        _RULE,
        registry.severity(_RULE),
        run.interpreter.id,
        result.module.name,
        message,
        name=name,
        path=comment.path,
        line=comment.line,
        column=comment.column,
        end_line=comment.line,
        end_column=comment.column + len(comment.text),
        help=help,
        fingerprint=fingerprint((_RULE, result.module.name, comment.text, name or ""), 0),
    )


def _meant(rule: str) -> str:
    return registry.closest(rule).removeprefix(", ") or "`smoke --list-rules` shows them all"


def _line_of(entry: IgnoreEntry, settings: Settings) -> int | None:
    """The line of the entry in the settings file, counted by its headings."""
    number = re.search(r"ignore\[(\d+)\]$", entry.origin)
    if settings.settings_file is None or number is None:
        return None
    headings = [
        line for line, text in enumerate(sources.lines(settings.settings_file), 1) if _ENTRY.match(text)
    ]
    index = int(number[1])
    return headings[index] if index < len(headings) else None
