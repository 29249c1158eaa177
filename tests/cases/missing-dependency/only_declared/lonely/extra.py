# outcome: raised
"""Works with the extra, which was not asked for."""

import for_an_extra  # expect: missing-dependency=note for_an_extra "lonely[more]"

__all__ = ["for_an_extra"]
