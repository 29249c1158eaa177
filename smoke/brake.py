"""When a run ends before its last module: enough modules have an error, or the user has had enough."""

from __future__ import annotations

from collections.abc import Callable

from smoke.dataclass import dataclass, field
from smoke.model import Finding, Result, Settings, Severity
from smoke.rules import registry
from smoke.rules.checked import Checked
from smoke.suppressions import Suppressions


@dataclass
class Brake:
    """Ends the run when enough modules have an error (`--maxfail`), or when the user ends it."""

    settings: Settings
    advance: Callable[[Result], object]  # told of each result
    suppressions: Suppressions = field(init=False)
    wanted: Callable[[Finding], bool] = field(init=False)
    failed: int = 0
    interrupted: bool = False  # by the user

    def __post_init__(self) -> None:
        self.suppressions = Suppressions(self.settings)  # its own: what it sees is judged again at the end
        text = self.settings.match
        self.wanted = lambda finding: True
        if text is not None:
            from smoke import matching

            self.wanted = matching.understand(text).matches

    @property
    def pulled(self) -> bool:
        """True once the run is to end."""
        enough = self.settings.maxfail is not None and self.failed >= self.settings.maxfail
        return self.interrupted or enough

    @property
    def reason(self) -> str:
        """Why the run ended early."""
        if self.interrupted:
            return "interrupted"
        return f"{self.failed} {'module' if self.failed == 1 else 'modules'} with an error (--maxfail)"

    def observer(self, view: Checked) -> Callable[[Result], bool]:
        """What the runner calls with each result; False to stop."""

        def observe(result: Result) -> bool:
            self.advance(result)
            if self.settings.maxfail is not None and not self.pulled and self._has_error(result, view):
                self.failed += 1
            return not self.pulled

        return observe

    def _has_error(self, result: Result, view: Checked) -> bool:
        from smoke.rules.judge import of_result

        active = registry.active(self.settings.select, self.settings.ignore)
        found = [each for each in of_result(result, view) if each.rule in active and self.wanted(each)]
        kept, _ = self.suppressions.hide(found)
        return any(finding.severity is Severity.ERROR for finding in kept)
