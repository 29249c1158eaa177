"""Exceptions that are hard to tell about: their text, their class, their chain."""

from __future__ import annotations

from faults import Fault

FAULTS = [
    Fault(
        "has_no_text",
        "raised",
        "class Mute(Exception):\n    def __str__(self):\n        raise RuntimeError('mute')\n\n\nraise Mute",
        says="<no message: str() raised RuntimeError>",
    ),
    Fault(
        "has_a_text_that_exits",
        "raised",
        "class Bye(Exception):\n    def __str__(self):\n        raise SystemExit(0)\n\n\nraise Bye",
        says="<no message: str() raised SystemExit>",
    ),
    Fault(
        "has_a_text_that_leaves",
        "exited",
        "import os\n\n\nclass Bye(Exception):\n    def __str__(self):\n        os._exit(0)\n\n\nraise Bye",
        says="status 0",
    ),
    Fault(
        "has_fifty_megabytes_of_text", "raised", "raise ValueError('x' * 50_000_000)", says="ValueError: xxxx"
    ),
    Fault("has_surrogates", "raised", r"raise ValueError('\ud800 \udfff')", says="ValueError"),
    Fault("has_wide_characters", "raised", r"raise ValueError('\U0001F600' * 20_000)", says="ValueError"),
    Fault(
        "has_escapes",
        "raised",
        r"raise ValueError('\x1b[31m\x07\x00\x9b\n::error::injected\n]]> </script> \u202e')",
        says="ValueError",
    ),
    Fault(
        "has_a_text_that_is_none",
        "raised",
        "class Odd(Exception):\n    def __str__(self):\n        return None\n\n\nraise Odd",
        says="<no message: str() raised TypeError>",
    ),
    Fault(
        "has_a_text_of_its_own_kind",
        "raised",
        """
        class Text(str):
            def __getitem__(self, key):
                raise RuntimeError("no part of me")


        class Odd(Exception):
            def __str__(self):
                return Text("own kind")


        raise Odd
        """,
        says="own kind",
    ),
    Fault(
        "has_a_chain_of_three_thousand",
        "raised",
        """
        error = ValueError("first")
        for number in range(3000):
            following = ValueError("link %d" % number)
            following.__cause__ = error
            error = following
        raise error
        """,
        says="link 2999",
    ),
    Fault(
        "is_its_own_cause",
        "raised",
        """
        error, other = ValueError("round"), KeyError()
        error.__cause__, other.__cause__ = other, error
        raise error
        """,
        says="ValueError: round",
    ),
    Fault(
        "is_of_a_class_that_lies",
        "raised",
        """
        class Meta(type):
            def __getattribute__(cls, name):
                raise RuntimeError(name)


        class Liar(Exception, metaclass=Meta):
            @property
            def __class__(self):
                return SystemExit

            @property
            def __cause__(self):
                raise RuntimeError("cause")

            @property
            def __traceback__(self):
                raise RuntimeError("traceback")

            def __getattribute__(self, name):
                raise RuntimeError(name)


        raise Liar("the text")
        """,
        says="Liar",
    ),
    Fault(
        "is_of_a_class_with_an_odd_name",
        "raised",
        "raise type('x' * 1_000_000, (Exception,), {'__module__': 5})('odd')",
        says="odd",
    ),
    Fault("is_no_exception", "raised", "raise 5", says="TypeError"),
    Fault(
        "is_a_base_exception",
        "raised",
        "class Base(BaseException):\n    pass\n\n\nraise Base('all the way')",
        says="all the way",
    ),
    Fault("is_a_generator_exit", "raised", "raise GeneratorExit('gone')", says="GeneratorExit: gone"),
    Fault("is_endless_recursion", "raised", "def f():\n    return f()\n\n\nf()", says="RecursionError"),
    Fault(
        "is_a_group_of_many",
        "raised",
        "raise ExceptionGroup('many', [ValueError(n) for n in range(10000)])",
        says="many",
        lowest=(3, 11),
    ),
    Fault(
        "is_a_syntax_error_of_its_own",
        "raised",
        """
        error = SyntaxError("odd")
        error.lineno, error.offset, error.filename = 10**30, -10**30, object()
        raise error
        """,
        says="SyntaxError",
    ),
    Fault(
        "is_an_import_error_of_its_own",
        "raised",
        "error = ImportError('odd', name=object(), path=5)\nerror.name = ['x']\nraise error",
        says="ImportError: odd",
    ),
    Fault(
        "comes_from_code_with_an_odd_place",
        "raised",
        "exec(compile('1 / 0', 'no such file\\n\\x1b[0m', 'exec'), {'__name__': 5})",
        says="ZeroDivisionError",
    ),
]
