"""For a program that loads it and is there then."""

import host_program

__all__ = ["host_program"]
