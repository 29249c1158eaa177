"""What an exception of the checked package looks like from outside, as plain data.

The exception is foreign: its `__str__` may raise, loop or return 50 MB, its chain may be endless, its
class may lie about everything. Attributes are read where Python itself keeps them; the
text is asked for once, guarded and cut.
"""

from __future__ import annotations

from .wire import CHAIN_LIMIT, FRAME_LIMIT, LINK_TEXT_LIMIT, NAME_LIMIT, TEXT_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Record = dict[str, Any]

_str, _len, _type, _isinstance = str, len, type, isinstance
_starts, _get = str.startswith, dict.get
# pytest's exceptions claim to be builtins; only their base tells.
_SKIPS = {("unittest.case", "SkipTest"), ("_pytest.outcomes", "Skipped")}
_OUTCOME = ("_pytest.outcomes", "OutcomeException")
_MRO = type.__dict__["__mro__"].__get__
_MODULE, _QUALNAME = type.__dict__["__module__"].__get__, type.__dict__["__qualname__"].__get__
_CAUSE, _CONTEXT, _SUPPRESS, _TRACEBACK = (
    BaseException.__dict__[name].__get__
    for name in ("__cause__", "__context__", "__suppress_context__", "__traceback__")
)
_BASES_LIMIT = 100  # classes of one `__mro__`


def describe(error: BaseException | None) -> list[Record]:
    """RAISED records of the whole chain, outermost first (see `wire`)."""
    records: list[Record] = []
    link: str | None = None
    suppressed, limit = False, TEXT_LIMIT
    for each in chain(error):
        records.append(_raised(each, link, suppressed, limit))
        limit = LINK_TEXT_LIMIT
        caused = _CAUSE(each) is not None
        link, suppressed = ("cause", False) if caused else ("context", _SUPPRESS(each))
    return records


def chain(error: BaseException | None) -> list[BaseException]:
    """An exception and those that it is linked to, each once."""
    seen: list[BaseException] = []
    while error is not None and not _holds(seen, error) and _len(seen) < CHAIN_LIMIT:
        seen.append(error)
        cause = _CAUSE(error)
        error = cause if cause is not None else _CONTEXT(error)
    return seen


def imported(error: BaseException) -> str:
    """The name that an ImportError is about, "" if it does not say."""
    return _text(_slot(ImportError, error, "name")) or ""


def text(error: object, limit: int = TEXT_LIMIT) -> str:
    """`str(error)`, cut, or a note about why there is none."""
    try:
        message = _str(error)
        return message[:limit] if _type(message) is _str else _str.__str__(message)[:limit]
    except BaseException as problem:  # the package's own __str__ may do anything
        return "<no message: str() raised %s>" % _name(_type(problem))


def bases(error: BaseException) -> tuple[type, ...]:
    """The classes of an exception, whatever its metaclass says."""
    found: tuple[type, ...] = _MRO(_type(error))
    return found


def is_skip(error: BaseException) -> bool:
    """True for the exceptions by which test modules say that they do not apply here."""
    kinds = [(_MODULE(cls), _QUALNAME(cls)) for cls in bases(error)]
    return any(kind in _SKIPS for kind in kinds) or (kinds[0][1] == "Skipped" and _OUTCOME in kinds)


def frames(error: BaseException) -> list[list[object]]:
    """FRAME records of the traceback, outermost first, without importlib's and the probe's.

    None where the package's audit hooks do not let us read them.
    """
    try:
        return _frames(error)
    except BaseException:
        return []


def deepest_module(error: BaseException) -> str:
    """The `__name__` of the code that raised it, "" if it has none."""
    found, tb = "", _TRACEBACK(error)
    while tb is not None:
        found, tb = _module_of(tb.tb_frame), tb.tb_next
    return found


def is_ours(module: str) -> bool:
    """True for modules of the probe, and for importlib, which is the last thing that we call."""
    return module == "importlib" or module.partition(".")[0] == "_smoke_probe"


def _frames(error: BaseException) -> list[list[object]]:
    found, tb = [], _TRACEBACK(error)
    while tb is not None:
        frame = tb.tb_frame
        code = frame.f_code
        module = _module_of(frame)
        if not _starts(code.co_filename, "<frozen importlib") and not is_ours(module):
            name = getattr(code, "co_qualname", code.co_name)  # PYVERSIONS: co_qualname from 3.11
            found.append([_cut(code.co_filename), _number(tb.tb_lineno) or 0, _cut(name), module])
        tb = tb.tb_next
    half = FRAME_LIMIT // 2
    return found if _len(found) <= FRAME_LIMIT else found[:half] + found[-half:]


def _holds(seen: list[BaseException], error: BaseException) -> bool:
    return any(each is error for each in seen)


def _module_of(frame: Any) -> str:
    module: Any = _get(frame.f_globals, "__name__")
    return _cut(module) if _type(module) is _str else ""


def _raised(error: BaseException, link: str | None, suppressed: bool, limit: int) -> Record:
    record: Record = {
        "type": _qualified(_type(error)),
        "bases": [_qualified(cls) for cls in bases(error)[:_BASES_LIMIT]],
        "message": text(error, limit),
        "name": None,
        "frames": frames(error),
        "link": link,
        "suppressed": suppressed,
    }
    kinds = bases(error)
    if SyntaxError in kinds:
        record.update(path=_text(_slot(SyntaxError, error, "filename")))
        record.update(line=_number(_slot(SyntaxError, error, "lineno")))
        record.update(column=_number(_slot(SyntaxError, error, "offset")))
    elif ImportError in kinds:
        record.update(name=_text(_slot(ImportError, error, "name")))
        record.update(path=_text(_slot(ImportError, error, "path")))
        record.update(name_from=_text(_slot(ImportError, error, "name_from")))  # PYVERSIONS: 3.12+
    elif NameError in kinds:
        record["name"] = _text(_slot(NameError, error, "name"))  # PYVERSIONS: 3.10+
    elif AttributeError in kinds:
        record["name"] = _text(_slot(AttributeError, error, "name"))  # PYVERSIONS: 3.10+
    return record


def _slot(kind: type, error: BaseException, name: str) -> Any:
    """The value in the exception's own C slot, None where this version has none; properties are not asked."""
    slot = kind.__dict__.get(name)
    return None if slot is None else slot.__get__(error)


def _qualified(cls: type) -> str:
    module, name = _module(cls), _name(cls)
    return name if module == "builtins" else module + "." + name


def _module(cls: type) -> str:
    try:
        module = _MODULE(cls)
    except AttributeError:  # deleted by the package
        return "?"
    return _cut(module) if _type(module) is _str else "?"


def _name(cls: type) -> str:
    return _cut(_QUALNAME(cls))


def _cut(value: str) -> str:
    """A name or a path as an exact text of bearable length; a code object may hold a subclass."""
    return _str.__str__(value)[:NAME_LIMIT]


def _text(value: Any) -> str | None:
    return value[:LINK_TEXT_LIMIT] if _type(value) is _str else None


def _number(value: Any) -> int | None:
    return value if _type(value) is int and -(2**31) <= value < 2**31 else None
