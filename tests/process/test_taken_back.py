"""Modules that only define things share a process, and each has the verdict of a process of its own."""

from __future__ import annotations

from pathlib import Path

import interpreters
import pytest
from sharing import Run, bare_python, each_alone
from sharing import run as run  # a fixture
from trees import grow

from smoke.model import Isolation, Outcome

NAMES = [f"m{number}" for number in range(8)]
ODD = "m3"

# All of it is loaded before any of the modules that share a process.
BASE = """
import sys
seen = []
class Plain:
    pass
class Told:
    def __init_subclass__(cls):
        seen.append(cls.__name__)
class Meta(type):
    def __new__(mcs, name, bases, body):
        seen.append(name)
        return type.__new__(mcs, name, bases, dict(body))
class WithMeta(metaclass=Meta):
    pass
class Named:
    def __set_name__(self, owner, name):
        seen.append(name)
named = Named()
class Entries:
    def __mro_entries__(self, bases):
        seen.append("entries")
        return (Plain,)
entries = Entries()
class Key:
    @property
    def __doc__(self):
        seen.append("doc")
    def __hash__(self):
        seen.append("hash")
        return 1
    def __eq__(self, other):
        seen.append("eq")
        return True
    def __add__(self, other):
        seen.append("add")
        return self
    def __bool__(self):
        seen.append("bool")
        return True
    def __getattr__(self, name):
        seen.append(name)
        return self
    def __getitem__(self, name):
        seen.append(name)
        return self
    def __iter__(self):
        seen.append("iter")
        return iter(())
    def __call__(self, *rest):
        seen.append("call")
        return self
key = Key()
shared = [1]
del seen[:]
def look():
    import pkg, gc
    assert not seen, seen
    assert shared == [1]
    assert not Plain.__subclasses__(), Plain.__subclasses__()
    assert not [name for name in sys.modules if name.startswith("pkg.m")][1:]
    assert not [name for name in vars(pkg) if name.startswith("m")]
    assert not hasattr(sys, "smoke_odd")
"""
DEFINES = '''"""Defines things."""
from __future__ import annotations
import sys
from os import path as p
import pkg.base as b
from pkg.base import Plain
from pkg import base
TYPE_CHECKING = False
if TYPE_CHECKING:
    import not_there_at_all
if sys.version_info >= (3, 0):
    NEW = True
if __name__ == "__main__":
    main()
__all__ = ["f", "C"]
__all__ += ["D"]
TABLE = {"a": 1, "b": (1, 2), Plain.__name__ if False else "c": [p, b]}
NUMBERS = {1, 2, 3, 4}
MANY = ["a", "b", "c", "d"] + ["e"]
PAIRS: dict[str, int] = {}
def f(x, *rest, y=1, z=NEW):
    return NEW and sys
class C(Plain):
    """One."""
    __slots__ = ("a", "b")
    x: int
    size = 3
    def method(self):
        return super().__init__() or f
    @property
    def value(self):
        return 1
    @value.setter
    def value(self, new):
        pass
    @staticmethod
    def s(): pass
    @classmethod
    def c(cls): pass
    class Inner(base.Plain):
        pass
class D(Plain, Exception):
    pass
lazy = lambda: C
'''
# Loaded, too.
LAZY = """
def __getattr__(name):
    from pkg.base import seen
    seen.append(name)
    globals()[name] = 1
    return 1
"""
# Looks like DEFINES, as long as it is not run: a call may be that of a wrapper.
LOOKS = "from pkg.base import look\nproperty\nlook()\n"
# What is odd about one module. It must be seen by no other one, whether it is taken back or not.
ODDITIES = {
    "nothing": DEFINES,
    "a function that nobody binds a name of": "def f():\n    return not_there_either",
    "told of its subclasses": "from pkg.base import Told\nclass C(Told): pass",
    "told of its own": "class A:\n    def __init_subclass__(cls):\n        from pkg.base import seen\n"
    "        seen.append(1)\nclass B(A): pass",
    "a metaclass": "from pkg.base import WithMeta\nclass C(WithMeta): pass",
    "a metaclass of its own": "from pkg.base import Meta\nclass C(metaclass=Meta): pass",
    "a descriptor that is named": "from pkg.base import named\nclass C:\n    x = named",
    "a base that stands for another": "from pkg.base import entries\nclass C(entries): pass",
    "a decorator": "from pkg.base import key\n@key\nclass C: pass",
    "a decorated method": "from pkg.base import key\nclass C:\n    x = property\n    @key\n    def f(): pass",
    "a key of a dictionary": "from pkg.base import key\nx = {key: 1, 'b': 2}",
    "a member of a set": "from pkg.base import key\nx = {key, 1}",
    "an attribute": "from pkg.base import key\nx = key.anything",
    "an item": "from pkg.base import key\nx = key[1]",
    "a sum": "from pkg.base import key\nx = key + 1",
    "a list that is extended": "from pkg.base import shared\nshared += [2]",
    "an item of another's": "from pkg.base import shared\nshared[0] = 2",
    "an attribute of another's": "import sys\nsys.smoke_odd = 1",
    "a condition": "from pkg.base import key\nif key:\n    x = 1",
    "a comparison": "from pkg.base import key\nx = key == 1",
    "unpacking": "from pkg.base import key\nx = [*key, 1]",
    "an attribute that a module makes": "import pkg.lazy\nx = pkg.lazy.anything",
    "the documentation of a property": "from pkg.base import key\nclass C:\n    x = property(key)",
    "a deleted name": "class C: pass\nx = C\ndel C",
    "two classes of one name": "from pkg.base import Told, Plain\nclass C(Told): pass\nclass C(Plain): pass",
    "a class that is replaced": "from pkg.base import Told, Plain\nclass C(Told): pass\nC = Plain",
    "a neighbour": "from pkg import m0\n",
    "a module nobody has loaded": "import colorsys",
    "another self": "import sys\nproperty\nsys.modules[__name__] = sys",
    "a name of its own for itself": "__name__ = 'odd'\ndef f(): pass",
    "prints": "property\nprint('hello')",
    "fails": "import not_there_at_all",
    "fails later": "class C: pass\nx = not_there",
    "handles": "import sys\ntry:\n    import not_there_at_all\nexcept ImportError:\n    sys.smoke_odd = 1",
    "executes": "property\nexec('class C: pass')",
    "ends its process": "property\nimport os\nos._exit(0)",
    "is killed": "property\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "a name of the class around": "from pkg.base import key\nx = key\nclass C:\n    x = 1\n"
    "    class D:\n        y = x + 1",
    "a constant of a class": "class C:\n    x = 1\n    y = x\n    z = [x, y]",
    "a generic": "x: list\ndef f(a: int, b: str = '') -> None: pass",
}
SURROUNDINGS = {
    "a package with such names": "m2 = m4 = 1\n",
    "a package that makes names": "def __getattr__(name):\n    raise AttributeError(name)\n",
    "what the collector calls": "import gc\ngc.callbacks.append(lambda *rest: None)\n",
    "classes that are counted": "import builtins\nreal = builtins.__build_class__\n"
    "def build(*rest, **named):\n    pkg.base.seen.append(1)\n    return real(*rest, **named)\n"
    "builtins.__build_class__ = build\n",
    "another module type": "import sys, types\nclass M(types.ModuleType): pass\n"
    "sys.modules[__name__].__class__ = M\n",
    "tracing": "import sys\nsys.settrace(lambda *rest: None)\n",
    "an audit hook": "import sys\nsys.addaudithook(lambda *rest: None)\n",
    "a signal at any time": "import signal\nsignal.signal(signal.SIGALRM, lambda *rest: None)\n",
}


