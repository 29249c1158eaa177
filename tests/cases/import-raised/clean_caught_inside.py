"""Everything that it raises, it catches."""

try:
    import module_that_nobody_has_either
except ImportError:
    module_that_nobody_has_either = None

try:
    raise SystemExit(3)
except SystemExit:
    pass

try:
    raise KeyboardInterrupt
except KeyboardInterrupt:
    pass
