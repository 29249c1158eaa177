# options: --select import-side-effect
"""Reads, defines and starts nothing that stays."""

import logging
import os
import threading
import warnings

LOG = logging.getLogger(__name__)
LOG.addHandler(logging.NullHandler())
HOME = os.environ.get("HOME")

with open(__file__) as file:
    LINES = len(file.readlines())

with warnings.catch_warnings():
    warnings.simplefilter("ignore")

worker = threading.Thread(target=int)
worker.start()
worker.join()


def main():
    import sys

    sys.path.append("later")
    os.chdir("/")
    logging.basicConfig()
