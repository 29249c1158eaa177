"""Imported only when it is needed."""


def plot():
    try:
        import absent_plotting
    except ImportError as error:
        raise RuntimeError("install plotting") from error
    return absent_plotting
