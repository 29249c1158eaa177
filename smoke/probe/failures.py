"""What an exception of the checked package looks like from outside, as plain data.

The exception is foreign: its `__str__` may raise, loop or return 50 MB, its chain may be
endless. Attributes are read where Python itself keeps them; the text is asked for once,
guarded and cut.
"""

from __future__ import annotations

from .wire import CHAIN_LIMIT, FRAME_LIMIT, TEXT_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

    Record = dict[str, Any]

_str, _len, _type, _isinstance, _issubclass = str, len, type, isinstance, issubclass
_SKIPS = {("unittest.case", "SkipTest"), ("_pytest.outcomes", "Skipped")}


def describe(error: BaseException | None) -> list[Record]:
    """RAISED records of the whole chain, outermost first (see `wire`)."""
    chain: list[Record] = []
    seen: set[int] = set()
    link: str | None = None
    suppressed = False
    while error is not None and id(error) not in seen and _len(chain) < CHAIN_LIMIT:
        seen.add(id(error))
        chain.append(_raised(error, link, suppressed))
        if error.__cause__ is not None:
            error, link, suppressed = error.__cause__, "cause", False
        else:
            suppressed = error.__suppress_context__
            error, link = error.__context__, "context"
    return chain


def text(error: BaseException) -> str:
    """`str(error)`, cut, or a note about why there is none."""
    try:
        message = _str(error)
        return message[:TEXT_LIMIT] if _type(message) is _str else _str.__str__(message)[:TEXT_LIMIT]
    except BaseException as problem:  # the package's own __str__ may do anything
        return "<no message: str() raised %s>" % _type(problem).__name__


def is_skip(error: BaseException) -> bool:
    """True for the exceptions by which test modules say that they do not apply here."""
    return any((cls.__module__, cls.__name__) in _SKIPS for cls in _type(error).__mro__)


def frames(error: BaseException) -> list[list[object]]:
    """FRAME records of the traceback, outermost first, without importlib's and the probe's."""
    found, tb = [], error.__traceback__
    while tb is not None:
        frame = tb.tb_frame
        code = frame.f_code
        if not _ours(code.co_filename, frame.f_globals):
            module = frame.f_globals.get("__name__")
            name = getattr(code, "co_qualname", code.co_name)  # PYVERSIONS: co_qualname from 3.11
            found.append([code.co_filename, tb.tb_lineno or 0, name, module if _type(module) is _str else ""])
        tb = tb.tb_next
    half = FRAME_LIMIT // 2
    return found if _len(found) <= FRAME_LIMIT else found[:half] + found[-half:]


def _ours(filename: str, names: dict[str, Any]) -> bool:
    if filename.startswith("<frozen importlib"):
        return True
    module: Any = names.get("__name__")
    return _type(module) is _str and (module == "importlib" or module.partition(".")[0] == "_smoke_probe")


def _raised(error: Any, link: str | None, suppressed: bool) -> Record:
    record: Record = {
        "type": _qualified(_type(error)),
        "bases": [_qualified(cls) for cls in _type(error).__mro__],
        "message": text(error),
        "name": None,
        "frames": frames(error),
        "link": link,
        "suppressed": suppressed,
    }
    if _isinstance(error, SyntaxError):
        record.update(path=_text(error.filename), line=_number(error.lineno), column=_number(error.offset))
    elif _isinstance(error, ImportError):
        record.update(name=_text(error.name), path=_text(error.path))
        record["name_from"] = _text(getattr(error, "name_from", None))  # PYVERSIONS: 3.12+
    elif _isinstance(error, (NameError, AttributeError)):
        record["name"] = _text(_builtin_attribute(error, "name"))  # PYVERSIONS: 3.10+
    return record


def _builtin_attribute(error: BaseException, name: str) -> object:
    """The value in the exception's own C slot; a subclass's property is not asked."""
    for cls in (NameError, AttributeError):
        slot = cls.__dict__.get(name)
        if slot is not None and _isinstance(error, cls):
            return slot.__get__(error)
    return None


def _qualified(cls: type) -> str:
    module, name = cls.__module__, cls.__qualname__
    module = module if _type(module) is _str else "?"
    return name if module == "builtins" else module + "." + name


def _text(value: Any) -> str | None:
    return value[:TEXT_LIMIT] if _type(value) is _str else None


def _number(value: Any) -> int | None:
    return value if _type(value) is int else None
