"""What a child said and how it ended, as the one result of its module."""

from __future__ import annotations

import os
import signal

from smoke.dataclass import fields, replace
from smoke.errors import ProbeError
from smoke.model import (
    Attribute,
    Binding,
    Call,
    Caller,
    Effect,
    Frame,
    Isolation,
    Load,
    Module,
    NameFacts,
    Outcome,
    Promise,
    Raised,
    Result,
    Step,
    Store,
    Wanted,
    Warned,
)
from smoke.runner import touched
from smoke.runner.child import EXAMINE_LIMIT, Child
from smoke.runner.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    _Data = TypeVar("_Data", Load, Store, Attribute, Wanted, Promise)

_HOW = {"@": "read", "=": "name"}  # marks of calls of which only the name is known
_ASKED = "Fatal Python error: Aborted\n\n"  # how faulthandler answers the signal that asks for the stack
_READ = "never executed; its code was examined"


def of_child(step: Step, child: Child, isolation: Isolation) -> Result:
    """The result of the step that this child ran alone."""
    records = {record["is"]: record for record in child.records}
    try:
        if not child.done:
            return _cut_short(step, child, isolation, records)
        return replace(_completed(step, child, isolation, records), touched=touched.of(child))
    except (ProbeError, KeyError, TypeError, ValueError) as error:
        return _failed(step.module, isolation, child, f"its records make no sense: {error!r}")


def of_names(
    module: Module, record: Record, isolation: Isolation, origin: Record | None, child: Child
) -> Result:
    """The result of a module that was examined in another process than the one that imported it.

    `origin` is the `imported` record and `child` the process that imported it; a shared module has
    no import of its own, so it takes neither time nor output.
    """
    seconds = origin["seconds"] if origin is not None else 0.0
    output = child.output.text() if origin is not None else None
    outcome, detail, names = _examined(record)
    result = Result(module, outcome, isolation, seconds, detail=detail, names=names, output=output)
    return replace(result, touched=touched.of(child, record))


def of_attempt(step: Step, child: Child, records: list[Record]) -> Result:
    """The result of a module that left the child's process as it was, and nothing printed."""
    first, last = records[0], records[-1]
    if first is last:
        raised = chain(first["chain"])
        result = Result(step.module, Outcome.RAISED, Isolation.FORK, first["seconds"], raised=raised)
    else:
        outcome, detail, names = _examined(last)
        result = Result(step.module, outcome, Isolation.FORK, first["seconds"], detail=detail, names=names)
    return replace(result, touched=touched.of_attempt(child, records))


def of_source(record: Record) -> NameFacts | str:
    """What was read of a module that is not executed; a text when the probe failed on it."""
    return _summary(record) if record["is"] == "failed" else _facts(record)


def chain(items: list[Any]) -> tuple[Raised, ...]:
    """The exceptions of one chain."""
    return tuple(_raised(item) for item in items)


def loaded(records: list[Record]) -> list[str]:
    """The inside modules that a child's import loaded beyond those of its state."""
    return [name for record in records for name in record.get("loaded", ())]


def replayed(records: list[Record]) -> bool:
    """True if a failure that a state had kept was raised again instead of executing its code."""
    return any(record.get("replayed", False) for record in records)


def lacks(records: list[Record]) -> list[str]:
    """The names that others want from a child's module and that it does not have."""
    return [name for record in records for name in record.get("lacks", ())]


def _completed(step: Step, child: Child, isolation: Isolation, records: dict[str, Record]) -> Result:
    module, output = step.module, child.output.text()
    if "failed" in records:
        return _failed(module, isolation, child, _summary(records["failed"]))
    if "raised" in records:
        record = records["raised"]
        raised = chain(record["chain"])
        return Result(module, Outcome.RAISED, isolation, record["seconds"], raised=raised, output=output)
    if "exited" in records:
        record = records["exited"]
        return Result(
            module, Outcome.EXITED, isolation, record["seconds"], output=output, exit_how="SystemExit",
            exit_status=record["status"], exit_message=record["message"],
            exit_frames=tuple(_frame(item) for item in record["frames"]),
        )  # fmt: skip
    if "skipped" in records:
        seconds, reason = records["skipped"]["seconds"], records["skipped"]["reason"]
        return Result(module, Outcome.SKIPPED, isolation, seconds, detail=reason, output=output)
    outcome, detail, names = _examined(records.get("names") or records["unexamined"])
    if step.action == "examine":
        return Result(module, Outcome.SKIPPED, isolation, 0.0, detail=_READ, names=names)
    seconds = records["imported"]["seconds"]
    return Result(module, outcome, isolation, seconds, detail=detail, names=names, output=output)


