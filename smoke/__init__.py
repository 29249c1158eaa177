"""Import every module of a package, and say which of its functions would raise NameError.

The command line (`smoke.cli`) is a thin front of `smoke.session`; the code that runs
beside the checked package lives in `smoke/probe` and imports nothing from here.
"""

__version__ = "0.1.0"
