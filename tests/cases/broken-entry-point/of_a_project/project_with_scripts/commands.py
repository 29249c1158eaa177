"""Functions that the scripts of the project are to call."""


def main():
    return 0


class Group:
    present = staticmethod(main)


def __getattr__(name):
    if name == "lazy_broken":
        raise RuntimeError("not today")
    if name == "late":
        import absent_web_framework  # expect: unresolved-import=note absent_web_framework "[web]"

        return absent_web_framework.run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
