"""The child's end of the wire: records out, commands in, on descriptors with fixed high numbers.

Everything used after the checked import is bound here before it: the package may replace
`os.write`, `json.dumps` or `sys.stdout`, and must not reach the records by doing so.
Fixed numbers let a forked child exchange its parent's channels for its own by `dup2`,
faulthandler's included, which remembers nothing but the number.
"""

from __future__ import annotations

import os
import resource
import sys
from json import JSONEncoder, loads

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

RECORDS, TRACE, CONTROL = 0, 1, 2  # which of the channels, in the order in which they are passed

_write, _dup, _dup2, _close = os.write, os.dup, os.dup2, os.close
_encode = JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_loads = loads
_BYTE_ORDER = sys.byteorder


def _first_number() -> int:
    """The lowest of the three fixed numbers: below the limit of open files, beyond what packages close.

    Programs that become a daemon often close everything up to 256.
    """
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1000 if limit == resource.RLIM_INFINITY or limit > 1004 else limit - 4


_FIRST = _first_number()


def number(which: int) -> int:
    """The descriptor on which a channel always lies in this process."""
    return _FIRST + which


def adopt(descriptors: list[int]) -> None:
    """Move freshly received descriptors (records, trace, control …) to the fixed numbers."""
    apart = [_dup(each) if each >= _FIRST else each for each in descriptors]  # none on another's place
    for each in set(descriptors).difference(apart):
        _close(each)
    for which, descriptor in enumerate(apart):
        _dup2(descriptor, _FIRST + which, False)
        _close(descriptor)


def send(record: dict[str, object]) -> None:
    """Write one record; a parent that no longer reads is an OSError."""
    line = (_encode(record) + "\n").encode("ascii")
    sent = 0
    while sent < len(line):
        sent += _write(_FIRST + RECORDS, line[sent : sent + 65536])


class Control:
    """The socket over which a process state is told what to fork; commands are JSON lines."""

    def __init__(self) -> None:
        # The C module alone: `socket` would leave `selectors` and more behind.
        import _socket

        self._socket = _socket.socket(fileno=_FIRST + CONTROL)
        self._recvmsg, self._sendall = self._socket.recvmsg, self._socket.sendall
        self._rights = _socket.SCM_RIGHTS
        self._ancillary = _socket.CMSG_LEN(8 * 4)

    def receive(self) -> tuple[dict[str, Any] | None, list[int]]:
        """The next command and the descriptors that came with it; (None, []) when the parent is gone."""
        text = b""
        descriptors: list[int] = []
        while not text.endswith(b"\n"):
            part, ancillary, _flags, _address = self._recvmsg(65536, self._ancillary)
            if not part:
                return None, descriptors
            text += part
            for _level, kind, data in ancillary:
                if kind == self._rights:
                    descriptors += [
                        int.from_bytes(data[i : i + 4], _BYTE_ORDER) for i in range(0, len(data) - 3, 4)
                    ]
        return _loads(text.decode("ascii")), descriptors

    def release(self) -> None:
        """In a forked child: forget the parent's socket without closing the number."""
        self._socket.detach()

    def reply(self, answer: dict[str, object]) -> None:
        """Answer the command just received."""
        self._sendall((_encode(answer) + "\n").encode("ascii"))
