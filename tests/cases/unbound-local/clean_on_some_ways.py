"""What some way binds is never reported, however unlikely that way is."""

import contextlib
import sys

FLAG = False


def maybe(flag):
    if flag:
        value = 1
    return value


def never_here():
    if FLAG:
        value = 1
    if FLAG:
        return value
    return None


def loop(items):
    for item in items:
        pass
    return item


def attempted():
    try:
        value = int("1")
    except ValueError:
        print("no")
    return value


def swallowed():
    with contextlib.suppress(ValueError):
        value = int("x")
    return value


def with_and_pair(path):
    with open(path) as file:
        text = file.read()
    return path, text


def with_and_pair_behind(context, path):
    with context(path):
        first = path
        second = first
    return first, second, path, second


def handled():
    try:
        return value
    except UnboundLocalError:
        value = 1
    return value


def closed_over():
    def inner():
        return value

    value = 1
    return inner()


def platform():
    if sys.platform == "no such platform":
        return value
    value = 1
    return value


def early_exit():
    sys.exit(value) if FLAG else None
    value = 1
    return value


def finally_bound():
    try:
        value = 1
    finally:
        pass
    return value


def matched(items):
    while True:
        if items:
            value = items.pop()
            break
    return value


def generator():
    value = yield
    return value


def walrus(items):
    return [last := item for item in items], last
