"""A state that others are forked from only reads, and says what it has left to others."""

from __future__ import annotations

import subprocess
import sys

PREPARE = """
import sys
sys.path[:0] = [%r]
from smoke.probe import restraint, touched
touched.watch()
looked_at = []
def examine(name):
    looked_at.append(name)
    restraint.need("more") if name == "deep" else None
    return {"module": name}
"""


def run(code: str) -> str:
    program = PREPARE % __file__.rpartition("/tests/")[0] + code
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_needs_more_than_reading_is_left() -> None:
    code = """
print(restraint.sift([["a"], ["deep"], ["b"]], examine))
restraint.need("anything")
print("no longer refused")
"""
    assert run(code) == "([{'module': 'a'}, {'module': 'b'}], ['deep'])\nno longer refused"


def test_a_package_that_watches_what_happens_is_not_read() -> None:
    code = """
sys.addaudithook(lambda event, arguments: None)
print(restraint.sift([["a"], ["b"]], examine), looked_at)
"""
    assert run(code) == "([], ['a', 'b']) []"


def test_those_that_wait_do_not_wait_for_long() -> None:
    code = """
restraint._LONGEST = -1.0
print(restraint.sift([["a"], ["b"]], examine), looked_at)
"""
    assert run(code) == "([], ['a', 'b']) []"
