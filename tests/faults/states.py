"""Packages whose own import is fine and that poison what their submodules start from."""

from __future__ import annotations

from faults import Fault

_HEAVY = "import argparse, decimal, fractions, json\n"  # worth a process state


def _poisoned(
    name: str, source: str, *, child: str = "imported", own: str = "imported", alone: bool = False
) -> Fault:
    lines = [line.strip("\n") for line in source.splitlines() if line.strip()]
    margin = min(len(line) - len(line.lstrip()) for line in lines)
    return Fault(
        name,
        own,
        files={
            f"{name}/__init__.py": _HEAVY + "\n".join(line[margin:] for line in lines),
            f"{name}/first.py": "value = 1\n",
            f"{name}/second.py": "value = 2\n",
        },
        outcomes={f"{name}.first": child, f"{name}.second": child},
        alone=alone,
    )


FAULTS = [
    _poisoned(
        "poisons_by_a_thread",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()",
    ),
    _poisoned("poisons_by_a_timer", "import signal\nsignal.setitimer(signal.ITIMER_REAL, 1000)"),
    _poisoned(
        "poisons_by_a_timer_that_raises",
        """
        import signal
        def ring(number, frame):
            raise RuntimeError("ring")
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.5, 0.01)
        """,
    ),
    _poisoned("poisons_by_closing", "import os\nos.closerange(3, 65536)"),
    _poisoned("poisons_by_closing_standard_streams", "import os\nos.closerange(0, 3)"),
    _poisoned(
        "poisons_by_a_file_limit", "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))"
    ),
    _poisoned(
        "poisons_by_a_memory_limit", "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))"
    ),
    _poisoned("poisons_by_ignoring_children", "import signal\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)"),
    _poisoned("poisons_by_replacing_fork", "import os\ndel os.fork, os.waitpid\nos._exit = None"),
    _poisoned(
        "poisons_by_a_hook_that_raises_in_fork",
        """
        import os
        def refuse():
            raise RuntimeError("no fork")
        os.register_at_fork(before=refuse, after_in_parent=refuse, after_in_child=refuse)
        """,
    ),
    _poisoned(
        "poisons_by_a_hook_that_leaves_in_fork",
        "import os\nos.register_at_fork(after_in_child=lambda: os._exit(0))",
        alone=True,
    ),
    _poisoned(
        "poisons_by_a_hook_that_kills_the_state",
        "import os\nos.register_at_fork(before=lambda: os.kill(os.getpid(), 9))",
        alone=True,
    ),
    _poisoned(
        "poisons_by_an_audit_hook",
        """
        import sys
        def hook(event, arguments):
            if event == "os.fork":
                raise RuntimeError("no fork")
        sys.addaudithook(hook)
        """,
    ),
    _poisoned(
        "poisons_by_tracing",
        """
        import sys
        def trace(frame, event, argument):
            if "smoke" in frame.f_globals.get("__name__", ""):
                raise RuntimeError("seen")
        sys.settrace(trace)
        """,
    ),
    _poisoned("poisons_by_recursion", "import sys\nsys.setrecursionlimit(70)"),
    _poisoned(
        "poisons_by_standing_still", "import os, signal\nsignal.signal(signal.SIGCONT, signal.SIG_IGN)"
    ),
    _poisoned(
        "poisons_by_leaving_a_folder",
        "import os, tempfile\nplace = tempfile.mkdtemp()\nos.chdir(place)\nos.rmdir(place)",
    ),
    _poisoned("poisons_by_a_child", "import subprocess\nchild = subprocess.Popen(['sleep', '1000'])"),
    _poisoned("poisons_by_exiting", "import sys\nsys.exit(0)", own="exited", child="blocked"),
    _poisoned("poisons_by_crashing", "import os\nos.abort()", own="crashed", child="blocked"),
    _poisoned("poisons_by_hanging", "import time\ntime.sleep(1000)", own="timed-out", child="blocked"),
    _poisoned(
        "poisons_by_refusing_children",
        "import sys\nsys.modules[__name__ + '.first'] = None\nsys.modules[__name__ + '.second'] = None",
    ),
]
