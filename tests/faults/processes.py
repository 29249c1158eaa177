"""Imports that make processes or hurt those around them: forks, daemons, grandchildren, parents."""

from __future__ import annotations

from faults import Fault

_DAEMON = """
    import os
    import time

    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        {daemon}
    os.wait()
    {rest}
"""

# Only what smoke has put there: nobody's session is to be ended by a test.
TWO_UP = """
    import os
    import time

    for _ in range(2):
        parent = os.getppid()
        with open("/proc/%d/cmdline" % parent, "rb") as file:
            line = file.read()
        if b"guardian.main" not in line and b"_smoke_probe" not in line:
            break
        os.kill(parent, 9)
        while os.getppid() == parent:
            time.sleep(0.01)
"""

FAULTS = [
    Fault("forks_and_lets_the_child_run_on", "imported", "import os\nos.fork()"),
    Fault("forks_six_times", "imported", "import os\nfor _ in range(6):\n    os.fork()"),
    Fault(
        "leaves_the_rest_to_a_child",
        "exited",
        "import os\nif os.fork():\n    os._exit(0)",
        says="ended with status 0",
    ),
    Fault(
        "has_a_child_that_exits",
        "imported",
        "import os\nimport sys\nif os.fork() == 0:\n    sys.exit(3)\nos.wait()",
    ),
    Fault(
        "leaves_a_child_that_loops",
        "imported",
        "import os\nif os.fork() == 0:\n    while True:\n        pass",
    ),
    Fault(
        "leaves_fifty_children",
        "imported",
        "import subprocess\nfor _ in range(50):\n    subprocess.Popen(['sleep', '1000'])",
    ),
    Fault(
        "leaves_two_hundred_zombies",
        "imported",
        "import os\nfor _ in range(200):\n    if os.fork() == 0:\n        os._exit(0)",
    ),
    Fault(
        "leaves_a_child_that_ignores_signals",
        "imported",
        "import subprocess\nsubprocess.Popen(['sh', '-c', 'trap \"\" HUP INT TERM; sleep 1000; sleep 1000'])",
    ),
    Fault("leaves_a_daemon", "imported", _DAEMON.format(daemon="time.sleep(1000)", rest="")),
    Fault(
        "leaves_a_daemon_without_environment",
        "imported",
        _DAEMON.format(daemon="os.execve('/bin/sleep', ['sleep', '1000'], {})", rest=""),
    ),
    Fault(
        "leaves_a_daemon_that_holds_nothing",
        "imported",
        _DAEMON.format(daemon="os.closerange(0, 65536); os.chdir('/'); time.sleep(1000)", rest=""),
    ),
    Fault(
        "leaves_a_daemon_and_raises",
        "raised",
        _DAEMON.format(daemon="time.sleep(1000)", rest="raise ValueError('after all')"),
        says="ValueError: after all",
    ),
    Fault(
        "leaves_a_daemon_and_crashes",
        "crashed",
        _DAEMON.format(daemon="time.sleep(1000)", rest="os.abort()"),
        says="SIGABRT",
    ),
    Fault(
        "leaves_a_daemon_and_hangs",
        "timed-out",
        _DAEMON.format(daemon="time.sleep(1000)", rest="time.sleep(1000)"),
    ),
    Fault(
        "has_a_grandchild_that_holds_the_output",
        "imported",
        "import subprocess\nsubprocess.Popen(['setsid', 'sleep', '1000'], close_fds=False)",
    ),
    Fault("starts_a_session", "raised", "import os\nos.setsid()", says="PermissionError"),
    Fault(
        "uses_multiprocessing",
        "imported",
        """
        import multiprocessing

        process = multiprocessing.get_context("fork").Process(target=print, args=("child",))
        process.start()
        process.join()
        assert process.exitcode == 0
        """,
    ),
    Fault(
        "leaves_a_thread",
        "imported",
        "import threading\nimport time\nthreading.Thread(target=time.sleep, args=(1000,)).start()",
    ),
    Fault(
        "leaves_a_busy_thread",
        "imported",
        """
        import threading


        def work():
            while True:
                sum(range(1000))


        threading.Thread(target=work).start()
        """,
    ),
    Fault(
        "leaves_a_thread_that_prints",
        "imported",
        """
        import threading


        def work():
            while True:
                print("again and again")


        threading.Thread(target=work).start()
        """,
    ),
    Fault("terminates_its_parent", "imported", "import os\nos.kill(os.getppid(), 15)", alone=True),
    Fault("kills_its_parent", "imported", "import os\nos.kill(os.getppid(), 9)", alone=True),
    Fault(
        "kills_its_parent_and_raises",
        "raised",
        "import os\nos.kill(os.getppid(), 9)\nraise ValueError('after all')",
        says="ValueError: after all",
        alone=True,
    ),
    Fault(
        "kills_its_parent_and_exits",
        "exited",
        "import os\nos.kill(os.getppid(), 9)\nos._exit(0)",
        alone=True,
    ),
    Fault(
        "kills_its_parent_and_hangs",
        "timed-out",
        "import os\nimport time\nos.kill(os.getppid(), 9)\ntime.sleep(1000)",
        alone=True,
    ),
    Fault(
        "kills_its_parent_and_the_next",
        "imported",
        TWO_UP,
        alone=True,
    ),
    Fault(
        "stops_its_parent",
        "imported",
        "import os\nimport signal\nos.kill(os.getppid(), signal.SIGSTOP)",
        alone=True,
    ),
    Fault(
        "kills_its_package",
        "imported",
        files={
            "kills_its_package/__init__.py": "import json, decimal, fractions, argparse",
            "kills_its_package/killer.py": "import os\nos.kill(os.getppid(), 9)",
            "kills_its_package/after.py": "",
            "kills_its_package/before.py": "",
        },
        outcomes={
            "kills_its_package.killer": "imported",
            "kills_its_package.after": "imported",
            "kills_its_package.before": "imported",
        },
        alone=True,
    ),
]
