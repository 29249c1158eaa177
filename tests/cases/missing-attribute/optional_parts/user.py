from optional_parts import parts


def window():
    return parts.Window()  # expect: missing-attribute=warning parts.Window "branch"


def imported():
    from .parts import Window  # expect: unresolved-import=warning optional_parts.parts.Window "branch"

    return Window


def guarded():
    if parts.Support.windows:
        return parts.Window()
    return None
