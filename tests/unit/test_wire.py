"""The wire is hostile input: whatever bytes come, there is a record, or an ordinary reason to distrust them.

`SMOKE_FUZZ=100000` draws so many examples instead of a few hundred.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smoke.errors import ProbeError
from smoke.model import Isolation, Module, Outcome, Result, Step
from smoke.probe import channel
from smoke.probe.wire import RECORD_LIMIT
from smoke.runner import results, shapes
from smoke.runner.child import Child, Pipes
from smoke.runner.records import RecordReader, Tail

TOKEN = "0123456789abcdef0123456789abcdef"
MODULE = Module("pkg.a", "/src/pkg/a.py")
FRAME: list[Any] = ["/src/pkg/a.py", 3, "f", "pkg.a"]
RAISED: dict[str, Any] = {
    "type": "ValueError",
    "bases": ["ValueError", "Exception"],
    "message": "no",
    "name": None,
    "frames": [FRAME],
    "link": None,
    "suppressed": False,
}
SAMPLES: list[dict[str, Any]] = [
    {"is": "begun"},
    {"is": "imported", "seconds": 0.1, "file": None, "threads": 1, "loaded": ["pkg"]},
    {"is": "raised", "seconds": 0.1, "chain": [RAISED, {**RAISED, "link": "cause"}], "loaded": []},
    {"is": "raised", "seconds": 0.1, "chain": [RAISED], "untouched": True},
    {"is": "exited", "seconds": 0.1, "status": 3, "message": "bye", "frames": [FRAME]},
    {"is": "skipped", "seconds": 0.1, "reason": "another day"},
    {
        "is": "names",
        "module": "pkg.a",
        "functions": 2,
        "confirmed": True,
        "loads": [
            {"name": "x", "function": "f", "path": "a.py", "line": 3, "column": 4, "reach": "possible"}
        ],
        "bindings": [
            {
                "name": "x",
                "stores": [{"line": 1, "state": "not-run", "how": "import", "because": 1}],
                "deletes": [2],
                "dynamic": ["exec"],
            }
        ],
        "lacks": [],
        "annotations": [{"name": "T", "function": "f", "path": "a.py", "line": 3}],
        "annotated": [{"name": "T"}],
        "lazy": ["np"],
        "warned": [["UserWarning", "old", "a.py", 3, "f"]],
        "effects": [["sys.path", "[]", "", 0, ""]],
    },
    {"is": "unexamined", "module": "pkg.a", "reason": "no Python code"},
    {"is": "failed", "error": [RAISED]},
    {"is": "ready", "threads": 1, "loaded": []},
    {"is": "setup-raised", "chain": [RAISED]},
    {
        "is": "scan",
        "module": "pkg.a",
        "size": 5,
        "binds": ["x"],
        "imports": [["os", None, "sure"]],
        "defines": True,
        "inert": False,
    },
    {"is": "staged", "threads": 1, "loaded": ["pkg"], "seconds": [0.25], "failing": []},
    {"is": "unstaged", "module": "pkg.b"},
    {"is": "looked", "left": ["pkg.b"]},
    {"is": "answer", "number": 0, "found": -1, "chain": [RAISED], "seconds": 0.1, "file": None},
    {"is": "done"},
]

fuzzed = settings(
    max_examples=int(os.environ.get("SMOKE_FUZZ", "300")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


def _line(record: object) -> bytes:
    return f"\n{TOKEN}{json.dumps(record)}\n".encode("ascii")


def _read(data: bytes, cuts: list[int]) -> list[dict[str, Any]]:
    """What a reader makes of the bytes when they arrive in pieces."""
    reader, found, last = RecordReader(TOKEN), [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        found += reader.feed(data[last:cut])
        last = cut
    return found


@st.composite
def mutated(draw: st.DrawFn) -> object:
    """A record of which one value, at any depth, is another, is missing or is new."""
    record = json.loads(json.dumps(draw(st.sampled_from(SAMPLES))))
    place: Any = record
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys)) if keys else None
        if key is not None and isinstance(place[key], (dict, list)) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        if key is None or draw(st.integers(0, 3)) == 0:
            if isinstance(place, dict):
                place[draw(st.text(max_size=5))] = draw(values)
            else:
                place.append(draw(values))
        elif draw(st.booleans()):
            place[key] = draw(values)
        else:
            del place[key]
        return record


@fuzzed
@given(data=st.binary(max_size=5000), cuts=st.lists(st.integers(0, 5000), max_size=8))
def test_bytes_of_others_are_no_records(data: bytes, cuts: list[int]) -> None:
    assert _read(data, cuts) == []


@fuzzed
@given(
    records=st.lists(st.sampled_from(SAMPLES), max_size=6),
    noise=st.lists(st.binary(max_size=200), min_size=7, max_size=7),
    cuts=st.lists(st.integers(0, 100_000), max_size=8),
)
def test_records_are_found_between_whatever_else_is_written(
    records: list[dict[str, Any]], noise: list[bytes], cuts: list[int]
) -> None:
    data = b"".join(one + _line(record) for one, record in zip(noise, records, strict=False)) + noise[-1]
    assert _read(data, cuts) == records


@fuzzed
@given(rest=st.binary(max_size=500), cuts=st.lists(st.integers(0, 5000), max_size=4))
def test_bytes_behind_a_token_are_a_record_or_a_probe_error(rest: bytes, cuts: list[int]) -> None:
    try:
        found = _read(b"\n" + TOKEN.encode() + rest + b"\n", cuts)
    except ProbeError:
        return
    assert all(shapes.problem(record) is None for record in found)


@fuzzed
@given(record=values | mutated())
def test_a_record_of_another_shape_is_a_probe_error(record: object) -> None:
    problem = shapes.problem(record)
    try:
        found = RecordReader(TOKEN).feed(_line(record))
    except ProbeError:
        return
    assert problem is None
    assert [one["is"] for one in found] == [record["is"]]  # type: ignore[index]  # it has a known shape


@fuzzed
@given(
    records=st.lists(st.sampled_from(SAMPLES) | mutated(), max_size=5),
    done=st.booleans(),
    status=st.none() | st.integers(-1, 70_000),
    action=st.sampled_from(["import", "examine"]),
    timed_out=st.booleans(),
)
def test_any_sequence_of_records_gives_one_result(
    records: list[Any], done: bool, status: int | None, action: str, timed_out: bool
) -> None:
    pipes = Pipes.make()
    child = Child(pipes, 5.0, token=TOKEN)
    try:
        for record in [*records, *([{"is": "done"}] if done else [])]:
            os.write(pipes.writing[1], _line(record)[:60_000])
            child.read_records()
        child.status, child.timed_out = status, timed_out
        result = results.of_child(Step(MODULE, action), child, Isolation.FRESH)
    finally:
        pipes.close_writing()
        child.dismiss()
    assert isinstance(result, Result)
    if not child.done:
        assert result.outcome not in (Outcome.IMPORTED, Outcome.NOT_CHECKABLE, Outcome.SKIPPED)
    if child.broken:
        assert child.done or result.outcome is Outcome.PROBE_FAILED


@fuzzed
@given(value=values)
def test_the_child_writes_the_json_that_everybody_reads(value: object) -> None:
    finite = json.loads(json.dumps(value), parse_constant=lambda name: 0.5)
    assert json.loads(channel.encode(finite)) == finite
    assert channel.decode(json.dumps(finite)) == finite
    assert channel.encode(finite).isascii()


def test_each_sample_has_its_shape() -> None:
    for record in SAMPLES:
        assert shapes.problem(record) is None
    assert {record["is"] for record in SAMPLES} == set(shapes.RECORDS)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"is": "done", "is": "gone"}',
        '{"is": "imported", "seconds": NaN, "file": null, "threads": 1}',
        '{"is": "imported", "seconds": 1e999, "file": null, "threads": 1}',
        '{"is": "imported", "seconds": 1, "file": null, "threads": ' + "9" * 5000 + "}",
        '{"is": "raised", "seconds": 1, "chain": []}',
        '{"is": ["done"]}',
        '"done"',
        "",
        "é",
    ],
)
def test_what_is_nearly_a_record_is_a_probe_error(text: str) -> None:
    with pytest.raises(ProbeError):
        RecordReader(TOKEN).feed(f"{TOKEN}{text}\n".encode())


def test_a_flood_without_a_token_takes_no_memory() -> None:
    reader = RecordReader(TOKEN)
    for _ in range(200):
        assert reader.feed(b"x" * (1 << 17)) == []
    assert len(reader._rest) <= RECORD_LIMIT + (1 << 17)
    assert reader.feed(_line({"is": "done"})) == [{"is": "done"}]


def test_a_record_without_an_end_is_a_probe_error() -> None:
    reader = RecordReader(TOKEN)
    endless = (TOKEN.encode() + b"x" * 2000 for _ in range(RECORD_LIMIT // 1000))
    with pytest.raises(ProbeError, match=f"more than {RECORD_LIMIT} bytes"):
        list(map(reader.feed, endless))


def test_of_a_flood_of_text_the_end_is_kept() -> None:
    tail = Tail(limit=10)
    for _ in range(1000):
        tail.feed(b"abc\xff")
    text = tail.text()
    assert text is not None
    assert text.startswith("[… 3990 bytes left out …]\n")
    assert text.endswith("abc\\xff")
