# proof: Some("test").test() -> absent_table
# proof: Always("helper").helper() -> absent_table
"""A `setUp` that skips on some ways only, and a method that is no test."""

import os
import unittest


class Some(unittest.TestCase):
    def setUp(self):
        if "NO_TABLES" in os.environ:
            self.skipTest("not wanted")

    def test(self):
        absent_table()  # expect: undefined-name absent_table


class Always(unittest.TestCase):
    def setUp(self):
        self.skipTest("never wanted")

    def helper(self):
        absent_table()  # expect: undefined-name absent_table
