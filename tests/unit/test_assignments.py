"""Which lines of a source count as setting an attribute of a module, found without parsing every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from smoke.rules import assignments


def sets(tmp_path: Path, source: str) -> bool:
    """Whether a file with this source may set `debug` on `pkg.settings`."""
    path = tmp_path / "module.py"
    path.write_bytes(source.encode())
    found = assignments.of([str(path)], {"debug"}, assignments.called("pkg.settings", "settings"), ())
    return found.sets("debug", "pkg.settings", "settings", None)


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
        "globals().update({'debug': True})",
        "globals().update(dict(debug=True))",
        "globals().update(\n    debug = True,\n)",
        "names = globals()\n" + "pass\n" * 200 + "names['debug'] = True",
        "frame.f_globals['debug'] = True",
        "vars(settings)[key] = True",
        "settings.__dict__ |= values",
        "settings.__setattr__(key, True)",
        "object.__setattr__(settings, key, True)",
        "setattr(settings, 'de' + 'bug', True)",
        "from pkg import settings as s\nsetattr(s, key, True)",
        "module = sys.modules['pkg.settings']\nsetattr(module, key, True)",
        "setattr(importlib.import_module('pkg.settings'), key, True)",
        "setattr(sys.modules[__package__ + '.settings'], key, True)",
        "setattr(sys.modules[f'{__package__}.settings'], key, True)",
        "module = other or settings\nsetattr(module, key, True)",
        "for module in (other, settings):\n    setattr(module, key, True)",
        "def fill(names=vars(settings)):\n    names[key] = True",
        "exec(code, vars(settings))",
        "fill(vars(settings))",
        "class C:\n    def m(self):\n        self.m = settings\n        setattr(self.m, key, True)",
        "def fill(module):\n    setattr(module, key, True)\nfill(settings)",
        "def fill(module): setattr(module, key, True)\nfill(settings)",
        "def fill(module):\n    vars(module).update(values)\nfill(\n    module=settings)",
        "def fill(*modules):\n    for each in modules: setattr(each, key, True)\nfill(other, pkg.settings)",
        "def fill(name):\n    vars(sys.modules[name])[key] = True\nfill('pkg.settings')",
        "class Fill:\n    def __init__(self, module):\n        setattr(module, key, True)\nFill(settings)",
        "def fill(module):\n    def inner():\n        module.__dict__[key] = True\ns = settings\nfill(s)",
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
        "globals().update({'other': True})\nprint('debug')",
        "others = vars(x)\nsettings = 1\nothers[key] = True",
        "print(settings.__dict__, vars(settings)['debug'], dict(vars(settings)))",
        "self.settings.__dict__ == settings.__dict__",
        "setattr(self, key, True)\nprint(settings)",
        "def fill(module):\n    setattr(module, key, True)\nfill(others)\nprint(settings)",
        "def fill(module):\n    setattr(others, key, module)\nfill(settings)",
        "def fill(module):\n    setattr(module, key, True)\nfill(settings.others)",
        "def other():\n    g = globals()\ndef fill(g):\n    g[key] = True",
        "module = module + x\nsetattr(module, key, 1)",
    ],
)
def test_a_line_that_does_not_is_none(line: str, tmp_path: Path) -> None:
    assert not sets(tmp_path, f"import pkg\n{line}\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("globals().update(values)", True),
        ("globals()[key] = 1", True),
        ("g = globals()\n    g[key] = 1", True),
        ("global g\n    g = globals()\ndef other():\n    g[key] = 1", True),
        ("g: dict = globals()\n    g.setdefault(key, 1)", True),
        ("vars(sys.modules[__name__])[key] = 1", True),
        ("sys.modules[__name__].__dict__.update(values)", True),
        ("setattr(sys.modules.get(__name__), key, 1)", True),
        ("m = importlib.import_module(__name__)\n    setattr(m, key, 1)", True),
        ("exec(code, globals())", True),
        ("helper(names=globals())", True),
        ("return [setattr(sys.modules[__name__], key, 1) for key in x]", True),
        ("pass\ndef set_on(m):\n    setattr(m, key, 1)\ndef g():\n    set_on(sys.modules[__name__])", True),
        ("pass\ndef fill(name):\n    vars(sys.modules[name])[key] = 1\ndef g():\n    fill(__name__)", True),
        ("globals()['other'] = 1", False),
        ("return globals()[key], dict(globals()), eval(key, globals()), key in globals()", False),
        ("return getattr(sys.modules[__name__], key)", False),
        ("__import__(key, globals(), locals())", False),
        ("setattr(other, key, 1)\n    print(__name__, sys.modules)", False),
        ("pass\nglobals().update(values)", False),
        ("pass\ndef __getattr__(key):\n    globals()[key] = 1", False),
        ("pass\ndef set_on(m):\n    setattr(m, key, 1)\nset_on(sys.modules[__name__])", False),
    ],
)
def test_what_functions_do_to_their_own_module_counts_for_it(
    body: str, expected: bool, tmp_path: Path
) -> None:
    path = str(tmp_path / "settings.py")
    Path(path).write_text(f"def function(key):\n    {body}\n")
    for origin in (path, str(tmp_path / "other.py")):
        found = assignments.of([path], {"debug"}, assignments.called("pkg.settings", "s"), [origin])
        assert found.sets("debug", "pkg.settings", "s", origin) is (expected and origin == path)


def test_what_another_file_sets_on_what_it_is_given_is_found(tmp_path: Path) -> None:
    tools, start = tmp_path / "tools.py", tmp_path / "start.py"
    tools.write_text("def fill(module, values):\n    vars(module).update(values)\n")
    start.write_text("import tools, settings\ntools.fill(settings, {})\n")
    for files, expected in (([tools, start], True), ([start], False), ([tools], False)):
        found = assignments.of(list(map(str, files)), {"debug"}, {"settings"}, ())
        assert found.sets("debug", "pkg.settings", "settings", None) is expected


def test_a_file_that_does_not_parse_is_judged_by_its_text(tmp_path: Path) -> None:
    assert sets(tmp_path, "settings.debug = True\nthis is no Python\n")
