"""Environment markers (PEP 508) of requirements, evaluated for the checked interpreter.

    holds('python_version < "3.10" and extra == "cli"', environment(interpreter…), {"cli"}) -> False

A marker that cannot be understood holds: whoever asks shall rather believe that something is required.

*Source*: the dependency specifiers specification (packaging.python.org).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TypeVar

from smoke.distributions.requirements import normalized

_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows", "cygwin": "CYGWIN", "java": "Java"}
_VERSIONS = ("python_version", "python_full_version", "implementation_version", "platform_release")
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*')|(?P<operator><=|>=|===|==|!=|~=|<|>)|(?P<paren>[()])|(?P<word>[\w.]+))"""
)

_Ordered = TypeVar("_Ordered", str, tuple[int, ...])


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
    try:
        return _Evaluation(_tokens(marker), values, extras).all()
    except (ValueError, IndexError, KeyError):
        return True


class _Evaluation:
    """One marker on its way to a truth value, by recursive descent."""

    def __init__(
        self, tokens: list[tuple[str, str]], values: Mapping[str, str], extras: Collection[str]
    ) -> None:
        self._tokens, self._values, self._extras, self._next = tokens, values, extras, 0

    def all(self) -> bool:
        """The value of the whole marker."""
        value = self._either()
        if self._next != len(self._tokens):
            raise ValueError(self._tokens[self._next])
        return value

    def _either(self) -> bool:
        value = self._both()
        while self._takes("or"):
            other = self._both()
            value = value or other
        return value

    def _both(self) -> bool:
        value = self._one()
        while self._takes("and"):
            other = self._one()
            value = value and other
        return value

    def _one(self) -> bool:
        if self._takes("("):
            value = self._either()
            if not self._takes(")"):
                raise ValueError("unbalanced")
            return value
        left = self._take()
        how = self._take()[1]
        if how == "not":
            how = f"not {self._take()[1]}"
        return self._compare(left, how, self._take())

    def _compare(self, left: tuple[str, str], how: str, right: tuple[str, str]) -> bool:
        if ("word", "extra") in (left, right):
            name = right[1] if left == ("word", "extra") else left[1]
            return (normalized(name) in self._extras) == (how in ("==", "==="))
        is_version = any(kind == "word" and text in _VERSIONS for kind, text in (left, right))
        return _is_true(self._value(left), how, self._value(right), is_version)

    def _value(self, token: tuple[str, str]) -> str:
        kind, text = token
        return text if kind == "text" else self._values[text]

    def _takes(self, text: str) -> bool:
        if self._next < len(self._tokens) and self._tokens[self._next][1] == text:
            self._next += 1
            return True
        return False

    def _take(self) -> tuple[str, str]:
        self._next += 1
        return self._tokens[self._next - 1]


def _is_true(left: str, how: str, right: str, is_version: bool) -> bool:
    if how in ("in", "not in"):
        return (left in right) == (how == "in")
    if is_version and re.match(r"\d", right):
        return _versions(left, how, right)
    if how in ("==", "==="):
        return left == right
    return left != right if how == "!=" else _in_order(left, how, right)


def _in_order(left: _Ordered, how: str, right: _Ordered) -> bool:
    sign = (left > right) - (left < right)
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[how]


def _versions(left: str, how: str, right: str) -> bool:
    if how == "~=":
        prefix = right.rpartition(".")[0] + ".*"
        return _versions(left, ">=", right) and _versions(left, "==", prefix)
    if how in ("==", "!=", "==="):
        wanted = _numbers(right.removesuffix(".*"))
        found = _numbers(left)
        same = found[: len(wanted)] == wanted if right.endswith(".*") else _padded(found) == _padded(wanted)
        return same == (how != "!=")
    return _in_order(_padded(_numbers(left)), how, _padded(_numbers(right)))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _padded(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (*numbers, *(0,) * (6 - len(numbers)))


def _tokens(marker: str) -> list[tuple[str, str]]:
    found, place, end = [], 0, len(marker.rstrip())
    while place < end:
        match = _TOKEN.match(marker, place)
        if match is None or match.lastgroup is None:
            raise ValueError(marker)
        kind, text = match.lastgroup, match[match.lastgroup]
        found.append((kind, text[1:-1] if kind == "text" else text))
        place = match.end()
    return found
