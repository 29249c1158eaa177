"""What newer versions of Python have removed from their modules."""

import collections
import inspect
import time
import unittest


def is_table(value):
    return isinstance(value, collections.Mapping)  # expect [>= 3.10]: missing-attribute collections.Mapping "collections.abc"


def arguments(function):
    return inspect.getargspec(function)  # expect [>= 3.11]: missing-attribute inspect.getargspec "getfullargspec"


def now():
    return time.clock()  # expect: missing-attribute time.clock "perf_counter"


def suite(case):
    return unittest.makeSuite(case)  # expect [>= 3.13]: missing-attribute unittest.makeSuite
