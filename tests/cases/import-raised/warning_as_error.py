# outcome: raised
"""Turns its own warning into an exception."""

import warnings

warnings.simplefilter("error")
warnings.warn("old", DeprecationWarning)  # expect: import-raised "DeprecationWarning: old"
