# proof: plugin()
# proof: other()
"""Asking the namespace first."""


def plugin():
    if "registered_plugin" in globals():
        return registered_plugin
    return None


def other():
    if "other_plugin" not in globals():
        return None
    return other_plugin
