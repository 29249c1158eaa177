"""A traceback keeps the frame of code given to `exec`; nobody calls that code again."""

import sys


def stub(line):
    code = compile("\n" * (line - 1) + "raise made_up_name", __file__, "exec")
    code = code.replace(co_name="stub")
    try:
        exec(code, dict(globals()), {})
    except NameError:
        return sys.exc_info()[2]


KEPT = stub(9)

try:

    class Body:
        kept = 1
        raise another_made_up_name
except NameError as error:
    TRACEBACK = error.__traceback__
