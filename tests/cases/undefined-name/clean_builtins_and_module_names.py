# proof: everything()
# proof: Inner().show()
"""What every module has, and what every class body has."""


def everything():
    return __name__, __doc__, __file__, __spec__, __loader__, __package__, __builtins__, __debug__


class Inner:
    label = __qualname__
    home = __module__

    def show(self):
        return __class__, super().__repr__(), print, len, NotImplemented, Ellipsis


def made():
    class Local:
        where = __module__, __qualname__
        first = 1
        second = first + 1

        def third(self):
            return self.second

    return Local
