"""Modules and names that do not exist."""

import json


def module():
    import no_such_module_anywhere  # expect: unresolved-import no_such_module_anywhere
    return no_such_module_anywhere


def submodule():
    import json.no_such_part as part  # expect: unresolved-import json.no_such_part
    return part


def name():
    from json import lods  # expect: unresolved-import json.lods
    return lods


def name_of_what_is_not_loaded():
    from wave import no_such_wave, open  # expect: unresolved-import wave.no_such_wave
    return no_such_wave, open


def method_of_a_package():
    from email.mime import nothing  # expect: unresolved-import email.mime.nothing
    return nothing


def moved():
    from collections import Mapping  # expect [>= 3.10]: unresolved-import collections.Mapping "collections.abc"
    return Mapping


def removed():
    from distutils import log  # expect [>= 3.12]: unresolved-import distutils "removed"
    return log


def too_far():
    from .. import something  # expect: unresolved-import ..
    return something


class Holder:
    def method(self):
        class Inner:
            from json import lods  # expect: unresolved-import json.lods

        return Inner


def later():
    def inner():
        import no_such_module_anywhere  # expect: unresolved-import no_such_module_anywhere
        return no_such_module_anywhere

    return inner


def on_another_platform():
    import msvcrt  # expect: unresolved-import=note msvcrt "Windows"
    return msvcrt.getch()


def fallback_is_gone_too():
    try:
        import no_such_module_anywhere as found
    except ImportError:
        import no_such_fallback_either as found  # expect: unresolved-import no_such_fallback_either
    return found


def fallback_uses_what_is_gone():
    try:
        from wave import no_such_wave as found
    except ImportError:
        found = json.lods  # expect: missing-attribute json.lods
    return found
