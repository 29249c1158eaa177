"""Ways in which an import ends its process: exits of every kind and signals."""

from __future__ import annotations

from faults import Fault

FAULTS = [
    Fault("exits_zero", "exited", "import sys\nsys.exit(0)", says="SystemExit with status 0"),
    Fault("exits_without_status", "exited", "raise SystemExit", says="status 0"),
    Fault("exits_with_words", "exited", "import sys\nsys.exit('not today')", says="SystemExit: not today"),
    Fault("exits_with_a_huge_number", "exited", "import sys\nsys.exit(10**5000)", says="status 255"),
    Fault("exits_with_a_negative_number", "exited", "import sys\nsys.exit(-3)", says="status -3"),
    Fault("exits_with_an_odd_object", "exited", "import sys\nsys.exit([1, 2])", says="SystemExit: [1, 2]"),
    Fault("quits", "exited", "quit()", says="status 0"),
    Fault(
        "exits_by_a_lying_class",
        "exited",
        """
        class Leave(SystemExit):
            @property
            def code(self):
                raise RuntimeError("no code for you")


        raise Leave(4)
        """,
    ),
    Fault("leaves_zero", "exited", "import os\nos._exit(0)", says="ended with status 0"),
    Fault("leaves_seven", "exited", "import os\nos._exit(7)", says="ended with status 7"),
    Fault(
        "leaves_from_a_thread",
        "exited",
        """
        import os
        import threading

        thread = threading.Thread(target=os._exit, args=(5,))
        thread.start()
        thread.join()
        """,
        says="ended with status 5",
    ),
    Fault(
        "leaves_through_c",
        "exited",
        "import ctypes\nctypes.CDLL(None).exit(6)",
        says="ended with status 6",
    ),
    Fault(
        "becomes_another_program",
        "exited",
        "import os\nos.execv('/bin/sh', ['sh', '-c', 'exit 9'])",
        says="ended with status 9",
    ),
    Fault(
        "exits_while_exiting",
        "exited",
        """
        import atexit
        import os
        import sys

        atexit.register(os._exit, 3)
        sys.exit(0)
        """,
        says="SystemExit with status 0",
    ),
    Fault("kills_itself", "crashed", "import os\nos.kill(os.getpid(), 9)", says="SIGKILL"),
    Fault("terminates_itself", "crashed", "import os\nos.kill(os.getpid(), 15)", says="SIGTERM"),
    Fault("hangs_up_on_itself", "crashed", "import os\nos.kill(os.getpid(), 1)", says="SIGHUP"),
    Fault("aborts", "crashed", "import os\nos.abort()", says="SIGABRT"),
    Fault("kills_its_group", "crashed", "import os\nos.killpg(0, 9)", says="SIGKILL"),
    Fault("ends_by_a_real_time_signal", "crashed", "import os\nos.kill(os.getpid(), 40)", says="signal 40"),
    Fault("interrupts_itself", "raised", "import os\nos.kill(os.getpid(), 2)", says="KeyboardInterrupt"),
    Fault("reads_through_null", "crashed", "import ctypes\nctypes.string_at(0)", says="SIGSEGV"),
    Fault("divides_by_zero_in_c", "crashed", "import faulthandler\nfaulthandler._sigfpe()", says="SIGFPE"),
    Fault(
        "overflows_the_stack_in_c",
        "crashed",
        "import faulthandler\nfaulthandler._stack_overflow()",
        says="SIGSEGV",
    ),
    Fault(
        "reads_beyond_the_end_of_a_mapping",
        "crashed",
        """
        import mmap
        import tempfile

        with tempfile.TemporaryFile() as file:
            file.truncate(mmap.PAGESIZE)
            mapped = mmap.mmap(file.fileno(), mmap.PAGESIZE)
            file.truncate(0)
            mapped[0]
        """,
        says="SIGBUS",
    ),
    Fault(
        "is_ended_by_a_timer",
        "crashed",
        """
        import signal
        import time

        signal.setitimer(signal.ITIMER_REAL, 0.05)
        time.sleep(30)
        """,
        says="SIGALRM",
    ),
    Fault(
        "is_ended_by_a_watchdog_of_its_own",
        "exited",
        """
        import faulthandler
        import time

        faulthandler.dump_traceback_later(0.05, exit=True)
        time.sleep(30)
        """,
        says="ended with status 1",
    ),
    Fault(
        "crashes_without_faulthandler",
        "crashed",
        "import faulthandler\nimport ctypes\nfaulthandler.disable()\nctypes.string_at(0)",
        says="SIGSEGV",
    ),
]
