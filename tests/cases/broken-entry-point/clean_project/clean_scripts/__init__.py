"""Everything that the project declares is there, one thing only when it is asked for."""


def main():
    return 0


class Group:
    @classmethod
    def command(cls):
        return 0


def __getattr__(name):
    if name == "made_on_demand":
        return main
    raise AttributeError(name)
