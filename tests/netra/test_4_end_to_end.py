"""Layer 4, end to end: a real server, real clients over loopback, and smoke run before anybody connects."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import netra_twins
import pytest
from netra_twins import Service
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

FAILING = 20  # clients with bad tokens; the breaker opens after 5
INTERNAL_ERROR, TRY_AGAIN_LATER, NOT_AUTHENTICATED = 1011, 1013, 4401
TRIES = 600  # of a client that waits for the service to recover


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def token(fixed: Path) -> str:
    """A token that the service accepts."""
    with netra_twins.imported(fixed) as auth:
        made: str = auth.IdentityService("development", 0.0).token_for("ada")
    return made


@asynccontextmanager
async def _connected(service: Service, token: str) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {token}"}
    address = f"ws://127.0.0.1:{service.port}/"
    async with connect(address, additional_headers=headers, open_timeout=netra_twins.PATIENCE) as connection:
        yield connection


async def _next(connection: ClientConnection) -> dict[str, Any]:
    received: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), netra_twins.PATIENCE))
    return received


async def _welcome(service: Service, token: str) -> tuple[int | None, str]:
    """How the service receives a client: (None, the user), or the code and the reason it closes with."""
    try:
        async with _connected(service, token) as connection:
            return None, (await _next(connection))["user"]
    except ConnectionClosed as closed:
        return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, "without a word")


async def _fail_at_once(service: Service) -> set[int | None]:
    """The codes with which the service closes the connections of many clients with bad tokens."""
    welcomes = await asyncio.gather(*(_welcome(service, "eve:forged") for _ in range(FAILING)))
    return {code for code, _ in welcomes}


async def _chat(service: Service, token: str) -> dict[str, Any]:
    """What a second client hears when the first one says something."""
    async with _connected(service, token) as speaker, _connected(service, token) as listener:
        for connection in (speaker, listener):
            assert await _next(connection) == {"type": "welcome", "user": "ada"}
        await speaker.send(json.dumps({"text": "is anybody there?"}))
        return await _next(listener)


@pytest.mark.parametrize("state", ["pre_fix", "fixed"])
def test_a_chat_message_makes_its_round_trip_with_and_without_the_import(
    state: str, token: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with netra_twins.serving(request.getfixturevalue(state), tmp_path / "log") as service:
        heard = asyncio.run(_chat(service, token))
    assert heard == {"type": "message", "from": "ada", "text": "is anybody there?"}


def test_smoke_stops_the_broken_service_before_it_is_deployed(pre_fix: Path) -> None:
    done = netra_twins.smoke(pre_fix, "--output-format", "concise")
    assert done.returncode == 1
    assert f"{netra_twins.AUTH}:" in done.stdout
    assert done.stdout.count(f"undefined-name {netra_twins.MESSAGE}") == 3


def test_smoke_lets_the_fixed_service_pass(fixed: Path) -> None:
    done = netra_twins.smoke(fixed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "9 modules: 9 imported, 0 failed, 0 blocked, 0 skipped; 0 errors, 0 warnings"
    )


def test_the_broken_service_drops_everybody_after_some_failures_and_its_log_names_the_wrong_place(
    pre_fix: Path, token: str, tmp_path: Path
) -> None:
    with netra_twins.serving(pre_fix, tmp_path / "log") as service:
        failed = asyncio.run(_fail_at_once(service))
        then = asyncio.run(_welcome(service, token))
        records = service.records()
    assert INTERNAL_ERROR in failed
    assert then == (INTERNAL_ERROR, "internal error")
    said = [one for one in records if one["message"] == f"WebSocket error: {netra_twins.MESSAGE}"]
    assert said
    assert {(one["severity"], one["module"], one["function"]) for one in said} == {
        ("ERROR", netra_twins.ENDPOINT_MODULE, "websocket_endpoint")
    }
    assert not any(netra_twins.AUTH_MODULE in json.dumps(one) for one in said)

    done = netra_twins.smoke(pre_fix, "--match", json.dumps(said[0]), "--output-format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)["findings"]
    assert {one["module"] for one in found} == {netra_twins.AUTH_MODULE}


def test_the_fixed_service_refuses_cleanly_while_the_breaker_is_open(
    fixed: Path, token: str, tmp_path: Path
) -> None:
    with netra_twins.serving(fixed, tmp_path / "log", reset_timeout=3600) as service:
        failed = asyncio.run(_fail_at_once(service))
        code, reason = asyncio.run(_welcome(service, token))
        records = service.records()
    assert failed <= {NOT_AUTHENTICATED, TRY_AGAIN_LATER}
    assert NOT_AUTHENTICATED in failed
    assert code == TRY_AGAIN_LATER
    assert reason.startswith("try again in ")
    assert not [one for one in records if one["severity"] == "ERROR"]
    assert "circuit breaker opened" in json.dumps(records)


def test_the_fixed_service_recovers_after_the_reset_timeout(fixed: Path, token: str, tmp_path: Path) -> None:
    async def come_back(service: Service) -> list[int | None]:
        codes: list[int | None] = []
        while None not in codes and len(codes) < TRIES:
            codes.append((await _welcome(service, token))[0])
            await asyncio.sleep(0.05)
        return codes

    with netra_twins.serving(fixed, tmp_path / "log", reset_timeout=0.3) as service:
        asyncio.run(_fail_at_once(service))
        codes = asyncio.run(come_back(service))
        heard = asyncio.run(_chat(service, token))
        records = service.records()
    assert codes[-1] is None
    assert set(codes[:-1]) <= {TRY_AGAIN_LATER}
    assert heard["text"] == "is anybody there?"
    assert "circuit breaker opened" in json.dumps(records)
