"""The shape of every record: which fields, of what type, how long. What does not fit is not believed.

A shape is a function from a value to None if it fits, else to the reason. A field that is
added to a record of `probe/wire.py` gets its row here.
"""

from __future__ import annotations

from collections.abc import Callable

from smoke.probe.wire import CHAIN_LIMIT, EXPOSED_LIMIT, FRAME_LIMIT, TEXT_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Shape = Callable[["Any"], "str | None"]

_NUMBER_LIMIT = 2**53
_LIST_LIMIT = 100_000
_NAME_LIMIT = 100_000  # a name or a path may be long; the length of the line limits it as well


def problem(record: object) -> str | None:
    """Why this is no record, or None if it is one."""
    if not isinstance(record, dict):
        return f"{type(record).__name__} instead of an object"
    kind = record.get("is")
    if not isinstance(kind, str) or kind not in RECORDS:
        return f"no such kind: {kind!r:.80}"
    found = RECORDS[kind](record)
    return None if found is None else f"{kind}: {found}"


def text(limit: int) -> Shape:
    """A text of at most so many characters."""

    def check(value: Any) -> str | None:
        if not isinstance(value, str):
            return f"{value!r:.80} is no text"
        return None if len(value) <= limit else f"a text of {len(value)} characters"

    return check


def whole(value: Any) -> str | None:
    """A whole number that every program can hold."""
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _NUMBER_LIMIT
    return None if fits else f"{value!r:.80} is no whole number"


