"""Layer 2, unit: each line that smoke names raises exactly this NameError when it runs, and no other does."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import netra_twins
import pytest
from websockets.datastructures import Headers

Scenario = Callable[[ModuleType], object]


def _breaker(auth: ModuleType, state: str = "CLOSED", threshold: int = 3, timeout: float = 3600.0) -> Any:
    breaker = auth.AuthenticationCircuitBreaker(threshold, timeout)
    breaker.state = auth.BreakerState[state]
    return breaker


def _authenticator(auth: ModuleType, **settings: Any) -> Any:
    config = sys.modules["netra_backend.app.config"]
    return auth.UnifiedWebSocketAuthenticator(config.Settings(**{"identity_latency": 0.0, **settings}))


def _authenticate(authenticator: Any, token: str | None) -> str:
    headers = Headers() if token is None else Headers(Authorization=f"Bearer {token}")
    user: str = asyncio.run(authenticator.authenticate(headers))
    return user


def _good(auth: ModuleType) -> str:
    authenticator = _authenticator(auth)
    return _authenticate(authenticator, authenticator.identity.token_for("ada"))


def _refused(auth: ModuleType, token: str | None) -> None:
    with pytest.raises(auth.InvalidToken):
        _authenticate(_authenticator(auth), token)


def _unavailable(auth: ModuleType) -> None:
    authenticator = _authenticator(auth, reset_timeout=3600.0)
    authenticator.breaker.state = auth.BreakerState.HALF_OPEN  # somebody else's attempt is under way
    with pytest.raises(auth.AuthenticationUnavailable, match=r"try again in 0\.0 s"):
        _authenticate(authenticator, "any:token")


SCENARIOS: dict[str, Scenario] = {
    "a closed breaker lets everybody try": lambda auth: _breaker(auth).allows_attempt(),
    "a failure is counted": lambda auth: _breaker(auth).record_failure(),
    "a success closes it": lambda auth: _breaker(auth, "HALF_OPEN").record_success(),
    "the last failure opens it": lambda auth: _breaker(auth, threshold=1).record_failure(),
    "a failed attempt opens it again": lambda auth: _breaker(auth, "HALF_OPEN").record_failure(),
    "a late failure changes nothing": lambda auth: _breaker(auth, "OPEN").record_failure(),
    "an open breaker compares the times": lambda auth: _breaker(auth, "OPEN").allows_attempt(),
    "an open breaker lets one try in the end": lambda auth: _breaker(
        auth, "OPEN", timeout=0
    ).allows_attempt(),
    "an open breaker says how long to wait": lambda auth: _breaker(auth, "OPEN").retry_after(),
    "a closed breaker has no time to wait": lambda auth: _breaker(auth).retry_after(),
    "a good token": _good,
    "a bad token": lambda auth: _refused(auth, "eve:forged"),
    "no token": lambda auth: _refused(auth, None),
    "an attempt while another one is under way": _unavailable,
}


def _raised_at(auth: ModuleType) -> dict[int, set[str]]:
    """Line to message of every NameError that a scenario ends with."""
    found: dict[int, set[str]] = {}
    for scenario in SCENARIOS.values():
        try:
            scenario(auth)
        except NameError as error:
            line = traceback.extract_tb(error.__traceback__)[-1].lineno
            found.setdefault(line or 0, set()).add(str(error))
    return found


def test_each_line_that_smoke_names_raises_this_error_and_no_other_line_does(pre_fix: Path) -> None:
    named = {one["line"] for one in netra_twins.findings(pre_fix)}
    with netra_twins.imported(pre_fix) as auth:
        raised = _raised_at(auth)
    assert raised == {line: {netra_twins.MESSAGE} for line in named}
    assert len(named) == 3


def test_with_the_import_no_line_raises_it(fixed: Path) -> None:
    with netra_twins.imported(fixed) as auth:
        assert _raised_at(auth) == {}


def test_the_scenarios_run_every_line_of_every_function(fixed: Path) -> None:
    with netra_twins.imported(fixed) as auth, _traced(str(auth.__file__)) as ran:
        for scenario in SCENARIOS.values():
            scenario(auth)
    assert ran
    source = (fixed / netra_twins.AUTH).read_text()
    module = compile(source, str(fixed / netra_twins.AUTH), "exec")
    wanted = {line for code in _functions(module) for _, _, line in code.co_lines() if line is not None}
    assert sorted(wanted - ran) == []


@contextlib.contextmanager
def _traced(path: str) -> Iterator[set[int]]:
    """The lines of the file that run within the block."""
    ran: set[int] = set()

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_filename != path:
            return None
        ran.update((frame.f_lineno, frame.f_code.co_firstlineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield ran
    finally:
        sys.settrace(before)


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The code of all functions, without that of classes, which runs with the import."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & 0x02:  # CO_NEWLOCALS: absent from classes
                yield constant
            yield from _functions(constant)
