"""A child process of the module's own crashes, and the module copes."""

import subprocess
import sys

STATUS = subprocess.call([sys.executable, "-c", "import os; os.abort()"], stderr=subprocess.DEVNULL)
