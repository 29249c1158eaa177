"""What a test, a default or a handler keeps from running or from harm."""

import collections
import contextlib
import inspect
import json
import os
import signal
import sys
import time

PY2 = sys.version_info[0] == 2
HAVE_CLOCK = hasattr(time, "no_such_clock")


def by_version():
    if sys.version_info < (3, 3):
        return collections.NoSuchMapping
    if PY2:
        return json.no_such_name
    return None


def by_platform():
    if sys.platform == "win32":
        return signal.CTRL_C_EVENT
    return os.startfile if os.name == "nt" else None


def by_hasattr():
    if hasattr(time, "no_such_clock"):
        return time.no_such_clock()
    if HAVE_CLOCK:
        return time.no_such_clock()
    return hasattr(json, "nope") and json.nope


def by_default():
    return getattr(json, "nope", None)


def by_handler():
    try:
        return json.nope
    except AttributeError:
        return None


def by_wide_handler():
    try:
        return json.nope("1")
    except Exception:
        return None


def by_handler_that_raises():
    try:
        return json.nope
    except AttributeError as error:
        raise RuntimeError("too old") from error


def by_suppress():
    with contextlib.suppress(AttributeError):
        json.nope()


def the_new_one_is_there(function):
    try:
        found = inspect.getfullargspec(function)
    except AttributeError:
        found = inspect.no_such_spec(function)
    return found


def the_import_is_there():
    try:
        from collections import abc
    except ImportError:
        abc = collections.no_such_module
    return abc


def comprehension():
    try:
        return [json.nope for _ in range(3)]
    except AttributeError:
        return []


def set_right_here():
    json.remembered = 1
    return json.remembered


def only_deleted():
    del json.nothing_like_it


def never():
    if False:
        return json.nope
    raise NotImplementedError
    return json.nope


class Deferred:
    error = ValueError("later")


def by_class():
    if isinstance(json, Deferred):
        raise json.error
    return json.loads("1")
