"""Imported by the program before the rest."""

import builtins

builtins.trace = print
