"""Imports that limit themselves, or take more than there is."""

from __future__ import annotations

from faults import Fault


def _limit(name: str, soft: str, hard: str = "hard") -> str:
    return (
        f"import resource\nhard = resource.getrlimit(resource.{name})[1]\n"
        f"resource.setrlimit(resource.{name}, ({soft}, {hard}))\n"
    )


FAULTS = [
    Fault("allows_itself_no_files", "imported", _limit("RLIMIT_NOFILE", "3")),
    Fault("allows_itself_no_files_for_good", "imported", _limit("RLIMIT_NOFILE", "4", "4")),
    Fault("allows_itself_no_file_size", "imported", _limit("RLIMIT_FSIZE", "0", "0")),
    Fault("allows_itself_no_processes", "imported", _limit("RLIMIT_NPROC", "0")),
    Fault("allows_itself_no_memory", "imported", _limit("RLIMIT_AS", "2**20")),
    Fault(
        "runs_out_of_its_memory",
        "raised",
        _limit("RLIMIT_AS", "2**28") + "held = bytearray(2**29)",
        says="MemoryError",
    ),
    Fault(
        "runs_out_of_its_memory_bit_by_bit",
        "raised",
        _limit("RLIMIT_AS", "2**28") + "held = []\nwhile True:\n    held.append('x' * 100000)",
        says="MemoryError",
    ),
    Fault(
        "runs_out_of_its_processor_time",
        "crashed",
        "import signal\nsignal.setitimer(signal.ITIMER_VIRTUAL, 0.05)\nwhile True:\n    pass",
        says="SIGVTALRM",
    ),
    Fault(
        "writes_beyond_its_file_size",
        "raised",
        _limit("RLIMIT_FSIZE", "10")
        + """
import signal
import tempfile
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with tempfile.TemporaryFile(buffering=0) as file:
    file.write(b"0123456789")
    file.write(b"more")
""",
        says="OSError",
    ),
    Fault(
        "gives_up_its_rights",
        "imported",
        "import os\ntry:\n    os.setuid(65534)\nexcept PermissionError:\n    pass",
    ),
    Fault("lets_nobody_write", "imported", "import os\nos.umask(0o777)\nos.nice(19)"),
    Fault(
        "changes_its_root",
        "imported",
        """
        import os
        import tempfile

        try:
            os.chroot(tempfile.mkdtemp())
        except PermissionError:
            pass
        """,
    ),
    Fault(
        "leaves_its_folder_deleted",
        "imported",
        "import os\nimport tempfile\nplace = tempfile.mkdtemp()\nos.chdir(place)\nos.rmdir(place)",
    ),
    Fault(
        "leaves_files_behind",
        "imported",
        "import tempfile\nfor _ in range(20):\n    tempfile.mkdtemp()\n    tempfile.mkstemp()",
    ),
]
