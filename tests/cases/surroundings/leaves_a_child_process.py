"""A child process that holds standard output open."""

import subprocess

subprocess.Popen(["sleep", "1000"])
