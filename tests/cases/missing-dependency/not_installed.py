# outcome: raised
"""Nothing declares it and nothing provides it."""

import absent_dependency  # expect: missing-dependency absent_dependency
