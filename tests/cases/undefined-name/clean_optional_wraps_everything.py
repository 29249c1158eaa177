# proof: parse("x")
"""An optional import, and a whole family of classes that exists only with it."""

import importlib.util

if importlib.util.find_spec("absent_clang") is not None:
    from absent_clang import cindex as cin
else:
    cin = None

if cin:
    from absent_symbols import Symbol, Variable

    class Transformer:
        def transform(self, node):
            return Variable(Symbol(node.spelling), cin)


def parse(text):
    if cin:
        return Transformer().transform(text)
    return text
