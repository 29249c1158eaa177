"""The child's end of the wire: records out, commands in, on descriptors with fixed high numbers.

Everything used after the checked import is bound here before it: the package may replace
`os.write`, `json.dumps` or `sys.stdout`, and must not reach the records by doing so.
Fixed numbers let a forked child exchange its parent's channels for its own by `dup2`,
faulthandler's included, which remembers nothing but the number.

A record is marked with the token that the parent gave to this child and to no other, so what the
package writes to the descriptor counts for nothing. A package that closes all descriptors
takes no word from us either: the parent's end can be opened again (Linux).
"""

from __future__ import annotations

import json
import os
import resource
import sys
from _socket import CMSG_LEN, SCM_RIGHTS
from _socket import socket as _Socket

from .wire import RECORD_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Place = tuple[int, int]

RECORDS, TRACE, CONTROL = 0, 1, 2  # which of the channels, in the order in which they are passed

_write, _open, _dup2, _close, _fstat, _getpid = os.write, os.open, os.dup2, os.close, os.fstat, os.getpid
_ONLY_WRITE, _OSError = os.O_WRONLY | getattr(os, "O_CLOEXEC", 0), OSError
_decoder: Any = json.JSONDecoder()
_quote, _scan, _ROOM = json.encoder.encode_basestring_ascii, _decoder.scan_once, CMSG_LEN(8 * 4)
_repr, _BYTE_ORDER = repr, sys.byteorder


def _first_number() -> int:
    """The lowest of the fixed numbers: below the limit of open files, beyond what packages close.

    Programs that become a daemon often close everything up to 256. Above the numbers of the
    channels is room to sort them.
    """
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1000 if limit == resource.RLIM_INFINITY or limit > 1008 else limit - 8


_FIRST = _first_number()
_ASIDE = _FIRST + 4


class _Line:
    """Where the records of this process go, and how they are marked."""

    number = _FIRST + RECORDS
    place: Place | None = None  # device and inode of the pipe
    token = ""
    reopen = ""  # a path of the same pipe
    kept = b""  # goes before the next record
    owner = 0  # the process that may write: not what the package forks and lets run into our code


def number(which: int) -> int:
    """The descriptor on which a channel always lies in this process."""
    return _FIRST + which


def adopt(descriptors: list[int], wanted: dict[str, Any]) -> None:
    """Move freshly received descriptors (records, trace, control …) to the fixed numbers.

    `wanted` tells the token and the path of the records.
    """
    for which, descriptor in enumerate(descriptors):
        _dup2(descriptor, _ASIDE + which, False)
    for descriptor in descriptors:
        if not _ASIDE <= descriptor < _ASIDE + len(descriptors):
            _close(descriptor)
    for which in range(len(descriptors)):
        _dup2(_ASIDE + which, _FIRST + which, False)
        _close(_ASIDE + which)
    _Line.number, _Line.owner = _FIRST + RECORDS, _getpid()
    _Line.place = place(_Line.number)
    _Line.token, _Line.reopen = wanted["token"], wanted["reopen"]


def place(descriptor: int) -> Place | None:
    """What a descriptor leads to; None if it is closed."""
    try:
        found = _fstat(descriptor)
    except _OSError:
        return None
    return found.st_dev, found.st_ino


def is_mine() -> bool:
    """False in a process that the package has forked."""
    return _getpid() == _Line.owner


def keep(*records: dict[str, Any]) -> None:
    """Write these with the next ones that are sent: each time that something is written wakes the parent."""
    _Line.kept += b"".join([_line(each) for each in records])


def send(*records: dict[str, Any]) -> None:
    """Write these, after what was kept; a parent that no longer reads is an OSError."""
    keep(*records)
    text, _Line.kept = _Line.kept, b""
    if place(_Line.number) != _Line.place:
        _open_again()
    sent = 0
    while sent < len(text):
        sent += _write(_Line.number, text[sent : sent + 65536])


def _line(record: dict[str, Any]) -> bytes:
    line = ("\n" + _Line.token + encode(record) + "\n").encode("ascii")
    if len(line) > RECORD_LIMIT:
        record = {"is": "unexamined", "module": record.get("module", ""), "reason": "too much to tell"}
        line = ("\n" + _Line.token + encode(record) + "\n").encode("ascii")
    return line


def encode(value: Any) -> str:
    """JSON, by nothing that a package could have replaced."""
    kind = type(value)
    if kind is str:
        return _quote(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int or kind is float:
        return _repr(value)
    if kind is dict:
        return "{" + ",".join([_quote(key) + ":" + encode(each) for key, each in value.items()]) + "}"
    try:
        return "[" + ",".join(map(_quote, value)) + "]"  # long lists are lists of names
    except TypeError:
        return "[" + ",".join([encode(each) for each in value]) + "]"


def decode(text: str) -> Any:
    """The value of a JSON text."""
    return _scan(text, 0)[0]


def _open_again() -> None:
    """The package has closed the descriptor, or put something of its own there, which is left alone."""
    descriptor = _open(_Line.reopen, _ONLY_WRITE)
    if place(descriptor) != _Line.place:
        raise _OSError("the records' pipe is gone")
    _Line.number = descriptor


class Control:
    """The socket over which a process state is told what to fork; commands are JSON lines."""

    def __init__(self) -> None:
        self._socket = _Socket(fileno=_FIRST + CONTROL)
        self._recvmsg, self._sendall, self._token = self._socket.recvmsg, self._socket.sendall, _Line.token

    def receive(self) -> tuple[dict[str, Any] | None, list[int]]:
        """The next command and the descriptors that came with it; (None, []) when the parent is gone."""
        text = b""
        descriptors: list[int] = []
        while not text.endswith(b"\n"):
            part, ancillary, _flags, _address = self._recvmsg(65536, _ROOM)
            if not part:
                return None, descriptors
            text += part
            for _level, kind, data in ancillary:
                if kind == SCM_RIGHTS:
                    descriptors += [
                        int.from_bytes(data[i : i + 4], _BYTE_ORDER) for i in range(0, len(data) - 3, 4)
                    ]
        return decode(text.decode("ascii")), descriptors

    def release(self) -> None:
        """In a forked child: forget the parent's socket without closing the number."""
        self._socket.detach()

    def reply(self, answer: dict[str, object]) -> None:
        """Answer the command just received."""
        self._sendall((self._token + encode(answer) + "\n").encode("ascii"))
