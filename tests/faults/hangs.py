"""Imports that never end, and those that only seem to: loops, waits, ignored signals."""

from __future__ import annotations

from faults import Fault

FAULTS = [
    Fault("loops_in_python", "timed-out", "while True:\n    pass"),
    Fault("loops_in_c", "timed-out", "import itertools\n0 in itertools.repeat(1)"),
    Fault("sleeps", "timed-out", "import time\ntime.sleep(1000)"),
    Fault("stops_itself", "timed-out", "import os\nimport signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    Fault(
        "catches_everything_for_ever",
        "timed-out",
        """
        import time

        while True:
            try:
                time.sleep(1000)
            except BaseException:
                pass
        """,
    ),
    Fault(
        "ignores_every_signal",
        "timed-out",
        """
        import signal
        import time

        for number in range(1, signal.NSIG):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        time.sleep(1000)
        """,
    ),
    Fault(
        "blocks_every_signal",
        "timed-out",
        """
        import signal
        import time

        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        time.sleep(1000)
        """,
    ),
    Fault(
        "waits_for_itself",
        "timed-out",
        "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    ),
    Fault(
        "waits_for_a_thread",
        "timed-out",
        """
        import threading
        import time

        thread = threading.Thread(target=time.sleep, args=(1000,))
        thread.start()
        thread.join()
        """,
    ),
    Fault(
        "waits_for_a_writer",
        "timed-out",
        """
        import os
        import tempfile

        place = os.path.join(tempfile.mkdtemp(), "fifo")
        os.mkfifo(place)
        open(place).read()
        """,
    ),
    Fault(
        "waits_for_a_child",
        "timed-out",
        "import subprocess\nsubprocess.call(['sleep', '1000'])",
    ),
    Fault(
        "says_its_name_for_ever",
        "timed-out",
        """
        class Endless(Exception):
            def __str__(self):
                while True:
                    pass


        raise Endless
        """,
    ),
    Fault("asks_for_input", "raised", "input('who are you? ')", says="EOFError"),
    Fault("reads_standard_input", "imported", "import sys\nassert sys.stdin.read() == ''"),
    Fault("opens_the_terminal", "raised", "open('/dev/tty')", says="OSError"),
]
