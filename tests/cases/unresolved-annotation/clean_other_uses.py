"""Annotations that are no types: somebody uses them for help texts."""


def main(count: "how many", name: "whose") -> "what is printed":
    return count, name


def other(verbose: "loud"):
    return verbose
