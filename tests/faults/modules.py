"""Modules that are no proper modules: replaced, deleted, rewritten, unreadable, no text at all."""

from __future__ import annotations

from faults import Fault

FAULTS = [
    Fault("becomes_an_object", "imported", "import sys\nsys.modules[__name__] = object()"),
    Fault("deletes_itself", "raised", "import sys\ndel sys.modules[__name__]", says="KeyError"),
    Fault("becomes_none", "imported", "import sys\nsys.modules[__name__] = None"),
    Fault(
        "is_of_a_class_that_raises",
        "imported",
        """
        import sys
        import types


        class Odd(types.ModuleType):
            def __getattribute__(self, name):
                raise SystemExit(name)


        sys.modules[__name__].__class__ = Odd
        """,
    ),
    Fault(
        "has_odd_attributes",
        "imported",
        "__name__ = 5\n__file__ = object()\n__spec__ = 'spec'\n__loader__ = 1\n__path__ = None\n__all__ = 7",
    ),
    Fault("deletes_its_attributes", "imported", "globals().clear()"),
    Fault("deletes_its_source", "imported", "import os\nos.unlink(__file__)"),
    Fault("rewrites_its_source", "imported", "with open(__file__, 'w') as file:\n    file.write('1 +')"),
    Fault(
        "deletes_its_bytecode",
        "imported",
        "import os\ntry:\n    os.unlink(__cached__)\nexcept OSError:\n    pass",
    ),
    Fault("has_null_bytes", "raised", files={"has_null_bytes.py": b"a = 1\n\0\n"}),
    Fault("is_not_utf_8", "raised", files={"is_not_utf_8.py": b"a = '\xff\xfe'\n"}, says="SyntaxError"),
    Fault(
        "has_an_unknown_encoding",
        "raised",
        files={"has_an_unknown_encoding.py": b"# coding: klingon\n"},
        says="SyntaxError",
    ),
    Fault("is_too_deep_to_compile", "raised", "(" * 1000 + ")" * 1000),
    Fault("is_a_long_chain", "raised", "x = 1\nx" + ".y" * 100_000),
    Fault("is_large", "imported", "values = [\n" + "    'a text',\n" * 50_000 + "]\n"),
    Fault("has_many_functions", "imported", "".join(f"def f{n}():\n    return {n}\n" for n in range(5000))),
    Fault("is_broken_bytecode", "raised", files={"is_broken_bytecode.pyc": b"\0" * 100}, says="ImportError"),
    Fault("is_a_fifo", "skipped", links={"is_a_fifo.py": "fifo"}),
    Fault("is_a_broken_link", "skipped", links={"is_a_broken_link.py": "nowhere.py"}),
    Fault("is_a_link_to_itself", "skipped", links={"is_a_link_to_itself.py": "is_a_link_to_itself.py"}),
    Fault(
        "skips_itself",
        "skipped",
        "import unittest\nraise unittest.SkipTest('another day')",
    ),
    Fault(
        "makes_functions_of_an_odd_kind",
        "imported",
        """
        import types


        def plain():
            pass


        code = plain.__code__
        many = [types.FunctionType(code.replace(co_name="n%d" % n), {"__name__": n}) for n in range(100)]
        plain.__globals__.setdefault("x", many)
        """,
    ),
]
