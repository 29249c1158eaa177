"""Layer 3, integration: many failing authentications at once open the breaker, or break it."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import netra_twins
from websockets.datastructures import Headers

CLIENTS = 60
BAD = Headers(Authorization="Bearer eve:forged")


def _authenticator(auth: ModuleType, **settings: Any) -> Any:
    config = sys.modules["netra_backend.app.config"]
    return auth.UnifiedWebSocketAuthenticator(config.Settings(**settings))


def _good(authenticator: Any) -> Headers:
    return Headers(Authorization=f"Bearer {authenticator.identity.token_for('ada')}")


async def _outcome(authenticator: Any, headers: Headers) -> str:
    """The user, or the exception's type and, of one that nobody expects, its text."""
    try:
        return str(await authenticator.authenticate(headers))
    except NameError as error:
        return f"NameError: {error}"
    except Exception as error:
        return type(error).__name__


async def _at_once(authenticator: Any, headers: Headers) -> Counter[str]:
    outcomes = await asyncio.gather(*(_outcome(authenticator, headers) for _ in range(CLIENTS)))
    return Counter(outcomes)


def _in_threads(authenticator: Any, headers: Headers) -> Counter[str]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        futures = [pool.submit(asyncio.run, _outcome(authenticator, headers)) for _ in range(CLIENTS)]
        return Counter(future.result() for future in futures)


def test_concurrent_failures_open_the_breaker_once_and_are_refused_cleanly(fixed: Path) -> None:
    with netra_twins.imported(fixed) as auth:
        authenticator = _authenticator(auth, reset_timeout=3600.0)
        failed = asyncio.run(_at_once(authenticator, BAD))
        then = asyncio.run(_at_once(authenticator, _good(authenticator)))
        breaker = authenticator.breaker
        assert (breaker.state.value, breaker.times_opened) == ("open", 1)
    assert failed == {"InvalidToken": CLIENTS}  # all of them had begun when the breaker was closed
    assert then == {"AuthenticationUnavailable": CLIENTS}


def test_failures_in_many_threads_are_all_counted_or_refused(fixed: Path) -> None:
    with netra_twins.imported(fixed) as auth:
        authenticator = _authenticator(auth, reset_timeout=3600.0)
        failed = _in_threads(authenticator, BAD)
        assert authenticator.breaker.times_opened == 1
        assert authenticator.breaker.failures == failed["InvalidToken"] >= 5
    assert set(failed) <= {"InvalidToken", "AuthenticationUnavailable"}
    assert failed.total() == CLIENTS


def test_a_half_open_breaker_lets_exactly_one_of_many_try(fixed: Path) -> None:
    with netra_twins.imported(fixed) as auth:
        authenticator = _authenticator(auth, reset_timeout=0.0)
        authenticator.breaker.state = auth.BreakerState.OPEN
        first = asyncio.run(_at_once(authenticator, BAD))
        second = asyncio.run(_at_once(authenticator, _good(authenticator)))
        third = asyncio.run(_at_once(authenticator, _good(authenticator)))
    assert first == {"InvalidToken": 1, "AuthenticationUnavailable": CLIENTS - 1}
    assert second == {"ada": 1, "AuthenticationUnavailable": CLIENTS - 1}
    assert third == {"ada": CLIENTS}


def test_without_the_import_the_failures_that_open_the_breaker_raise_the_name_error(pre_fix: Path) -> None:
    with netra_twins.imported(pre_fix) as auth:
        authenticator = _authenticator(auth)
        failed = asyncio.run(_at_once(authenticator, BAD))
        then = asyncio.run(_at_once(authenticator, _good(authenticator)))
    assert set(failed) == {"InvalidToken", f"NameError: {netra_twins.MESSAGE}"}
    assert then == {f"NameError: {netra_twins.MESSAGE}": CLIENTS}  # good tokens do not help any more


def test_without_the_import_threads_fare_no_better(pre_fix: Path) -> None:
    with netra_twins.imported(pre_fix) as auth:
        authenticator = _authenticator(auth)
        failed = _in_threads(authenticator, BAD)
    assert failed[f"NameError: {netra_twins.MESSAGE}"] > 0
    assert failed.total() == CLIENTS


def test_below_the_threshold_both_states_do_the_same(pre_fix: Path, fixed: Path) -> None:
    """Why nobody saw it: without enough failures in a row the missing import does nothing."""
    for tree in (pre_fix, fixed):
        with netra_twins.imported(tree) as auth:
            authenticator = _authenticator(auth, failure_threshold=CLIENTS + 1)
            assert asyncio.run(_at_once(authenticator, BAD)) == {"InvalidToken": CLIENTS}
            assert asyncio.run(_at_once(authenticator, _good(authenticator))) == {"ada": CLIENTS}
