# proof: Reader().read() -> limit
"""A class attribute is no name inside a method."""


class Reader:
    limit = 10

    def read(self):
        return list(range(limit))  # expect: undefined-name limit

    def peek(self):
        return self.limit
