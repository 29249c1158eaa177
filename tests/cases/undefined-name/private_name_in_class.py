# proof: Service().warn("x") -> _Service__journal
"""A module-level `__journal` is another name than `__journal` inside a class."""

import sys

__journal = sys.stderr


class Service:
    def warn(self, text):
        __journal.write(text)  # expect: undefined-name _Service__journal

    def __own(self):
        return 1

    def number(self):
        return self.__own()


def warn(text):
    __journal.write(text)
