"""As long as each part is a module, and wherever the code runs."""

import json
import os
import xml.dom.minidom as minidom
from os import path as place


def deep(name):
    return os.path.nope(name)  # expect: missing-attribute os.path.nope "posixpath"


def alias(name):
    return place.nope(name)  # expect: missing-attribute place.nope


def dotted(text):
    return minidom.parse_it(text)  # expect: missing-attribute minidom.parse_it


def in_a_comprehension(texts):
    return [json.lods(text) for text in texts]  # expect: missing-attribute json.lods


def made_later():
    def inner():
        return json.lods("1")  # expect: missing-attribute json.lods

    return inner


class Holder:
    def method(self):
        class Inner:
            value = json.lods  # expect: missing-attribute json.lods

        return Inner

    attribute = property(lambda self: json.lods)  # expect: missing-attribute json.lods


async def waits(stream):
    async with stream as opened:
        async for line in opened:
            yield json.lods(line)  # expect: missing-attribute json.lods


def imported_here():
    import json as codec
    from xml.dom import minidom as reader

    codec.lods("1")  # expect: missing-attribute codec.lods
    return reader.parse_it  # expect: missing-attribute reader.parse_it


def added_to():
    os.path.counter += 1  # expect: missing-attribute os.path.counter


def behind_a_guard_that_holds():
    if hasattr(json, "loads"):
        return json.lods  # expect: missing-attribute json.lods
    return None


def behind_a_handler_for_something_else():
    try:
        return json.lods("1")  # expect: missing-attribute json.lods
    except (ValueError, KeyError):
        return None
    finally:
        print("done")


def logged_and_raised_again(log):
    try:
        return json.lods("1")  # expect: missing-attribute json.lods
    except Exception:
        log.exception("no")
        raise
