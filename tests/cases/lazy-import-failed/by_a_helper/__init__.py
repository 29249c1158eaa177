"""What imports may be a function or an object further away."""

from .loading import Loader, load_part

__all__ = ["one", "two"]  # expect: lazy-import-failed one "absent_one"; lazy-import-failed two "absent_two"

_loader = Loader()


def __getattr__(name):
    if name == "one":
        return load_part("one")
    if name == "two":
        return _loader.part(name)
    raise AttributeError(name)