def _package(folder: Path, odd: str, init: str = "", looks: str = LOOKS) -> Path:
    files = {f"pkg/{name}.py": DEFINES for name in NAMES}
    files[f"pkg/{ODD}.py"] = odd + "\n"
    files[f"pkg/{NAMES[NAMES.index(ODD) + 1]}.py"] = looks
    files["pkg/__init__.py"] = "import pkg.base, pkg.lazy, os\n" + init
    return grow(folder, {"pkg/base.py": BASE, "pkg/lazy.py": LAZY, **files}) / "pkg"


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_modules_that_only_define_things_share_a_process(run: Run, tmp_path: Path, version: str) -> None:
    python = bare_python(version, tmp_path)
    package = _package(tmp_path, DEFINES, looks=DEFINES)
    forked = run(package, python=python)
    assert forked.groups == [[f"pkg.{name}" for name in NAMES]]
    for name in NAMES:
        names = forked.results[f"pkg.{name}"].names
        assert names is not None
        assert names.functions == 7
        assert forked.results[f"pkg.{name}"].isolation is Isolation.FORK
    assert forked.told() == run(package, Isolation.FRESH, python=python).told()


@pytest.mark.parametrize("kind", ODDITIES)
def test_what_one_does_is_seen_by_no_other(run: Run, tmp_path: Path, kind: str) -> None:
    package = _package(tmp_path, ODDITIES[kind])
    forked = run(package)
    assert forked.groups
    assert forked.told() == run(package, Isolation.FRESH).told()
    for name in ("m0", "m2", "m4", "m5"):
        assert forked.results[f"pkg.{name}"].outcome is Outcome.IMPORTED


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_that_holds_in_every_version(run: Run, tmp_path: Path, version: str) -> None:
    python = bare_python(version, tmp_path)
    files = {"pkg/__init__.py": "import pkg.base, pkg.lazy, os\n", "pkg/base.py": BASE, "pkg/lazy.py": LAZY}
    for number, odd in enumerate(ODDITIES.values()):
        files[f"pkg/sub{number:02}/__init__.py"] = ""
        for name, code in (("a", DEFINES), ("b", odd), ("c", LOOKS), ("d", DEFINES)):
            files[f"pkg/sub{number:02}/{name}.py"] = code.replace("pkg import m0", "pkg.sub00 import a")
    package = grow(tmp_path, files) / "pkg"
    forked = run(package, python=python)
    for number, odd in enumerate(ODDITIES):
        assert forked.results[f"pkg.sub{number:02}.c"].outcome is Outcome.IMPORTED, odd
    assert forked.told() == each_alone(run, package, python).told()


