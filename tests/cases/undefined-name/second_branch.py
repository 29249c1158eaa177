# proof: pick(False) -> fallback
"""Only one of two branches is broken."""


def pick(flag):
    if flag:
        return 1
    return fallback  # expect: undefined-name fallback
