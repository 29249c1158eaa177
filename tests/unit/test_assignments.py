"""Which lines of a source count as setting an attribute of a module, found without parsing every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from smoke.rules import assignments


def sets(tmp_path: Path, source: str) -> bool:
    """Whether a file with this source may set `debug` on `pkg.settings`."""
    path = tmp_path / "module.py"
    path.write_bytes(source.encode())
    found = assignments.of([str(path)], {"debug"}, assignments.called("pkg.settings", "settings"))
    return found.sets("debug", "pkg.settings", "settings")


@pytest.mark.parametrize(
    "line",
    [
        "settings.debug = True",
        "settings.debug: bool = True",
        "settings.debug, other = 1, 2",
        "(other, settings.debug) = 1, 2",
        "[settings.debug] = [1]",
        "setattr(settings, 'debug', True)",
        'setattr(settings, "debug", True)',
        "setattr(settings, key, value)",
        "setattr(pkg.settings, key, value)",
        "setattr(\n    settings,\n    key,\n    value,\n)",
        "vars(settings)['debug'] = True",
        "settings.__dict__['debug'] = True",
        "vars(settings).update(values)",
        "settings.__dict__.update(values)",
        "pkg.settings.__dict__ .update(values)\nx.__dict__.update(debug=1)",
        "patch('pkg.settings.debug', True)",
        "monkeypatch.setattr('pkg.settings.debug', True)",
        "# é\nsettings.debug = True",
        "# all\nsettings.debug = True  # settings.debug",
        "patch.object (\n    the_settings_of(some, thing, 'with', \"texts\"),  # why\n    'debug',\n)",
        "settings.__setattr__('debug', True)",
        "vars(settings).setdefault('debug', True)",
        "vars(settings) \\\n    ['debug'] = True",
    ],
)
def test_a_line_that_sets_the_name_is_found(line: str, tmp_path: Path) -> None:
    assert sets(tmp_path, f"import pkg\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "settings.debug == True",
        "print(settings.debug)",
        "settings.debugging = True",
        "settings.debug += 1",
        "self.debug = True",
        "debug = True",
        "setattr(others, key, value)",
        "vars(others).update(values)",
        "settings.update(values)",
        "'''settings.debug = True'''",
        "  # settings.debug = True\nprint('debug')",
        "setattr(others, 'x', 1)\nprint('debug')",
    ],
)
def test_a_line_that_does_not_is_none(line: str, tmp_path: Path) -> None:
    assert not sets(tmp_path, f"import pkg\n{line}\n")


def test_a_file_that_does_not_parse_is_judged_by_its_text(tmp_path: Path) -> None:
    assert sets(tmp_path, "settings.debug = True\nthis is no Python\n")
