"""Needs the thread of the package alive."""

import threading

from . import READY

assert READY.is_set()
assert threading.active_count() > 1
