"""Takes over signals, and an alarm rings a moment later."""

import signal

signal.signal(signal.SIGALRM, lambda number, frame: None)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
