"""Takes what there is."""

try:
    import msvcrt
except ImportError:
    import termios as msvcrt
