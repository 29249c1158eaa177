"""Processes that a module of the fork tree left behind: found at the tree's guardian, and ended.

A process that loses its parent falls to the guardian of its tree, a daemon too (Linux). Whose
it was cannot be seen there, so it is ended when every child that was at work when it was first seen is gone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Collection

from smoke.runner.guardian import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smoke.runner.supervisor import Watch


_PAUSE = 0.1  # seconds


class Strays:
    """What was seen below the guardians of trees, with the children that may need it."""

    def __init__(self) -> None:
        self._seen: dict[int, frozenset[Watch]] = {}
        self._next = 0.0

    def sweep(self, watches: Collection[Watch]) -> None:
        """Look once more, if the last look is a while ago; end those that nobody needs."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE
        trees = [w.child for w in watches if w.child.guardian is not None and w.child.deadline is None]
        if not trees:
            return
        known = {watch.child.pid for watch in watches}
        busy = frozenset(watch for watch in watches if watch.child.deadline is not None)
        found: dict[int, frozenset[Watch]] = {}
        for tree in trees:
            for pid in children(tree.guardian or 0) or ():
                if pid not in known:
                    found[pid] = self._seen.get(pid, busy)
                    if found[pid].isdisjoint(watches):
                        _end(pid, tree.guardian or 0)
        self._seen = found


def _end(pid: int, parent: int) -> None:
    """Kill a process of which only the number is known, if it still has this parent."""
    with contextlib.suppress(OSError):
        handle = os.pidfd_open(pid)
        try:
            if pid in (children(parent) or ()):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        finally:
            os.close(handle)
