"""Files that several processes read give the answers of one process, whatever becomes of the processes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from smoke import shares, told

FILES = 9


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Small files that count as much to read, on a system with three processors."""
    monkeypatch.setattr(shares, "_LITTLE", 1)
    monkeypatch.setattr(shares, "processors", lambda: 3)
    for number in range(FILES):
        (tmp_path / f"{number}.py").write_text(f"file {number}")
    return [str(tmp_path / f"{number}.py") for number in range(FILES)]


def _read(path: str) -> tuple[str, ...]:
    return (Path(path).read_text(),)


def _by_whom(path: str) -> tuple[str, ...]:
    return (str(os.getpid()),)


def _no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


needs_fork = pytest.mark.skipif(not shares._may_fork(), reason="here nothing is forked")


def test_the_answers_come_in_the_order_of_the_paths(paths: list[str]) -> None:
    for processes in (1, 2, 3, 20):
        assert shares.each(_read, paths, processes) == [(f"file {number}",) for number in range(FILES)]


@needs_fork
def test_nobody_is_started_for_nothing(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "processors", lambda: 20)
    begun: list[int] = []
    fork = os.fork

    def counted() -> int:
        begun.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", counted)
    assert shares.each(_read, paths[:2], 20) == [_read(path) for path in paths[:2]]
    assert len(begun) == 1


@needs_fork
def test_as_many_processes_as_are_allowed_share_the_work(paths: list[str]) -> None:
    for processes, at_work in ((1, 1), (2, 2), (3, 3), (20, 3)):
        assert len(set(shares.each(_by_whom, paths, processes))) == at_work
        assert _no_children()


def test_little_work_is_done_here(paths: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_LITTLE", 1_000_000)
    assert set(shares.each(_by_whom, paths, 3)) == {(str(os.getpid()),)}


def test_beside_other_threads_nothing_is_forked(paths: list[str]) -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        assert set(shares.each(_by_whom, paths, 3)) == {(str(os.getpid()),)}
    finally:
        over.set()
        other.join()


@needs_fork
@pytest.mark.parametrize("grief", ["dies", "raises", "says nothing of use"])
def test_what_a_process_that_comes_to_grief_should_have_said_is_found_out_here(
    paths: list[str], grief: str
) -> None:
    here = os.getpid()

    def read(path: str) -> object:
        if os.getpid() != here:
            if grief == "dies":
                os._exit(3)
            if grief == "raises":
                raise ValueError(path)
            return object()  # which cannot be marshalled
        return _read(path)

    assert shares.each(read, paths, 3) == [_read(path) for path in paths]
    assert _no_children()


@needs_fork
def test_an_exception_is_that_of_one_process_and_leaves_nothing_behind(paths: list[str]) -> None:
    def read(path: str) -> tuple[str, ...]:
        if path == paths[4]:
            raise LookupError(path)
        return _read(path)

    with pytest.raises(LookupError, match=r"4\.py"):
        shares.each(read, paths, 3)
    assert _no_children()


@needs_fork
@pytest.mark.parametrize("there_is_room_for", [0, 1])
def test_without_room_for_another_process_there_is_more_to_do_here(
    paths: list[str], monkeypatch: pytest.MonkeyPatch, there_is_room_for: int
) -> None:
    fork, begun = os.fork, list[int]()

    def no_more() -> int:
        if len(begun) == there_is_room_for:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        begun.append(1)
        return fork()

    monkeypatch.setattr(os, "fork", no_more)
    descriptors = len(os.listdir("/proc/self/fd"))
    assert shares.each(_read, paths, 3) == [_read(path) for path in paths]
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert _no_children()


@needs_fork
def test_an_interruption_here_ends_the_others(paths: list[str]) -> None:
    here = os.getpid()

    def read(path: str) -> tuple[str, ...]:
        if os.getpid() == here:
            raise KeyboardInterrupt
        threading.Event().wait(60)
        return ()

    with pytest.raises(KeyboardInterrupt):
        shares.each(read, paths, 3)
    assert _no_children()


class _Notes:
    """A memory that knows the third file only."""

    def __init__(self, known: str) -> None:
        self.known, self.noted = known, dict[tuple[str, str], tuple[str, ...]]()

    def recall(self, path: str, question: str) -> tuple[str, ...] | None:
        return ("known",) if path == self.known and question == "what" else None

    def recall_all(self, question: str) -> tuple[set[str], dict[str, tuple[str, ...]]]:
        return ({self.known}, {self.known: ("known",)}) if question == "what" else (set(), {})

    def note(self, path: str, question: str, answer: tuple[str, ...]) -> None:
        self.noted[path, question] = answer


def test_what_others_have_read_is_remembered_and_what_is_remembered_is_not_read(paths: list[str]) -> None:
    memory = _Notes(paths[2])

    def more(path: str) -> Iterator[str]:
        yield from (path[-4:], "more")

    questions = ("what", _read), ("more", more)
    with told.remembering(memory, 3):
        found = dict(told.by_each(paths, questions))
    assert list(found) == paths
    assert found[paths[2]] == [("known",), ("2.py", "more")]
    assert found[paths[3]] == [("file 3",), ("3.py", "more")]
    assert len(memory.noted) == 2 * FILES - 1
    assert (paths[2], "what") not in memory.noted
