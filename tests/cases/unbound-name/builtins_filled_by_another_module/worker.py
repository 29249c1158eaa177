# proof: work() -> trace
"""Works only after somebody has imported the other module."""


def work():
    trace("working")  # expect: unbound-name trace "builtins_filled_by_another_module.boot at line 5"
