"""Every rule, option and setting has its place in the documentation, and nothing else has."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from smoke.model import Outcome, Settings
from smoke.rules import registry

ROOT = Path(__file__).resolve().parent.parent
RULES, SETTINGS = ROOT / "docs" / "rules.md", ROOT / "docs" / "settings.md"
SECTION = ("**What.**", "**Why.**", "**Example.**", "**What to do.**", "**When to ignore it.**")


def _sections(path: Path) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _options() -> list[str]:
    text = subprocess.run(
        [sys.executable, "-m", "smoke", "--help"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    return sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - {"--help"})


def test_every_rule_has_its_section_in_the_order_of_the_registry() -> None:
    assert [name for name in _sections(RULES) if name in registry.names()] == list(registry.names())


def test_no_section_is_about_a_rule_that_does_not_exist() -> None:
    about_rules = [name for name in _sections(RULES) if re.fullmatch(r"[a-z]+(-[a-z]+)+", name)]
    assert set(about_rules) <= set(registry.names())


@pytest.mark.parametrize("rule", registry.names())
def test_a_rule_says_what_why_and_what_to_do(rule: str) -> None:
    text = _sections(RULES)[rule]
    assert [part for part in SECTION if part not in text] == []
    severity = registry.named(rule).severity
    assert f"*{severity.value if severity else 'off'}*" in text


def test_every_option_is_documented_and_exists() -> None:
    documented = set(re.findall(r"`(?:-\w, )?(--[a-z][a-z-]+)", SETTINGS.read_text(encoding="utf-8")))
    assert documented == set(_options())


def test_every_key_of_the_settings_file_is_documented() -> None:
    text = SETTINGS.read_text(encoding="utf-8")
    missing = [key for key in _keys() if f"`{key}`" not in text]
    assert not missing


def test_every_outcome_is_documented() -> None:
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    assert [one.value for one in Outcome if f"`{one.value}`" not in text] == []


def test_the_readme_names_every_page_of_the_documentation() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"docs/{path.name}" not in text] == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def _keys() -> list[str]:
    """The keys that the settings file understands, as they are written there."""
    renamed = {"pythons": "python", "extras": "extra", "ignores": "ignore"}
    internal = {"settings_file", "output_file", "verbosity", "match", "shard"}
    names = [field.name for field in dataclasses.fields(Settings) if field.name not in internal]
    return [renamed.get(name, name).replace("_", "-") for name in names]
