"""Imports that replace or clear what others use: modules, builtins, streams, hooks, settings."""

from __future__ import annotations

from faults import Fault

_REFUSE = """
    def refuse(*arguments, **options):
        raise RuntimeError("not for you")


"""


def _replaced(module: str, names: str) -> str:
    return (
        _REFUSE
        + f"""
    import {module}

    for name in {names!r}.split():
        if hasattr({module}, name):
            setattr({module}, name, refuse)
"""
    )


FAULTS = [
    Fault(
        "replaces_os",
        "imported",
        _replaced("os", "write read open close dup dup2 fork _exit kill getpid fstat setsid waitpid listdir"),
    ),
    Fault("replaces_json", "imported", _replaced("json", "dumps loads dump load JSONEncoder JSONDecoder")),
    Fault(
        "replaces_the_inside_of_json",
        "imported",
        _REFUSE
        + """
    import json
    import json.decoder
    import json.encoder

    json.encoder.c_make_encoder = json.encoder.encode_basestring_ascii = refuse
    json.encoder.JSONEncoder.encode = json.encoder.JSONEncoder.iterencode = refuse
    json.decoder.JSONDecoder.decode = json.decoder.JSONDecoder.raw_decode = json.decoder.scanstring = refuse
""",
    ),
    Fault(
        "replaces_gc",
        "imported",
        _replaced("gc", "get_objects freeze unfreeze collect enable disable isenabled"),
    ),
    Fault("replaces_dis", "imported", _replaced("dis", "get_instructions dis findlinestarts Bytecode")),
    Fault("replaces_time", "imported", _replaced("time", "time sleep monotonic perf_counter")),
    Fault("replaces_signal", "imported", _replaced("signal", "signal pthread_sigmask getitimer setitimer")),
    Fault(
        "replaces_sys", "imported", _replaced("sys", "exit _getframe settrace setprofile exc_info gettrace")
    ),
    Fault(
        "replaces_builtins",
        "imported",
        _REFUSE
        + """
    import builtins

    # importlib needs some of the others itself
    for name in "open print sorted vars repr sum any all max min id iter next zip map filter".split():
        setattr(builtins, name, refuse)
    for name in "list dict set frozenset enumerate range isinstance issubclass str int".split():
        setattr(builtins, name, refuse)
""",
    ),
    Fault(
        "deletes_builtins",
        "imported",
        "import builtins\ndel builtins.range, builtins.sorted, builtins.any, builtins.open",
    ),
    Fault("replaces_import", "imported", _REFUSE + "    import builtins\n    builtins.__import__ = refuse\n"),
    Fault("replaces_its_builtins", "imported", "__builtins__ = {}"),
    Fault(
        "has_no_stdout",
        "imported",
        "import sys\nsys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None",
    ),
    Fault(
        "has_a_stdout_that_raises",
        "imported",
        """
        import sys


        class Stream:
            def __getattr__(self, name):
                raise RuntimeError(name)


        sys.stdout = sys.stderr = Stream()
        """,
    ),
    Fault("clears_the_modules", "raised", "import sys\nsys.modules.clear()", says="KeyError"),
    Fault("replaces_the_modules", "raised", "import sys\nsys.modules = {}", says="KeyError"),
    Fault(
        "clears_the_path",
        "imported",
        "import sys\nsys.path[:] = []\nsys.meta_path[:] = []\nsys.path_hooks[:] = []",
    ),
    Fault("clears_the_environment", "imported", "import os\nos.environ.clear()"),
    Fault("lowers_the_recursion_limit", "imported", "import sys\nsys.setrecursionlimit(60)"),
    Fault("raises_the_recursion_limit", "imported", "import sys\nsys.setrecursionlimit(2**31 - 1)"),
    Fault("switches_threads_all_the_time", "imported", "import sys\nsys.setswitchinterval(1e-9)"),
    Fault("makes_warnings_errors", "imported", "import warnings\nwarnings.simplefilter('error')"),
    Fault("collects_all_the_time", "imported", "import gc\ngc.enable()\ngc.set_threshold(1, 1, 1)"),
    Fault(
        "has_collector_callbacks_that_raise",
        "imported",
        _REFUSE
        + "    import gc\n    gc.enable()\n    gc.callbacks.append(refuse)\n    gc.set_threshold(1)\n",
    ),
    Fault("traces", "raised", _REFUSE + "    import sys\n    sys.settrace(refuse)\n", says="not for you"),
    Fault(
        "traces_without_end",
        "imported",
        """
        import sys


        def trace(frame, event, argument):
            return trace


        sys.settrace(trace)
        """,
    ),
    Fault("profiles", "raised", _REFUSE + "    import sys\n    sys.setprofile(refuse)\n", says="not for you"),
    Fault(
        "profiles_others",
        "imported",
        """
        import sys


        def profile(frame, event, argument):
            if "_smoke" in frame.f_globals.get("__name__", ""):
                raise RuntimeError("seen")


        sys.setprofile(profile)
        """,
    ),
    Fault(
        "monitors",
        "imported",
        """
        import sys


        def call(code, offset):
            if "probe" in code.co_filename:
                raise RuntimeError("seen")


        sys.monitoring.use_tool_id(3, "fault")
        sys.monitoring.register_callback(3, sys.monitoring.events.PY_START, call)
        sys.monitoring.set_events(3, sys.monitoring.events.PY_START)
        """,
        lowest=(3, 12),
    ),
    Fault("audits", "not-checkable", _REFUSE + "    import sys\n    sys.addaudithook(refuse)\n"),
    Fault(
        "audits_the_collector",
        "not-checkable",
        """
        import sys


        def hook(event, arguments):
            if event.startswith("gc."):
                raise RuntimeError("not for you")


        sys.addaudithook(hook)
        """,
    ),
    Fault(
        "has_hooks_that_exit",
        "imported",
        """
        import os
        import sys


        def leave(*arguments):
            os._exit(0)


        sys.excepthook = sys.unraisablehook = sys.displayhook = leave
        """,
    ),
    Fault("raises_at_exit", "imported", _REFUSE + "    import atexit\n    atexit.register(refuse)\n"),
    Fault(
        "exits_at_exit",
        "imported",
        "import atexit\nimport os\natexit.register(os._exit, 3)",
    ),
    Fault(
        "raises_in_a_timer",
        "imported",
        """
        import signal


        def ring(number, frame):
            raise RuntimeError("ring")


        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.2, 0.001)
        """,
    ),
    Fault(
        "raises_when_it_is_deleted",
        "imported",
        """
        class Loud:
            def __del__(self):
                raise RuntimeError("deleted")


        loud = [Loud() for _ in range(100)]
        """,
    ),
    Fault("uses_asyncio", "imported", "import asyncio\nasyncio.run(asyncio.sleep(0))"),
    Fault(
        "handles_every_signal",
        "imported",
        """
        import signal

        for number in range(1, signal.NSIG):
            try:
                signal.signal(number, lambda *_: None)
            except (OSError, ValueError):
                pass
        """,
    ),
]
