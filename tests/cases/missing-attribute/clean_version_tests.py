"""Tests of a version that only calls could decide."""

import json


class Version:
    def __init__(self, text):
        self.parts = [int(part) for part in text.split(".")]

    def __lt__(self, other):
        return self.parts < other.parts


def by_class(text):
    if Version(json.__version__) < Version("1.0"):
        return json.old_loads(text)
    return json.loads(text)


def by_numbers(text):
    if int(json.__version__.split(".")[0]) < 1:
        return json.old_loads(text)
    elif tuple(map(int, json.__version__.split("."))) < (2, 0):
        return json.older_loads(text)
    return json.loads(text)


def by_return(text):
    version = json.__version__
    if Version("1.0") < Version(version):
        return json.loads(text)
    return json.old_loads(text)
