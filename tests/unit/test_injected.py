"""Which lines of a source count as putting a name into builtins, found without parsing every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from smoke.rules import injected


def puts(tmp_path: Path, *sources: str) -> bool:
    """Whether files with these sources put `_ip` into builtins."""
    paths = [tmp_path / f"module_{number}.py" for number, _ in enumerate(sources)]
    for path, source in zip(paths, sources, strict=True):
        path.write_text(source)
    return injected.place("_ip", frozenset(map(str, paths))) is not None


@pytest.mark.parametrize(
    "source",
    [
        "import builtins\nbuiltins._ip = 1\n",
        "import builtins\nbuiltins._ip: int = 1\n",
        "import builtins\nbuiltins . _ip, x = 1, 2\n",
        "import builtins\n(x, builtins._ip) = 1, 2\n",
        "import builtins as b\nb._ip = 1\n",
        "import six.moves.builtins as b\nfrom x import builtins as b\nb._ip = 1\n",
        "__builtins__['_ip'] = 1\n",
        "import builtins\nbuiltins.__dict__['_ip'] = 1\n",
        "import builtins\nvars(builtins)['_ip'] = 1\n",
        "import builtins\nvars(\n    builtins\n).update(_ip=1)\n",
        "import builtins\nbuiltins.__dict__.update({'_ip': 1})\n",
        "import builtins\nbuiltins.__dict__.setdefault('_ip', 1)\n",
        "import builtins\nsetattr(builtins, '_ip', 1)\n",
        "import builtins\nnames = builtins.__dict__\nnames['_ip'] = 1\n",
        "import builtins\nbuiltins.__dict__['_ip'], x = 1, 2\n",
        "import builtins\nbuiltins.__dict__['_ip'] += 1\n",
        "import builtins\nfor builtins.__dict__['_ip'] in [1]: pass\n",
        "from m import (\n    builtins as b\n)\nb._ip = 1\n",
        "import builtins as b; b._ip = 1\n",
        "import builtins as \\\n  b\nb._ip = 1\n",
        "names = __builtins__\nnames._ip = 1\n",
        "names = __builtins__",
    ],
)
def test_a_line_that_puts_the_name_there_is_found(source: str, tmp_path: Path) -> None:
    assert puts(tmp_path, source) is ("_ip" in source)


PUTTING = "import builtins\ndef put(name, value):\n    setattr(builtins, name, value)\n"


@pytest.mark.parametrize(
    ("line", "expected"), [("put ('_ip', 1)", True), ("print('_ip', put)", False), ("_ip = put", False)]
)
def test_a_name_that_is_given_to_a_function_which_puts_it_there_is_found(
    line: str, expected: bool, tmp_path: Path
) -> None:
    assert puts(tmp_path, PUTTING, f"from module_0 import put\n{line}\n") is expected


@pytest.mark.parametrize("library", ["gettext", "babel.support"])
def test_the_names_of_translations_are_installed(library: str, tmp_path: Path) -> None:
    source = f"import {library} as library\nlibrary.install ('shop', names=['_ip'])\n"
    assert puts(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        "import builtins\nprint(builtins._ip)\n",
        "import builtins\n_ip = builtins.dict\n",
        "import builtins\nprint(builtins.__dict__[_ip])\n",
        "import builtins\n_ip = __builtins__['_ip']\n",
        "# builtins._ip = 1\n",
        "# builtins as well: _ip = 1\n",
        "builtins_of_mine._ip = 1\n",
        "import builtins\nassert builtins._ip == 1\n",
    ],
)
def test_a_line_that_only_reads_or_speaks_of_it_is_none(source: str, tmp_path: Path) -> None:
    assert not puts(tmp_path, source)
