"""The code handles the failure, or what it falls back to is there."""

import contextlib
import sys


def optional():
    try:
        import no_such_module_anywhere
    except ImportError:
        return None
    return no_such_module_anywhere


def says_what_to_do():
    try:
        import no_such_module_anywhere
    except ModuleNotFoundError as error:
        raise RuntimeError("install it") from error
    return no_such_module_anywhere


def new_one_is_there():
    try:
        from collections.abc import Mapping
    except ImportError:
        from collections import NoSuchMapping as Mapping
    return Mapping


def new_one_is_there_but_not_loaded():
    try:
        from wave import open
    except ImportError:
        from no_such_module_anywhere import open
    return open


def third_one_is_there():
    try:
        import no_such_module_anywhere as found
    except ImportError:
        try:
            import no_such_fallback_either as found
        except ImportError:
            import json as found
    return found


def by_version():
    if sys.version_info[0] == 2:
        import Queue
        from urllib import urlencode
        return Queue, urlencode
    return None


def suppressed():
    with contextlib.suppress(ImportError):
        import no_such_module_anywhere
        return no_such_module_anywhere


def anything_goes():
    try:
        import no_such_module_anywhere
    except Exception:
        no_such_module_anywhere = None
    return no_such_module_anywhere


def nested():
    try:
        def inner():
            import json
            return json
        return inner()
    except ImportError:
        return None