def _cut_short(step: Step, child: Child, isolation: Isolation, records: dict[str, Record]) -> Result:
    module, output, seconds = step.module, child.output.text(), _lasted(child, records)
    stack = child.trace.text()
    if child.timed_out and stack is not None:
        stack = stack.removeprefix(_ASKED)
    if child.broken is not None:
        return _failed(module, isolation, child, child.broken)
    if child.timed_out and "imported" in records:
        return _failed(module, isolation, child, f"the examination took more than {EXAMINE_LIMIT:g} s")
    if child.timed_out:
        return Result(
            module, Outcome.TIMED_OUT, isolation, seconds, stack=stack, output=output, timeout=child.timeout
        )
    if isolation is Isolation.FRESH and not child.begun and not child.stillborn:
        return _failed(module, isolation, child, f"Python ended before the import began: {_end_of(child)}")
    status = child.status or 0
    if status > 0 and os.WIFSIGNALED(status):
        name = _signal_name(os.WTERMSIG(status))
        return Result(module, Outcome.CRASHED, isolation, seconds, signal=name, stack=stack, output=output)
    known = os.WEXITSTATUS(status) if status >= 0 else None
    how = "os._exit" if known is not None else "vanished"
    return Result(module, Outcome.EXITED, isolation, seconds, exit_how=how, exit_status=known, output=output)


def _end_of(child: Child) -> str:
    status = child.status or 0
    if status > 0 and os.WIFSIGNALED(status):
        how = _signal_name(os.WTERMSIG(status))
    else:
        how = f"exit status {os.WEXITSTATUS(status)}" if status >= 0 else "nobody knows how"
    last = (child.output.text() or "").rstrip().rpartition("\n")[2]
    return f"{how}: {last}" if last else how


def _lasted(child: Child, records: dict[str, Record]) -> float:
    imported = records.get("imported")
    return float(imported["seconds"]) if imported is not None else child.lasted()


def _examined(record: Record) -> tuple[Outcome, str | None, NameFacts | None]:
    if record["is"] == "unexamined":
        return Outcome.NOT_CHECKABLE, record["reason"], None
    return Outcome.IMPORTED, None, _facts(record)


def _facts(record: Record) -> NameFacts:
    loads = tuple(_build(Load, item) for item in record["loads"])
    bindings = tuple(_binding(item) for item in record["bindings"])
    calls = tuple(_caller(item) for item in record.get("calls", ()))
    unbound = tuple(_build(Load, item) for item in record.get("locals", ()))
    return NameFacts(
        record["functions"], loads, bindings, record["confirmed"], calls, unbound,
        attributes=tuple(_build(Attribute, _with_ways(item)) for item in record.get("attributes", ())),
        imports=tuple(_build(Wanted, _with_ways(item)) for item in record.get("imports", ())),
        promises=tuple(_build(Promise, item) for item in record.get("promises", ())),
        exposes=record.get("exposes"),
        answers=record.get("answers", False),
        lazy=tuple(record.get("lazy", ())),
        warned=tuple(Warned(*item) for item in record.get("warned", ())),
        effects=tuple(Effect(*item) for item in record.get("effects", ())),
        annotations=tuple(_build(Load, item) for item in record.get("annotations", ())),
        annotated=tuple(_binding(item) for item in record.get("annotated", ())),
    )  # fmt: skip


def _with_ways(item: dict[str, Any]) -> dict[str, Any]:
    """The fields of a lookup, with what comes before it as values that can be compared."""
    ways = tuple(tuple((module, name) for module, name in way) for way in item.get("when", ()))
    behind = {"behind": tuple(item["behind"])} if "behind" in item else {}
    return {**item, **behind, "when": ways}


def _failed(module: Module, isolation: Isolation, child: Child, detail: str) -> Result:
    return Result(module, Outcome.PROBE_FAILED, isolation, detail=detail, output=child.output.text())


def _summary(record: Record) -> str:
    raised = [_raised(item) for item in record["error"]]
    return "; from ".join(f"{item.type}: {item.message}" for item in raised)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _build(kind: type[_Data], item: dict[str, Any]) -> _Data:
    known = {field.name for field in fields(kind)}
    if not known.issuperset(item):
        raise ProbeError(f"{kind.__name__} with unknown fields {sorted(set(item) - known)}")
    return kind(**item)


def _binding(item: dict[str, Any]) -> Binding:
    return Binding(
        item["name"],
        stores=tuple(_build(Store, store) for store in item.get("stores", ())),
        deletes=tuple(item.get("deletes", ())),
        dynamic=tuple(item.get("dynamic", ())),
        stars=tuple(item.get("stars", ())),
    )


def _caller(item: list[Any]) -> Caller:
    first_line, name, function, path, is_property, calls = item
    return Caller(first_line, name, function, path, is_property, tuple(_call(call) for call in calls))


def _call(item: list[Any]) -> Call:
    line, *target = item
    if len(target) == 1:
        how = _HOW.get(target[0][:1], "method")
        return Call(line, target[0].lstrip("".join(_HOW)), how=how)
    module, first_line, name = target
    return Call(line, name, module, first_line)


def _raised(item: dict[str, Any]) -> Raised:
    return Raised(
        type=item["type"], bases=tuple(item["bases"]), message=item["message"], name=item.get("name"),
        frames=tuple(_frame(frame) for frame in item["frames"]), link=item.get("link"),
        suppressed=item.get("suppressed", False), path=item.get("path"), line=item.get("line"),
        column=item.get("column"), name_from=item.get("name_from"),
    )  # fmt: skip


def _frame(item: list[Any]) -> Frame:
    path, line, function, module = item
    return Frame(path, line, function, module)
