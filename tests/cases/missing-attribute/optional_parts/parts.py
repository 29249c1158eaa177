"""Only with an optional dependency does this module have `Window`."""

try:
    import absent_toolkit
except ImportError:
    HAVE_TOOLKIT = False
else:
    HAVE_TOOLKIT = True

    class Window(absent_toolkit.Window):
        pass


class Support:
    windows = HAVE_TOOLKIT
