# outcome: raised
"""Everything below it is blocked, and read."""

import absent_framework  # expect: missing-dependency absent_framework
