# outcome: raised
"""`None` in sys.modules forbids an import."""

import sys

sys.modules["wave"] = None
import wave  # expect: import-raised
