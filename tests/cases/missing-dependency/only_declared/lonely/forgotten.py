# outcome: raised
"""Works wherever something else has installed it."""

import here_by_chance  # expect: missing-dependency here_by_chance "nothing in the metadata of lonely declares it"

__all__ = ["here_by_chance"]
