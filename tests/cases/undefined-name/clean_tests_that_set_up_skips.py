"""`setUp` asks for a name and skips the test where it is missing: the tests never run."""

import sys
import unittest


class Table(unittest.TestCase):
    def setUp(self):
        try:
            table_of_python_nine
        except NameError:
            if sys.version_info >= (9,):
                self.fail("it ought to be there")
            self.skipTest("there is none")

    def test_empty(self):
        self.assertEqual(len(table_of_python_nine()), 0)

    def tearDown(self):
        table_of_python_nine.clear()


class Inherited(Table):
    def test_more(self):
        self.assertTrue(table_of_python_nine(1))


class Whole(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if sys.version_info < (9,):
            raise unittest.SkipTest("there is none")

    def test_empty(self):
        self.assertEqual(len(table_of_python_nine()), 0)
