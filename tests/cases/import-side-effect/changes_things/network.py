"""Looks something up that is not there; that it fails makes no difference."""

import socket

try:
    socket.create_connection(("127.0.0.1", 9), timeout=0.01)  # expect: import-side-effect network
except OSError:
    pass
