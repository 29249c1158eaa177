"""Layer 5, regression: the log of the incident leads to the place, and to the commit that broke it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import netra_twins
import pytest

TRACEBACK = f"""\
Traceback (most recent call last):
  File "/srv/app/netra_backend/app/routes/websocket.py", line 1288, in websocket_endpoint
    user = await authenticated(connection, route.authenticator)
  File "/srv/app/netra_backend/app/websocket_core/unified_websocket_auth.py", line 201, in authenticate
    self.breaker.record_failure()
NameError: {netra_twins.MESSAGE}. Did you forget to import 'time'?
"""
LOGS = {"the message": netra_twins.MESSAGE, "the record": netra_twins.RECORD, "a traceback": TRACEBACK}
PLACES = [
    ("AuthenticationCircuitBreaker.record_failure", "self.opened_at = time.time()"),
    (
        "AuthenticationCircuitBreaker.retry_after",
        "return max(0.0, self.opened_at + self.reset_timeout - time.time())",
    ),
    ("AuthenticationCircuitBreaker._has_waited", "return time.time() - self.opened_at >= self.reset_timeout"),
]


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_whatever_the_log_looks_like_it_leads_to_the_places(log: str, pre_fix: Path) -> None:
    found = netra_twins.findings(pre_fix, "--match", log)
    source = (pre_fix / netra_twins.AUTH).read_text().splitlines()
    assert [(one["function"], source[one["line"] - 1].strip()) for one in found] == PLACES
    for one in found:
        assert source[one["line"] - 1][one["column"] - 1 : one["end_column"] - 1] == "time"
        assert Path(one["path"]) == pre_fix / netra_twins.AUTH


def test_each_place_comes_with_the_calls_from_the_function_that_the_log_names(pre_fix: Path) -> None:
    for one in netra_twins.findings(pre_fix, "--match", netra_twins.RECORD):
        chain = [(link["module"], link["function"]) for link in one["reached"][0]]
        assert chain[0] == (netra_twins.ENDPOINT_MODULE, "websocket_endpoint")
        assert (netra_twins.AUTH_MODULE, "UnifiedWebSocketAuthenticator.authenticate") in chain
        assert chain[-1] == (netra_twins.AUTH_MODULE, one["function"])
        assert one["reached"][0][-1]["line"] == one["line"]


def test_the_report_for_people_shows_place_and_way(pre_fix: Path) -> None:
    done = netra_twins.smoke(pre_fix, "--match", netra_twins.RECORD)
    assert done.returncode == 1
    assert f"--> {netra_twins.AUTH}:" in done.stdout
    assert "reached: websocket_endpoint (netra_backend/app/routes/websocket.py:" in done.stdout
    assert "1293" not in done.stdout


@pytest.mark.parametrize("options", [(), ("-v",)], ids=["plain", "verbose"])
def test_the_way_is_shown_without_a_log(options: tuple[str, ...], pre_fix: Path) -> None:
    done = netra_twins.smoke(pre_fix, *options)
    assert done.returncode == 1
    assert done.stdout.count("reached: websocket_endpoint (") == 3


def test_a_quiet_run_shows_the_places_only(pre_fix: Path) -> None:
    done = netra_twins.smoke(pre_fix, "-q")
    assert "3 errors" in done.stdout
    assert "reached:" not in done.stdout


def test_the_fixed_service_has_nothing_that_matches(fixed: Path) -> None:
    done = netra_twins.smoke(fixed, "--match", netra_twins.RECORD)
    assert done.returncode == 0
    assert "nothing was found that would raise" in done.stderr


def test_what_the_log_does_not_say_is_not_shown(pre_fix: Path) -> None:
    done = netra_twins.smoke(pre_fix, "--match", "name 'asyncio' is not defined")
    assert done.returncode == 0
    assert netra_twins.AUTH not in done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_bisect_run_ends_on_the_commit_that_removed_the_import(tmp_path: Path) -> None:
    repository = netra_twins.grow(tmp_path / "repository", fixed=True)
    auth = repository / netra_twins.AUTH
    _git(repository, "init", "-q")
    commits = [_commit(repository, "the service")]
    _append(repository / "README", "A chat service.\n")
    commits.append(_commit(repository, "a readme"))
    auth.write_text(auth.read_text().replace(netra_twins.FIX, "", 1))
    commits.append(_commit(repository, "tidy up imports"))
    _append(repository / "netra_backend/app/config.py", "\nVERSION = 2\n")
    commits.append(_commit(repository, "a version"))
    _append(auth, "\nMAXIMUM = 100\n")
    commits.append(_commit(repository, "a limit"))

    _git(repository, "bisect", "start", commits[-1], commits[0])
    command = [
        sys.executable,
        "-m",
        "smoke",
        "./netra_backend",
        "--match",
        netra_twins.RECORD,
        "--no-progress",
    ]
    said = _git(repository, "bisect", "run", *command)

    assert f"{commits[2]} is the first bad commit" in said
    assert "tidy up imports" in said


def _commit(repository: Path, message: str) -> str:
    _git(repository, "add", "-A")
    _git(repository, "commit", "-q", "-m", message)
    return _git(repository, "rev-parse", "HEAD").strip()


def _append(path: Path, text: str) -> None:
    with path.open("a") as stream:
        stream.write(text)


def _git(repository: Path, *arguments: str) -> str:
    """What git says, whoever runs the tests and however they have set it up."""
    who = {
        f"GIT_{role}_{what}": "smoke@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **who}
    kept = {key: value for key, value in netra_twins.environment().items() if not key.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=repository,
        env={**kept, **own},
        capture_output=True,
        text=True,
        timeout=netra_twins.PATIENCE,
    )
    assert done.returncode == 0, f"git {arguments}: {done.stdout}{done.stderr}"
    return done.stdout
