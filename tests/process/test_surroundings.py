"""What a run takes, keeps and leaves: memory, descriptors, files, bytecode, the environment of children."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from faults import everything, running

from smoke import session
from smoke.model import Plan, Result, Settings

STRATEGIES = ("fork", "fresh")
each_strategy = pytest.mark.parametrize("strategy", STRATEGIES)

# As `nohup smoke … &` in a script does, and a supervisor that wants to know nothing of its children.
STARTED = (
    "[signal.signal(each, signal.SIG_IGN) for each in (signal.SIGHUP, signal.SIGINT, signal.SIGCHLD)],"
    "signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGUSR1, signal.SIGTERM)),"
    "__import__('os').execv(sys.executable, [sys.executable, '-m', 'smoke', *sys.argv[1:]])"
)


class Silent:
    """A progress that nobody watches."""

    def begin(self, plan: Plan) -> None:
        """Nothing."""

    def advance(self, result: Result) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""


def _smoke(folder: Path, strategy: str, *options: str, **env: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "smoke", "./root", "--isolation", strategy, "--output-format", "json"]
    done = subprocess.run(
        [*command, "--no-progress", "--no-cache", *options],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _outcomes(answer: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["outcome"] for one in answer["modules"]}


def _write(folder: Path, **modules: str) -> None:
    for name, text in modules.items():
        path = folder / "root" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@each_strategy
def test_an_import_gets_no_more_memory_than_the_limit(strategy: str, tmp_path: Path) -> None:
    _write(tmp_path, eater="held = bytearray(2_000_000_000)", small="value = 1", many="import json, decimal")
    free = _smoke(tmp_path, strategy)
    limited = _smoke(tmp_path, strategy, "--memory-limit", "1000")
    assert _outcomes(free) == {"eater": "imported", "small": "imported", "many": "imported"}
    assert _outcomes(limited) == {"eater": "raised", "small": "imported", "many": "imported"}
    assert [one["message"] for one in limited["findings"]] == ["MemoryError"]


@each_strategy
def test_nothing_is_written_beside_the_sources(strategy: str, tmp_path: Path) -> None:
    _write(tmp_path, first="import second", second="value = 1")
    before = sorted(tmp_path.rglob("*"))
    _smoke(tmp_path, strategy, PYTHONDONTWRITEBYTECODE="")
    assert sorted(tmp_path.rglob("*")) == before


@each_strategy
def test_bytecode_goes_where_the_user_says(strategy: str, tmp_path: Path) -> None:
    _write(tmp_path, first="value = 1")
    place = tmp_path / "bytecode"
    _smoke(tmp_path, strategy, "--env", f"PYTHONPYCACHEPREFIX={place}", PYTHONDONTWRITEBYTECODE="")
    assert [path.name.partition(".")[0] for path in place.rglob("first.*.pyc")] == ["first"]
    assert not (tmp_path / "root" / "__pycache__").exists()


@each_strategy
def test_home_can_be_another_folder(strategy: str, tmp_path: Path) -> None:
    _write(tmp_path, homely="import os\nopen(os.path.expanduser('~/seen'), 'w').close()")
    home = tmp_path / "home"
    home.mkdir()
    assert _outcomes(_smoke(tmp_path, strategy, "--env", f"HOME={home}")) == {"homely": "imported"}
    assert (home / "seen").exists()


@each_strategy
def test_temporary_files_of_the_imports_are_gone_unless_the_user_wants_them(
    strategy: str, tmp_path: Path
) -> None:
    _write(tmp_path, leaver="import tempfile\nplace = tempfile.mkdtemp(prefix='left-')")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    _smoke(tmp_path, strategy, TMPDIR=str(ours))
    _smoke(tmp_path, strategy, "--env", f"TMPDIR={theirs}", TMPDIR=str(ours))
    assert os.listdir(ours) == []
    assert [name[:5] for name in os.listdir(theirs)] == ["left-"]


@each_strategy
def test_the_environment_is_the_users_but_for_two_things(strategy: str, tmp_path: Path) -> None:
    look = (
        "import json, os\nwith open(os.environ['SEEN'], 'w') as file:\n    json.dump(dict(os.environ), file)"
    )
    _write(tmp_path, looker=look)
    seen = tmp_path / "seen.json"
    environment = {"PATH": os.environ["PATH"], "SEEN": str(seen), "LANG": "C.UTF-8", "ODD": "a=b c"}
    subprocess.run(
        [sys.executable, "-m", "smoke", "./root", "--isolation", strategy, "--no-progress", "--no-cache"],
        cwd=tmp_path,
        env=environment,
        check=True,
        timeout=300,
        capture_output=True,
    )
    found = json.loads(seen.read_text())
    assert Path(found.pop("TMPDIR")).name.startswith("smoke-")
    found.pop("LC_CTYPE", None)  # PYVERSIONS: what PEP 538 coerces
    single = ("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")  # what has threads is not forked
    assert found == {**environment, **dict.fromkeys(single, "1")}


@each_strategy
def test_who_wants_threads_gets_them(strategy: str, tmp_path: Path) -> None:
    look = "import os\nwith open(os.environ['SEEN'], 'w') as f:\n    f.write(os.environ['OMP_NUM_THREADS'])"
    _write(tmp_path, looker=look)
    _smoke(tmp_path, strategy, SEEN=str(tmp_path / "seen"), OMP_NUM_THREADS="7")
    assert (tmp_path / "seen").read_text() == "7"


@each_strategy
def test_the_signals_are_those_of_a_new_interpreter(strategy: str, tmp_path: Path) -> None:
    look = (
        "import json, os, re\n"
        "status = open('/proc/self/status').read()\n"
        "found = {key: re.search(key + r':\\s+(\\w+)', status).group(1) for key in ('SigBlk', 'SigIgn')}\n"
        "with open(os.environ['SEEN'], 'w') as file:\n    json.dump(found, file)\n"
    )
    _write(tmp_path, looker=look)
    seen, plain = tmp_path / "seen.json", tmp_path / "plain.json"
    _smoke(tmp_path, strategy, SEEN=str(seen))
    terminal = "import os, signal, sys\nfor each in (1, 2, 3): signal.signal(each, signal.SIG_DFL)\n"
    start = f"{terminal}os.execv(sys.executable, [sys.executable, 'root/looker.py'])"
    environment = {**os.environ, "SEEN": str(plain)}
    subprocess.run([sys.executable, "-c", start], cwd=tmp_path, check=True, env=environment)
    assert json.loads(seen.read_text()) == json.loads(plain.read_text())


@each_strategy
def test_a_run_gives_back_every_descriptor(strategy: str, tmp_path: Path) -> None:
    faults = [
        each for each in everything() if each.outcome in ("raised", "exited", "crashed") and not each.alone
    ]
    some = faults if strategy != "fresh" else faults[::4]  # each takes ten times as long
    running.write(some, tmp_path / "root")
    settings = Settings(targets=("./root",), isolation=strategy, jobs=6, timeout=60.0, no_cache=True)
    session.check(settings, cwd=tmp_path, progress=Silent())  # whatever is opened once for all
    before = sorted(os.listdir("/proc/self/fd"))
    report = session.check(settings, cwd=tmp_path, progress=Silent())
    assert sorted(os.listdir("/proc/self/fd")) == before
    assert {result.outcome.value for run in report.runs for result in run.results} >= {"raised", "exited"}


@each_strategy
def test_a_run_that_fails_gives_back_every_descriptor(strategy: str, tmp_path: Path) -> None:
    _write(tmp_path, first="value = 1")
    settings = Settings(targets=("./root",), isolation=strategy, jobs=2, setup="1 / 0")
    for _ in range(2):
        before = sorted(os.listdir("/proc/self/fd"))
        with pytest.raises(Exception, match="ZeroDivisionError"):
            session.check(settings, cwd=tmp_path, progress=Silent())
    assert sorted(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_what_a_package_writes_cannot_command_a_terminal(form: str, tmp_path: Path) -> None:
    escapes = r"\x1b[2J\x1b]0;title\x07\x9b31m\x00\x7f\r\u202e\u2028\ud800::error::no"
    _write(
        tmp_path,
        raises=f"raise ValueError('{escapes}')",
        exits=f"import sys\nsys.exit('{escapes}')",
        prints="import os\nprint('\\x1b[2J' * 10)\nos.write(2, b'\\xff\\x9b\\x1b[31m\\r')\n1 / 0",
        named=f"def f():\n    return 1\n\n\nexec(compile('1 / 0', '{escapes}', 'exec'))",
        odd="exec('def f():\\n    return \u0430bsent  # \\x1b[2J')\nf.__qualname__ = '\\x1b[2J'\n",
    )
    command = [sys.executable, "-m", "smoke", "./root", "--output-format", form, "--no-progress", "-v"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300)
    assert done.returncode == 1, done.stderr.decode()
    for stream in (done.stdout, done.stderr):
        text = stream.decode("utf-8")
        wrong = {each for each in text if (ord(each) < 32 and each != "\n") or 127 <= ord(each) < 160}
        assert not wrong | {each for each in text if each in "\u202e\u2028\ufeff"}
        assert not [line for line in text.splitlines() if line.startswith("::")]


@each_strategy
def test_many_jobs_need_no_more_files_than_there_are(strategy: str, tmp_path: Path) -> None:
    """The limit of open files is raised for smoke, and is as it was for the modules."""
    look = "import resource\nassert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 200\n"
    waits = "import time\ntime.sleep(1)\n"
    _write(tmp_path, looks=look, **{f"waits_{number}": waits for number in range(60)})
    command = [sys.executable, "-m", "smoke", "./root", "--isolation", strategy, "--jobs", "60", "-q"]
    limited = ["sh", "-c", 'ulimit -S -n 200 && exec "$@"', "sh", *command]
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a pipe can be made wider")
@each_strategy
def test_who_prints_much_need_not_wait_at_every_page(strategy: str, tmp_path: Path) -> None:
    size = "import fcntl\nsize = fcntl.fcntl(1, 1032)\n"  # F_GETPIPE_SZ
    loud = f"print('x' * 2_000_000, flush=True)\n{size}assert size == 1 << 20, size\n"
    _write(tmp_path, loud=loud, silent=f"{size}assert size < 1 << 20, size\n")

    assert _outcomes(_smoke(tmp_path, strategy)) == {"loud": "imported", "silent": "imported"}


@each_strategy
def test_signals_that_smoke_was_told_to_ignore_end_a_module(tmp_path: Path, strategy: str) -> None:
    kill = "import os\nos.kill(os.getpid(), {})\n".format
    _write(tmp_path, hup=kill(1), int=kill(2), usr1=kill(10), term=kill(15))
    _write(tmp_path, fine="import os\nos.system('true')")
    started = f"import signal, sys\n{STARTED}"
    command = [sys.executable, "-c", started, "./root", "--isolation", strategy, "--output-format", "json"]
    done = subprocess.run(
        [*command, "--no-progress", "--no-cache"], cwd=tmp_path, capture_output=True, timeout=300
    )

    assert done.returncode == 1, done.stderr.decode()
    assert _outcomes(json.loads(done.stdout)) == {
        "fine": "imported", "hup": "crashed", "int": "raised", "term": "crashed", "usr1": "crashed",
    }  # fmt: skip
