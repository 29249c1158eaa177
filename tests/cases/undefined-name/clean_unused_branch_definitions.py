# proof: clear()
# proof: Spinner().turn()
"""Functions in a branch that did not run do not exist, so what they use does not matter."""

import sys

try:
    from ctypes import windll_that_no_platform_has as _windll
except ImportError:

    def clear():
        return "fallback"

else:
    COORD = _windll.COORD

    def clear():
        return GetStdHandle(COORD)


if sys.platform == "win32":

    class Spinner:
        def turn(self):
            return _CursorInfo()

else:

    class Spinner:
        def turn(self):
            return "|"


if __name__ == "__main__":

    def demo():
        return Console()

    class Demo:
        def run(self):
            return argparse.ArgumentParser()

    demo()
