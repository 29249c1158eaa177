"""Which functions count as live, and what it takes to know that one is garbage."""

from __future__ import annotations

import subprocess
import sys

import pytest

PREPARE = """
import gc, sys
gc.disable()
sys.path[:0] = [%r]
from smoke.probe.live import Live, holds, reachable
live = Live(); live.take(); gc.freeze()
space = {"__name__": "made"}
def make(code):
    exec(code, space)
    live.take(); gc.freeze()
def names():
    return sorted(each.__qualname__ for each in live.functions(space))
"""

CASES = {
    "functions are found by their globals, wherever they hide": (
        """
make('''
class C:
    def method(self): pass
    hidden = [lambda: 1]
def outer():
    def inner(): pass
    return inner
kept = outer()
''')
""",
        "['C.<lambda>', 'C.method', 'outer', 'outer.<locals>.inner']",
    ),
    "a function is taken once, however often one asks": (
        """
make("def f(): pass")
live.take(); live.take()
""",
        "['f']",
    ),
    "functions made after a freeze are added to those before": (
        """
make("def f(): pass")
make("def g(): pass")
""",
        "['f', 'g']",
    ),
    "functions are found although the package has frozen the collector": (
        """
live.begin()
make("import gc\\ndef f(): pass\\ngc.freeze()\\ndef g(): pass")
""",
        "['f', 'g']",
    ),
    "a function is taken once although nothing was frozen in between": (
        """
for code in ("def f(): pass", "def g(): pass"):
    live.begin()
    exec(code, space)
    live.take()
""",
        "['f', 'g']",
    ),
    "a function is taken once although the package has unfrozen the collector": (
        """
make("def f(): pass")
live.begin()
make("import gc\\ngc.unfreeze()\\ndef g(): pass")
""",
        "['f', 'g']",
    ),
    "a function is taken once although the package has frozen the collector": (
        """
make("def f(): pass")
live.begin()
make("import gc\\ndef g(): pass\\ngc.freeze()")
live.begin()
make("def h(): pass")
""",
        "['f', 'g', 'h']",
    ),
    "what is frozen is not looked for again in the next import": (
        """
live.begin()
make("def f(): pass")
exec("def late(): pass", space); gc.freeze()
live.begin()
make("def g(): pass")
""",
        "['f', 'g']",
    ),
    "what only a cycle holds is garbage, what a module holds is not": (
        """
make('''
class C:
    def gone(self): return C
class D:
    def stays(self): return D
class C:
    def new(self): return C
''')
live.discard_garbage()
""",
        "['C.new', 'D.stays']",
    ),
    "functions are known again after the garbage is gone": (
        """
make("def f(): pass")
live.discard_garbage()
make("def g(): pass")
""",
        "['f', 'g']",
    ),
}


def run(code: str) -> str:
    program = PREPARE % __file__.rpartition("/tests/")[0] + code
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("title", CASES)
def test_live_functions(title: str) -> None:
    code, expected = CASES[title]
    assert run(code + "\nprint(names())") == expected


def test_the_obvious_holders_of_a_function_are_looked_through() -> None:
    code = """
make('''
import functools
class C:
    def method(self): pass
    @staticmethod
    def static(): pass
    @classmethod
    def klass(cls): pass
    @property
    def prop(self): pass
    class Inner:
        def method(self): pass
def decorate(f):
    @functools.wraps(f)
    def wrapper(): return f()
    return wrapper
@decorate
def decorated(): pass
class Elsewhere:
    def not_ours(self): pass
Elsewhere.__module__ = "elsewhere"
box = [lambda: 1]
''')
held = reachable(space)
print(sorted(each.__qualname__ for each in live.functions(space) if id(each.__code__) not in held))
"""
    assert run(code) == "['<lambda>', 'Elsewhere.not_ours']"


def test_holders_of_other_kinds_are_looked_through_as_well() -> None:
    code = """
make('''
class Cached:
    def __init__(self, function): self.function = function
class Slotted:
    __slots__ = ("function",)
class C:
    @Cached
    def cached(self): pass
    slotted = Slotted()
    slotted.function = lambda self: 1
registry = {"first": [(lambda: 2, "text")]}
def outer(given=lambda: 3): pass
class Replaced:
    def method(self): pass
class Replaced: pass
''')
def whether(name):
    return holds(space, {id(each.__code__) for each in live.functions(space) if each.__qualname__ == name})
print([whether(name) for name in ("C.cached", "C.<lambda>", "<lambda>", "outer", "Replaced.method")])
"""
    assert run(code) == "[True, True, True, True, False]"


def test_garbage_is_looked_for_again_after_the_next_import() -> None:
    code = """
make("class C:\\n def method(self): pass\\nclass C: pass")
found = [names()]
live.discard_garbage()
found.append(names())
make("class C:\\n def other(self): pass\\nclass C: pass")
found.append(names())
live.discard_garbage()
found.append(names())
print(found)
"""
    assert run(code) == "[['C.method'], [], ['C.other'], []]"


def test_a_namespace_is_found_by_the_name_of_its_module() -> None:
    code = """
make("def f(): pass")
print([each is space for each in live.namespaces("made")], live.namespaces("unmade"))
"""
    assert run(code) == "[True] []"


def test_code_is_found_in_every_function_around_it() -> None:
    code = """
make('''
def outer():
    def inner():
        return (lambda: missing)
    return inner
kept = outer()
def other(): pass
''')
names = {id(each): each.co_name for each in live.codes(space)}
for wanted in names:
    print(names[wanted], *sorted(names[each] for each in live.outermost(space, {wanted})))
print(live.outermost(space, ()))
"""
    assert sorted(run(code).splitlines()) == [
        "<lambda> inner outer", "inner inner outer", "other other", "outer outer", "set()",
    ]  # fmt: skip


def test_who_mentions_a_name_is_the_same_whether_it_was_looked_for_before_or_not() -> None:
    code = """
other = {"__name__": "other"}
def mentioning(name):
    [alone], both = live.mentioning([name]).values(), live.mentioning(["b", name])
    assert alone == both[name] and [each.__qualname__ for each in both["b"]] == ["g"]
    return sorted(each.__qualname__ for each in alone)
make("def f(): x.a = 1\\ndef g(): return b\\nclass C:\\n def h(self): return a")
found = [mentioning("a"), mentioning("b")]
live.seek(["a", "b"]); live.find()
found += [mentioning("a"), mentioning("b"), mentioning("c")]
make("def later(): return a + c")
exec("def gone(): return a", other); live.take()
found += [mentioning("a"), mentioning("b"), mentioning("c")]
live.drop(other)
found.append(mentioning("a"))
live.seek(["c"]); live.find()
found += [mentioning("a"), mentioning("c")]
live.discard_garbage()
found.append(mentioning("c"))
for each in found:
    print(*each)
"""
    assert run(code).splitlines() == [
        "C.h f", "g", "C.h f", "g", "",
        "C.h f gone later", "g", "later",
        "C.h f later",
        "C.h f later", "later",
        "later",
    ]  # fmt: skip
