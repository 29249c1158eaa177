"""Child side of `smoke.interpreter`: says what this interpreter is, or where it would find modules.

    describe.main([descriptor, request])        one line of JSON goes to the descriptor

A request is a JSON object: `{}` asks for the description, `{"likely": […]}` also for where each of these
names would come from (`located` in the answer), and `{"names": […], "path": […]}` for where
each dotted name would come from with that `sys.path`:

    {"requests": {"origin": "/…/requests/__init__.py", "search": ["/…/requests"]}, "nope": null}

No module is imported to find it: the finders on `sys.meta_path` are asked, one level after the
other. This child never runs the checked package, so it may load what the other probes must not.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

# Modules of single platforms, which no folder shows on the others; 3.10+ has a list.  # PYVERSIONS
_ELSEWHERE = (
    "_msi _overlapped _scproxy _winapi msilib msvcrt nt winreg winsound "
    "_posixsubprocess fcntl grp nis ossaudiodev posix pwd readline resource spwd syslog termios"
)


def main(arguments: list[str]) -> None:
    descriptor, request = int(arguments[0]), json.loads(arguments[1])
    answer = _locations(request["names"], request["path"]) if "names" in request else _description()
    if "likely" in request:
        answer["located"] = _locations(request["likely"], answer["sys_path"])
    with os.fdopen(descriptor, "w") as stream:
        stream.write(json.dumps(answer) + "\n")


def _description() -> dict[str, Any]:
    path = [entry for entry in sys.path if isinstance(entry, str)]  # before anything below is imported
    from importlib import machinery

    stdlib = os.path.dirname(os.path.abspath(os.__file__))
    return {
        "executable": sys.executable,
        "version": ".".join(map(str, sys.version_info[:3])),
        "version_info": list(sys.version_info[:3]),
        "implementation": sys.implementation.name,
        "threading": "t" if "t" in getattr(sys, "abiflags", "") else "",
        "platform": sys.platform,
        "sys_path": path,
        "source_suffixes": machinery.SOURCE_SUFFIXES,
        "bytecode_suffixes": machinery.BYTECODE_SUFFIXES,
        "extension_suffixes": machinery.EXTENSION_SUFFIXES,
        "builtin_modules": sorted(sys.builtin_module_names),
        "stdlib_modules": sorted(_stdlib(stdlib, machinery.EXTENSION_SUFFIXES)),
        "stdlib_path": stdlib,
        "can_fork": hasattr(os, "fork"),
    }


def _stdlib(folder: str, extension_suffixes: list[str]) -> set[str]:
    names = getattr(sys, "stdlib_module_names", None)  # PYVERSIONS: 3.10+
    if names is None:
        names = set(sys.builtin_module_names) | set(_ELSEWHERE.split())
        names |= _top_level(folder, [".py"]) | _top_level(
            os.path.join(folder, "lib-dynload"), extension_suffixes
        )
    return names


def _top_level(folder: str, suffixes: list[str]) -> set[str]:
    if not os.path.isdir(folder):
        return set()
    found = set()
    for name in os.listdir(folder):
        stem = next((name[: -len(suffix)] for suffix in suffixes if name.endswith(suffix)), name)
        if stem != name or os.path.isfile(os.path.join(folder, name, "__init__.py")):
            found.add(stem)
    return {name for name in found if name.isidentifier()}


def _locations(names: list[str], path: list[str]) -> dict[str, Any]:
    sys.path[:] = path
    return {name: _location(name) for name in names}


def _location(name: str) -> dict[str, Any] | None:
    spec, search, dotted = None, None, ""
    for part in name.split("."):
        dotted = dotted + "." + part if dotted else part
        spec = _spec(dotted, search)
        if spec is None:
            return None
        search = spec.submodule_search_locations
        if search is None and dotted != name:
            return None
        if search is not None and dotted not in sys.modules:
            _stand_in(dotted, search)
    return _facts(spec)


def _spec(name: str, search: list[str] | None) -> Any:
    frozen = None
    for finder in list(sys.meta_path):
        try:
            spec = finder.find_spec(name, search)
        except Exception:  # a finder of some package; the import system would fail here as well
            continue
        if spec is not None and spec.origin == "frozen":
            frozen = frozen or spec  # its source file is what can be examined
        elif spec is not None:
            return spec
    return frozen


def _stand_in(name: str, search: list[str]) -> Any:
    """Nested namespace packages ask `sys.modules` for the path of their parent."""
    module = type(sys)(name)
    module.__path__ = search
    sys.modules[name] = module


def _facts(spec: Any) -> dict[str, Any]:
    search = spec.submodule_search_locations
    return {
        "origin": spec.origin if isinstance(spec.origin, str) else None,
        "search": None if search is None else [entry for entry in search if isinstance(entry, str)],
    }
