# outcome: skipped
"""Says itself that it cannot be used here, in the words of unittest."""

import unittest

raise unittest.SkipTest("needs a display")
