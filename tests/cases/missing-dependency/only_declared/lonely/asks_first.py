"""What is hidden looks as if it were not installed, however one asks."""

import importlib.util

try:
    import here_by_chance
except ModuleNotFoundError as error:
    assert error.name == "here_by_chance"
    here_by_chance = None

assert here_by_chance is None
assert importlib.util.find_spec("here_by_chance") is None
assert importlib.util.find_spec("truly_required") is not None

try:
    from importlib import metadata
except ImportError:
    metadata = None

if metadata is not None:
    assert metadata.version("truly-required") == "1.0"
    try:
        metadata.version("here-by-chance")
    except metadata.PackageNotFoundError:
        pass
    else:
        raise AssertionError("its metadata can be seen")
