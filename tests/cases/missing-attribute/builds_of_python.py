"""What another build of the same Python, or another implementation, may have."""

import errno
import socket
import sys


def bluetooth():
    return socket.socket(socket.AF_PIGEON, socket.SOCK_RAW, socket.BTPROTO_SEED)  # expect: missing-attribute=warning socket.AF_PIGEON "how it was built"; missing-attribute=warning socket.BTPROTO_SEED


def misspelt():
    return socket.scoket(), errno.errorcodes  # expect: missing-attribute=error socket.scoket; missing-attribute=error errno.errorcodes


def imported():
    from socket import BTPROTO_SEED  # expect: unresolved-import=warning socket.BTPROTO_SEED "how it was built"

    return BTPROTO_SEED


def implementation(name):
    if name == "PyPy":
        return sys.pypy_version_info  # expect: missing-attribute=note sys.pypy_version_info "PyPy"
    return sys.version_info
