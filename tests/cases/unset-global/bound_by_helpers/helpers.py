"""Helpers that bind names in modules which only their callers know."""

import inspect
import sys


def declare(value, name, namespace=None):
    if namespace is None:
        namespace = inspect.currentframe().f_back.f_globals
    if name in namespace:
        raise ValueError(name)
    kept = namespace[name] = value
    return kept


def component(name):
    def decorator(cls):
        for prefix in ("", "Scalar"):
            setattr(sys.modules[cls.__module__], prefix + name, cls)
        return cls

    return decorator


def publish(cls):
    vars(sys.modules[cls.__module__]).update({cls.__name__ + "Alias": cls})
    module = sys.modules[cls.__module__]
    module.__dict__[cls.__name__ + "Copy"] = cls
    return cls


class Registry:
    def __init__(self, names):
        frame = sys._getframe(1)
        frame.f_globals.update(dict.fromkeys(names, 1))


def mark():
    sys._getframe(1).f_globals["marked"] = True
    sys._getframe(1).f_globals.setdefault("counted", 0)


def looks_only(name):
    own = sys.modules[__name__]
    setattr(own, "last", name)
    setattr(sys.modules[__name__], "last", name)
    return sys._getframe(1).f_globals.get(name), sys.modules[name].__dict__
