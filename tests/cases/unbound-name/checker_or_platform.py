"""`TYPE_CHECKING or …` binds the name at run time too, on the platform that the code is for."""

import os
import sys
import typing
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.platform == "win32":
    import _overlapped

if typing.TYPE_CHECKING or "WITH_TABLES" in os.environ:
    from collections import OrderedDict as Tables


def read():
    return _overlapped.Overlapped(0)  # expect: unbound-name _overlapped


def tables():
    return Tables()  # expect: unbound-name Tables
