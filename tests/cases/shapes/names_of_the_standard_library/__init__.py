"""Modules with names of the standard library: their folder must not be on sys.path."""

import logging

assert logging.getLogger
