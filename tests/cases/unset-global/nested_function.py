# proof: read() -> current
"""The global statement stands in a nested function and in a method."""


class App:
    def start(self):
        def really():
            global current, started
            current = self
            started = True

        return really


def read():
    return current, started  # expect: unset-global current; unset-global started
