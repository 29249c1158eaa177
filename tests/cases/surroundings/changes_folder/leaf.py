"""Imports its own package from there."""

from changes_folder import os

HERE = os.getcwd()
assert HERE == "/"
