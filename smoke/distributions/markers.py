"""Environment markers (PEP 508) of requirements, evaluated for the checked interpreter.

    holds('python_version < "3.10" and extra == "cli"', environment(interpreter…), {"cli"}) -> False

A marker that cannot be understood holds: whoever asks shall rather believe that something is required.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows", "cygwin": "CYGWIN", "java": "Java"}


def environment(version: str, platform: str, implementation: str) -> dict[str, str]:
    """The values of the marker variables of an interpreter on this machine."""
    import platform as this_machine

    major_minor = ".".join(version.split(".")[:2])
    return {
        "python_version": major_minor,
        "python_full_version": version,
        "os_name": "nt" if platform == "win32" else "java" if platform.startswith("java") else "posix",
        "sys_platform": platform,
        "platform_system": next((v for k, v in _SYSTEMS.items() if platform.startswith(k)), ""),
        "platform_machine": this_machine.machine(),
        "platform_release": this_machine.release(),
        "platform_version": this_machine.version(),
        "platform_python_implementation": {"cpython": "CPython", "pypy": "PyPy"}.get(implementation, ""),
        "implementation_name": implementation,
        "implementation_version": version,
    }


def holds(marker: str, values: Mapping[str, str], extras: Collection[str] = ()) -> bool:
    """Whether the marker is true in an environment when these extras (normalized) are wanted."""
    if not marker.strip():
        return True
    from packaging.markers import Marker  # here, because most runs evaluate none

    try:
        condition = Marker(marker)
        return any(condition.evaluate({**values, "extra": extra}) for extra in extras or ("",))
    except ValueError:  # no marker, or one that compares what cannot be compared
        return True