def seconds(value: Any) -> str | None:
    """A length of time."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return None if is_number and 0 <= value < _NUMBER_LIMIT else f"{value!r:.80} is no time"


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else f"{value!r:.80} is neither true nor false"


def one_of(*words: str) -> Shape:
    """One of these words."""
    return lambda value: None if isinstance(value, str) and value in words else f"{value!r:.80} is unknown"


def maybe(shape: Shape) -> Shape:
    """That, or null."""
    return lambda value: None if value is None else shape(value)


def many(shape: Shape, limit: int = _LIST_LIMIT, least: int = 0) -> Shape:
    """A list of such values."""

    def check(value: Any) -> str | None:
        if not isinstance(value, list) or not least <= len(value) <= limit:
            return f"{value!r:.80} is no list of {least} to {limit}"
        return next((found for found in map(shape, value) if found is not None), None)

    return check


def row(*shapes: Shape) -> Shape:
    """A list of exactly these."""

    def check(value: Any) -> str | None:
        if not isinstance(value, list) or len(value) != len(shapes):
            return f"{value!r:.80} is no list of {len(shapes)}"
        return next((found for each, one in zip(shapes, value, strict=True) if (found := each(one))), None)

    return check


def either(*shapes: Shape) -> Shape:
    """One of these; the reason is that of the last."""

    def check(value: Any) -> str | None:
        found = [shape(value) for shape in shapes]
        return None if None in found else found[-1]

    return check


def fields(needed: dict[str, Shape], optional: dict[str, Shape] | None = None) -> Shape:
    """An object with these fields and no other."""
    known = {**needed, **(optional or {})}

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return f"{value!r:.80} is no object"
        for name in needed:
            if name not in value:
                return f"{name} is missing"
        for name, content in value.items():
            found = known[name](content) if name in known else "smoke/runner/shapes.py has no such field"
            if found is not None:
                return f"{name!r:.80}: {found}"
        return None

    return check


EFFECTS = (
    "network", "process", "file", "thread", "cwd", "environment", "sys.path", "signals", "warning filters",
    "root logger",
)  # fmt: skip
_NAME, _TEXT = text(_NAME_LIMIT), text(TEXT_LIMIT)
_FRAME = row(_NAME, whole, _NAME, _NAME)
_FRAMES = many(_FRAME, FRAME_LIMIT)
_RAISED = fields(
    {
        "type": _TEXT,
        "bases": many(_TEXT),
        "message": _TEXT,
        "name": maybe(_TEXT),
        "frames": _FRAMES,
        "link": maybe(one_of("cause", "context")),
        "suppressed": flag,
    },
    {"path": maybe(_TEXT), "line": maybe(whole), "column": maybe(whole), "name_from": maybe(_TEXT)},
)
_CHAIN = many(_RAISED, CHAIN_LIMIT, least=1)
_LOAD = fields(
    {"name": _NAME, "function": _NAME, "path": _NAME, "line": whole},
    {
        "column": maybe(whole),
        "end_line": maybe(whole),
        "end_column": maybe(whole),
        "reach": one_of("possible", "never", "elsewhere", "caught"),
    },
)
_LOOKUP: dict[str, Shape] = {"module": _NAME, "function": _NAME, "path": _NAME, "line": whole}
_WHERE: dict[str, Shape] = {
    "column": maybe(whole),
    "end_line": maybe(whole),
    "end_column": maybe(whole),
    "when": many(many(row(_NAME, maybe(_NAME)))),
}
_ATTRIBUTE = fields(
    {**_LOOKUP, "name": _NAME, "chain": _NAME},
    {**_WHERE, "submodule": flag, "said": maybe(_TEXT), "origin": maybe(_NAME), "behind": many(_NAME)},
)
_WANTED = fields(
    {**_LOOKUP, "name": maybe(_NAME), "state": one_of("open", "absent", "forbidden", "beyond")},
    {**_WHERE, "origin": maybe(_NAME)},
)
_PROMISE = either(
    fields({"name": _NAME}, {"said": maybe(_TEXT)}),
    fields({"type": _NAME}),
    fields({"sequence": _NAME}, {"name": _NAME}),
)
_STORE = fields(
    {
        "line": whole,
        "state": one_of("type-checking", "not-run", "ran", "function"),
        "how": one_of("import", "definition", "assignment"),
    },
    {"function": maybe(_NAME), "because": maybe(whole)},
)
_BINDING = fields(
    {"name": _NAME},
    {"stores": many(_STORE), "deletes": many(whole), "dynamic": many(_NAME), "stars": many(_NAME)},
)
_CALL = either(row(whole, _NAME), row(whole, _NAME, whole, _NAME))
_CALLER = row(whole, _NAME, _NAME, _NAME, flag, many(_CALL))
_IS = {"is": _TEXT}
_LACKS = {"lacks": many(_NAME)}
_LOADED = {"loaded": many(_NAME)}
_PATHS = many(_NAME)
_TOUCHED = {"touched": maybe(fields({"files": _PATHS, "listed": _PATHS, "searched": _PATHS}))}
_ENDED = {**_LOADED, **_TOUCHED, "replayed": flag}
_IMPORT = row(_NAME, maybe(many(_NAME)), one_of("lead", "sure", "maybe", "absent"))

RECORDS: dict[str, Shape] = {
    "ready": fields({**_IS, **_LOADED, "threads": whole}, _TOUCHED),
    "begun": fields(_IS),
    "scan": fields(
        {
            **_IS,
            "module": _NAME,
            "size": whole,
            "binds": many(_NAME),
            "imports": many(_IMPORT),
            "defines": flag,
            "inert": flag,
        }
    ),
    "staged": fields(
        {**_IS, **_LOADED, "threads": whole, "seconds": many(seconds), "failing": many(_NAME)},
        {**_TOUCHED, "later": many(_NAME)},
    ),
    "unstaged": fields({**_IS, "module": _NAME}),
    "setup-raised": fields({**_IS, "chain": _CHAIN}),
    "imported": fields({**_IS, "seconds": seconds, "file": maybe(_NAME), "threads": whole}, _ENDED),
    "raised": fields({**_IS, "seconds": seconds, "chain": _CHAIN}, {**_ENDED, "untouched": flag}),
    "exited": fields(
        {**_IS, "seconds": seconds, "status": whole, "message": maybe(_TEXT), "frames": _FRAMES}, _ENDED
    ),
    "skipped": fields({**_IS, "seconds": seconds, "reason": _TEXT}, _ENDED),
    "names": fields(
        {
            **_IS,
            "module": _NAME,
            "functions": whole,
            "confirmed": flag,
            "loads": many(_LOAD),
            "bindings": many(_BINDING),
        },
        {
            **_LACKS,
            **_TOUCHED,
            "untouched": flag,
            "calls": many(_CALLER),
            "locals": many(_LOAD),
            "attributes": many(_ATTRIBUTE),
            "imports": many(_WANTED),
            "promises": many(_PROMISE),
            "exposes": maybe(text(EXPOSED_LIMIT)),
            "answers": flag,
            "annotations": many(_LOAD),
            "lazy": many(_NAME),
            "warned": many(row(_NAME, _TEXT, _NAME, whole, _NAME)),
            "effects": many(row(one_of(*EFFECTS), _TEXT, _NAME, whole, _NAME)),
            "annotated": many(_BINDING),
        },
    ),
    "unexamined": fields(
        {**_IS, "module": _NAME, "reason": _TEXT}, {**_LACKS, **_TOUCHED, "untouched": flag}
    ),
    "looked": fields({**_IS, "left": many(_NAME)}),
    "answer": fields(
        {
            **_IS,
            "number": whole,
            "found": whole,
            "chain": maybe(_CHAIN),
            "seconds": seconds,
            "file": maybe(_NAME),
        },
        _TOUCHED,
    ),
    "failed": fields({**_IS, "error": _CHAIN}, {"module": _NAME}),
    "done": fields(_IS),
}
