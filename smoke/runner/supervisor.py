"""The loop that watches every child: reads its pipes, keeps its deadline, sees it off.

One thread, one selector. Who starts a child says what to do with its records and with its
end; the supervisor guarantees that the end comes, whatever the child does.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from weakref import WeakSet

from smoke.dataclass import dataclass
from smoke.runner.child import Child
from smoke.runner.records import Record
from smoke.runner.strays import Strays

_DONE = object()
_POLL = 0.01  # seconds between two looks at a child that closed its records and has not ended yet


@dataclass(eq=False)
class Watch:
    """One child and those who wait for it."""

    child: Child
    learn_status: Callable[[], int | None]  # asks once more; None while the child runs
    on_records: Callable[[list[Record]], None]
    on_end: Callable[[], None]
    reap: Callable[[], None] | None = None  # sees to what nobody else would end or collect
    awaits_exit: bool = False  # its pidfd is being watched


class Supervisor:
    """All that is watched; `turn` waits for the next thing to happen and handles it."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._watches: dict[int, Watch] = {}
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._strays = Strays()
        self.spare: Iterator[object] | None = None  # what can be done, piece by piece, while nothing happens

    def watch(self, watch: Watch) -> None:
        """Begin to watch a child that was just started."""
        self._watches[id(watch)] = watch
        output, records, trace = watch.child.pipes.reading
        self._selector.register(records, selectors.EVENT_READ, lambda: self._records(watch))
        for text in (output, trace):
            self._selector.register(text, selectors.EVENT_READ, lambda which=text: self._text(watch, which))

        if watch.child.guard is not None:
            self._selector.register(watch.child.guard, selectors.EVENT_READ, lambda: self._guard(watch))

    def connection(self) -> tuple[socket.socket, socket.socket]:
        """A pair of connected sockets; the first one is closed with the supervisor at the latest."""
        ours, theirs = socket.socketpair()
        self.adopt(ours)
        return ours, theirs

    def adopt(self, connection: socket.socket) -> None:
        """Close this one with the supervisor at the latest."""
        self._connections.add(connection)

    def listen(self, connection: socket.socket, on_data: Callable[[], None]) -> None:
        """Call `on_data` when something can be read from a control socket."""
        self._selector.register(connection, selectors.EVENT_READ, on_data)

    def forget(self, connection: socket.socket) -> None:
        """The opposite of `listen`."""
        self._selector.unregister(connection)

    def turn(self) -> None:
        """Wait until something happens or a deadline passes, and handle it.

        While there is something else to do, a piece of that takes the place of the waiting.
        """
        events = self._selector.select(self._patience() if self.spare is None else 0)
        for key, _events in events:
            if self._selector.get_map().get(key.fd) is key:  # an earlier one of this turn may have ended it
                key.data()
        now = time.monotonic()
        for watch in list(self._watches.values()):
            if id(watch) in self._watches:
                self._look_after(watch, now)
        if self.spare is not None and not events and next(self.spare, _DONE) is _DONE:
            self.spare = None

    def release(self, watch: Watch) -> None:
        """End what is left of the child's process group, read the rest, close, forget."""
        if self._watches.pop(id(watch), None) is None:
            return
        child = watch.child
        child.kill()
        child.read_text()
        self._unregister(*child.pipes.reading, child.handle, child.guard)
        if watch.reap is not None:
            watch.reap()
        child.dismiss()
        self._strays.sweep(self._watches.values())

    def close(self) -> None:
        """End every child that is still watched."""
        for watch in list(self._watches.values()):
            self.release(watch)
        self._selector.close()
        for connection in self._connections:
            connection.close()

    def _look_after(self, watch: Watch, now: float) -> None:
        child = watch.child
        if child.handle is not None and not watch.awaits_exit:
            watch.awaits_exit = True
            self._selector.register(child.handle, selectors.EVENT_READ, lambda: self._exited(watch))
        if child.done and (child.pid is not None or child.closed):
            self._end(watch)
        elif child.closed and not child.done:
            self._closing(watch)
        elif child.overdue(now):
            child.dump_or_kill()

    def _exited(self, watch: Watch) -> None:
        """The process has ended, though some grandchild may keep its descriptors open (Linux only)."""
        self._unregister(watch.child.handle)
        watch.child.ended()

    def _guard(self, watch: Watch) -> None:
        child = watch.child
        child.read_guard()
        if child.unguarded:
            self._unregister(child.guard)
            child.closed = child.closed or child.pid is None
        if child.status is not None:
            child.closed = True

    def _records(self, watch: Watch) -> None:
        records = watch.child.read_records()
        if records:
            watch.on_records(records)
        if watch.child.closed:
            self._unregister(watch.child.pipes.reading[1])

    def _text(self, watch: Watch, descriptor: int) -> None:
        if not watch.child.read_text(descriptor):
            self._unregister(descriptor)

    def _closing(self, watch: Watch) -> None:
        """The child has ended, or has closed its descriptors and runs on; it may open them again."""
        child = watch.child
        if child.broken is not None:
            child.kill()
        elif child.overdue(time.monotonic()):
            child.dump_or_kill()
        child.status = watch.learn_status()
        if child.broken is None:
            self._records(watch)
        if child.status is not None or child.done:
            self._end(watch)

    def _end(self, watch: Watch) -> None:
        self.release(watch)
        watch.on_end()

    def _unregister(self, *watched: socket.socket | int | None) -> None:
        """Look no more at these, if they are being watched at all."""
        for each in watched:
            if each is not None:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(each)

    def _patience(self) -> float | None:
        if any(watch.child.closed or watch.child.done for watch in self._watches.values()):
            return _POLL
        deadlines = [w.child.deadline for w in self._watches.values() if w.child.deadline is not None]
        return max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
