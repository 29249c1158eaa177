# options: --select import-side-effect
"""Each line changes something that others see."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
import warnings

os.environ["CHANGES_THINGS"] = "1"  # expect: import-side-effect environment
os.chdir(os.path.dirname(__file__))  # expect: import-side-effect cwd
subprocess.call([sys.executable, "-c", ""])  # expect: import-side-effect process "starts a process"
sys.path.append("/nowhere/at/all")  # expect: import-side-effect sys.path
signal.signal(signal.SIGUSR1, lambda number, frame: None)  # expect: import-side-effect signals
warnings.simplefilter("ignore", ResourceWarning)  # expect: import-side-effect warning-filters
logging.basicConfig(level=logging.DEBUG)  # expect: import-side-effect root-logger
threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()  # expect: import-side-effect thread

from changes_things import network, writes

__all__ = ["network", "writes"]
