# proof: greet()
"""gettext-like installation into builtins at import."""

import builtins

builtins.tr_ = lambda text: text


def greet():
    return tr_("hello")
