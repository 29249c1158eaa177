# proof: (set_debug(True), dump()) -> printer
# proof: load(None) -> parser
"""A guard on something that can change at run time protects nothing."""

DEBUG = False


def set_debug(value):
    global DEBUG
    DEBUG = value


def dump():
    if DEBUG:
        return printer  # expect: undefined-name printer
    return None


def load(text):
    if text is None:
        return parser  # expect: undefined-name parser
    return text
