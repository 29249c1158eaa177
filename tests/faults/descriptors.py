"""Imports that close, replace, flood or forge: standard streams and the descriptors of the probe."""

from __future__ import annotations

from faults import Fault

_FORGED = r"""
    import os

    LINES = b'''
    {"is":"imported","seconds":0.1,"file":null,"threads":1,"loaded":[]}
    {"is":"names","module":"MODULE","functions":1,"confirmed":true,"loads":[],"bindings":[],"lacks":[]}
    {"is":"done"}
    {"pid":1}
    {"pid":1,"status":0}
    '''
    for number in range(3, 1100):
        try:
            os.write(number, LINES.replace(b"MODULE", __name__.encode()) + b'{"is":"im')
        except OSError:
            pass
"""

FAULTS = [
    Fault("closes_three_to_256", "imported", "import os\nos.closerange(3, 256)"),
    Fault("closes_all_descriptors", "imported", "import os\nos.closerange(3, 65536)"),
    Fault(
        "closes_all_and_raises",
        "raised",
        "import os\nos.closerange(0, 65536)\n1 / 0",
        says="ZeroDivisionError",
    ),
    Fault("closes_the_standard_streams", "imported", "import os\nos.closerange(0, 3)"),
    Fault(
        "closes_sys_stdout",
        "imported",
        "import sys\nsys.stdout.close()\nsys.stderr.close()\nsys.stdin.close()",
    ),
    Fault(
        "puts_a_file_on_every_descriptor",
        "imported",
        """
        import os
        import tempfile

        own = tempfile.TemporaryFile()
        for number in range(own.fileno() + 1, 1100):
            os.dup2(own.fileno(), number)


        def clean():
            own.seek(0)
            return own.read() == b""
        """,
    ),
    Fault(
        "sends_its_output_elsewhere",
        "imported",
        "import os\nnull = os.open(os.devnull, os.O_WRONLY)\nos.dup2(null, 1)\nos.dup2(null, 2)",
    ),
    Fault("floods_stdout", "imported", "import sys\nfor _ in range(200):\n    sys.stdout.write('x' * 50000)"),
    Fault("floods_stderr", "imported", "import os\nfor _ in range(200):\n    os.write(2, b'\\xff' * 50000)"),
    Fault("prints_without_end", "timed-out", "while True:\n    print('y' * 1000)"),
    Fault("forges_records", "imported", _FORGED),
    Fault(
        "forges_records_and_raises", "raised", _FORGED + "    raise ValueError('in truth')", says="in truth"
    ),
    Fault("forges_records_and_exits", "exited", _FORGED + "    os._exit(0)", says="status 0"),
    Fault(
        "floods_every_descriptor",
        "imported",
        """
        import os

        for number in range(3, 1100):
            try:
                os.fstat(number)
            except OSError:
                continue
            for _ in range(100):
                try:
                    os.set_blocking(number, False)
                    os.write(number, b"z" * 60000)
                except OSError:
                    break
                finally:
                    os.set_blocking(number, True)
        """,
    ),
    Fault(
        "floods_the_records",
        "imported",
        """
        import os
        import stat

        pipes = []
        for number in range(3, 1100):
            try:
                if stat.S_ISFIFO(os.fstat(number).st_mode):
                    pipes.append(number)
            except OSError:
                pass
        for number in pipes:
            for _ in range(80):
                os.write(number, b"z" * 65536)
        """,
    ),
    Fault(
        "reads_the_records_itself",
        "imported",
        """
        import os
        import stat

        for number in range(3, 1100):
            try:
                if stat.S_ISFIFO(os.fstat(number).st_mode):
                    ours = os.open("/proc/self/fd/%d" % number, os.O_RDONLY | os.O_NONBLOCK)
                    os.read(ours, 65536)
            except OSError:
                pass
        """,
    ),
    Fault("writes_terminal_escapes", "imported", r"print('\x1b[2J\x1b]0;title\x07::error::no\r\nok\x9b31m')"),
]
