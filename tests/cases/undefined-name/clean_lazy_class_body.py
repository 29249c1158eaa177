# proof: make()
"""A class body inside a function reads what the body has stored before."""

import operator


def make():
    class Table:
        size = 3
        double = size * 2
        get = operator.itemgetter(0)
        again = get
        names = [name for name in ("a", "b")]

        for index in range(2):
            last = index
        del index

    return Table
