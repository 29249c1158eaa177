# proof: where()
# proof: Date().leap()
"""Only the last definition of a name is alive."""


def where():
    return get_path("x")


def where():
    return "y"


class Date:
    def leap(self):
        return _is_leap(1)

    def other(self):
        return Date, self.leap()


class Date:
    def leap(self):
        return False
