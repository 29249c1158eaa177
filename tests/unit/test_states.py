"""What smoke asks a process state, and what becomes of the answers; the test plays the state."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator

import pytest

from smoke.runner.child import Child, Pipes
from smoke.runner.states import ProcessState
from smoke.runner.supervisor import Supervisor, Watch


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    made = Supervisor()
    yield made
    made.close()


def _asked(state: socket.socket) -> dict[str, object]:
    data, received, _flags, _address = socket.recv_fds(state, 1 << 16, 8)
    for each in received:
        os.close(each)
    found = json.loads(data)
    assert isinstance(found, dict)
    return found


def test_a_state_that_nobody_needs_any_more_tells_first_what_it_was_asked(supervisor: Supervisor) -> None:
    ours, theirs = supervisor.connection()
    own = Child(Pipes.make(), timeout=30)
    watch = Watch(own, lambda: None, lambda records: None, lambda: None)
    supervisor.watch(watch)
    state = ProcessState(ours, supervisor, watch)
    child = state.fork({"do": "state"}, Pipes.make(), timeout=30)
    state.retire()
    assert _asked(theirs)["do"] == "fork"
    assert not state.lost
    theirs.sendall(f'{own.token}{{"pid": {os.getpid()}}}\n'.encode())
    supervisor.turn()
    assert child.pid == os.getpid()
    assert state.lost
    assert theirs.recv(1) == b""
    child.dismiss()
    own.pipes.close_writing()
    theirs.close()


def test_a_state_that_owes_no_answer_ends_at_once(supervisor: Supervisor) -> None:
    ours, theirs = supervisor.connection()
    state = ProcessState(ours, supervisor)
    state.retire()
    assert state.lost
    assert theirs.recv(1) == b""
    theirs.close()


def test_a_state_that_ends_owing_an_answer_is_not_waited_for(supervisor: Supervisor) -> None:
    ours, theirs = supervisor.connection()
    state = ProcessState(ours, supervisor)
    child = state.fork({"do": "state"}, Pipes.make(), timeout=30)
    state.retire()
    theirs.close()
    while not state.lost:
        supervisor.turn()
    assert (child.pid, child.closed, child.status) == (None, True, -1)
    child.dismiss()
