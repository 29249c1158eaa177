"""What a package may have turned against everything else in its process, put aside while we work.

    hand_over()     the package's view: just before its import begins or goes on
    take_back()     ours: first thing after its import

Only `sys.monitoring` must be silenced by the caller itself, before it calls any function.

Between the two everything is as the package left it. After `take_back` no signal arrives, no
tracing or profiling function runs, the collector rests, `builtins` are the original ones, and the
limits that it has set for itself do not stop us. A process state keeps both views: what it
forks begins with the package's.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` turns each number into an enum member
import builtins
import gc
import resource
import sys
from _operator import is_ as _is

TYPE_CHECKING = False
if TYPE_CHECKING:  # `typing` is not loaded before the checked import
    from typing import Any

_BUILTINS = builtins.__dict__
_sigmask, _BLOCK, _SET = _signal.pthread_sigmask, _signal.SIG_BLOCK, _signal.SIG_SETMASK
_getitimer = _signal.getitimer
_TIMERS = (_signal.ITIMER_REAL, _signal.ITIMER_VIRTUAL, _signal.ITIMER_PROF)
# Those that a fault or the parent sends get through; SIGKILL and SIGSTOP do anyway.
_FAULTS = frozenset(
    [_signal.SIGSEGV, _signal.SIGBUS, _signal.SIGFPE, _signal.SIGILL, _signal.SIGABRT, _signal.SIGTRAP]
)
_UNBLOCKABLE = frozenset([_signal.SIGKILL, _signal.SIGSTOP])
_OTHERS = frozenset(_signal.valid_signals()) - _FAULTS
_gettrace, _settrace, _getprofile, _setprofile = sys.gettrace, sys.settrace, sys.getprofile, sys.setprofile
_getrecursion, _setrecursion = sys.getrecursionlimit, sys.setrecursionlimit
_gc_enable, _gc_disable, _gc_isenabled = gc.enable, gc.disable, gc.isenabled
_getrlimit, _setrlimit, _AS = resource.getrlimit, resource.setrlimit, resource.RLIMIT_AS
_LIMITS = (_AS, resource.RLIMIT_DATA, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC)
_monitoring: Any = getattr(sys, "monitoring", None)  # PYVERSIONS: 3.12
TOOLS = () if _monitoring is None else (0, 1, 2, 3, 4, 5)
get_events: Any = getattr(_monitoring, "get_events", None)
set_events: Any = getattr(_monitoring, "set_events", None)
_BaseException, _RecursionError, _OSError, _ValueError = BaseException, RecursionError, OSError, ValueError
_ATTEMPTS = (None,) * 20  # a handler that raises does so once for a signal, a tracing function once at all
_len, _all, _map, _ABSENT = len, all, map, object()

events: list[tuple[int, int]] = []  # of sys.monitoring, as the package left them: (tool, events)


class _View:
    """What the package had when its last import ended; lists hold what differs from ours."""

    def __init__(self) -> None:
        self.mask: set[Any] | None = None
        self.trace: Any = None
        self.profile: Any = None
        self.recursion = _getrecursion()
        self.collects = False
        self.builtins: list[tuple[str, object]] = []  # (name, value)
        self.limits: list[tuple[int, int]] = []  # (limit, soft value)


class _Own:
    """What it is while we work."""

    def __init__(self) -> None:
        self.recursion = _getrecursion()
        self.builtins = dict(_BUILTINS)
        self.values = list(_BUILTINS.values())
        self.limits: list[tuple[int, int]] = []
        self.mask: set[Any] = set()


_view, _own = _View(), _Own()


def remember(memory: int | None) -> None:
    """Limits are ours as they are now; the package gets at most `memory` bytes of address space."""
    _own.mask = _sigmask(_BLOCK, [])
    _own.limits = [(each, _getrlimit(each)[0]) for each in _LIMITS]
    if memory is not None:
        _view.limits = [(_AS, memory)]


def is_plain() -> bool:
    """True if the package has left everything here as it found it."""
    changed = _view.builtins or _view.limits or _view.collects or _view.recursion != _own.recursion
    return not changed and _view.mask in (None, _own.mask) and _view.trace is _view.profile is None


def hand_over() -> None:
    """Give the package what it left, or what it shall begin with."""
    for limit, soft in _view.limits:
        _limit(limit, soft)
    for name, value in _view.builtins:
        if value is _ABSENT:
            del _BUILTINS[name]
        else:
            _BUILTINS[name] = value
    if _view.recursion < _own.recursion:
        _lower_recursion()
    if _view.collects:
        _gc_enable()
    for tool, chosen in events:
        set_events(tool, chosen)
    if _view.mask is not None:
        _sigmask(_SET, _view.mask)
    profile, trace = _view.profile, _view.trace
    _view.profile = _view.trace = None
    if profile is not None:
        _setprofile(profile)
    if trace is not None:
        _settrace(trace)


def take_back() -> None:
    """Get the process into our hands, as far as the package lets us.

    Its handlers and hooks may raise in the middle of it: what still rings is silenced first, and
    what an audit hook forbids is left as it is.
    """
    for part in _PARTS:
        for _attempt in _ATTEMPTS:
            try:
                part()
                break
            except _BaseException:
                pass


def _take_signals() -> None:
    mask = _sigmask(_BLOCK, _OTHERS)
    if not _OTHERS.issubset(mask | _UNBLOCKABLE):
        _view.mask = mask


def _take_tracing() -> None:
    trace = _gettrace()
    if trace is not None:
        _view.trace = trace
        _settrace(None)


def _take_profiling() -> None:
    profile = _getprofile()
    if profile is not None:
        _view.profile = profile
        _setprofile(None)


def _take_recursion() -> None:
    _view.recursion = _getrecursion()
    if _view.recursion < _own.recursion:
        _setrecursion(_own.recursion)


def _take_collector() -> None:
    _view.collects = _gc_isenabled()
    _gc_disable()


def timers() -> int:
    """How many interval timers run: like a thread, none of them would survive a fork."""
    return [_getitimer(each)[0] > 0 for each in _TIMERS].count(True)


def _take_builtins() -> None:
    _view.builtins = []
    if _len(_BUILTINS) == _len(_own.values) and _all(_map(_is, _BUILTINS.values(), _own.values)):
        return  # the usual case, without a loop of our own
    for name, value in _own.builtins.items():
        found = _BUILTINS.get(name, _ABSENT)
        if found is not value:
            _view.builtins.append((name, found))
            _BUILTINS[name] = value


def _take_limits() -> None:
    _view.limits = []
    for limit, soft in _own.limits:
        now = _getrlimit(limit)[0]
        if now != soft:
            _view.limits.append((limit, now))
            _limit(limit, soft)


def _lower_recursion() -> None:
    try:
        _setrecursion(_view.recursion)
    except _RecursionError:  # lower than where we stand
        pass


def _limit(limit: int, soft: int) -> None:
    """As much as the hard limit allows, which the package may have lowered for good."""
    hard = _getrlimit(limit)[1]
    try:
        _setrlimit(limit, (soft, hard))
    except (_OSError, _ValueError):
        try:
            _setrlimit(limit, (hard, hard))
        except (_OSError, _ValueError):
            pass


_PARTS = (
    _take_signals,
    _take_tracing,
    _take_profiling,
    _take_builtins,  # what stands above does without
    _take_recursion,
    _take_collector,
    _take_limits,
)
