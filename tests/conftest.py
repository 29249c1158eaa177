"""What all tests need of their surroundings."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Let what the tests start obey Ctrl-C, also where they are run by `nohup` or a script's `&`.

    Those leave the signals ignored, and what is ignored stays so in every process below.
    """
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