@pytest.mark.parametrize("kind", SURROUNDINGS)
def test_what_the_package_has_put_in_the_way_is_heeded(run: Run, tmp_path: Path, kind: str) -> None:
    package = _package(tmp_path, DEFINES, SURROUNDINGS[kind], looks=DEFINES)
    forked = run(package)
    assert forked.groups
    assert forked.told() == run(package, Isolation.FRESH).told()


def test_a_package_whose_modules_belie_it_is_not_tried_for_long(run: Run, tmp_path: Path) -> None:
    code = "from pkg.base import WithMeta\nclass C(WithMeta): pass\n"
    files = {f"pkg/n{number:02}.py": code for number in range(12)}
    base = {"pkg/__init__.py": "import pkg.base\n", "pkg/base.py": BASE}
    seen = run(grow(tmp_path, {**base, **files}) / "pkg")
    assert len(seen.groups) == 2
    assert {result.outcome for result in seen.results.values()} == {Outcome.IMPORTED}


def test_each_depends_on_its_own_file_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = _package(tmp_path, DEFINES, looks=DEFINES)
    together = run(package)
    monkeypatch.setattr("smoke.runner.fork.TOGETHER", 1)
    alone = run(package)
    assert together.groups
    assert not alone.groups
    for name, result in together.results.items():
        assert result.touched is not None
        assert alone.results[name].touched is not None
        assert result.touched.files == alone.results[name].touched.files, name
