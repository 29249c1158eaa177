"""Goes elsewhere, and changes where later imports look."""

import os
import sys

os.chdir("/")
os.environ["PATH"] = ""
os.umask(0o777)
sys.path.append("/folder/that/does/not/exist")
