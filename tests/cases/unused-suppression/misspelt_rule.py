"""A rule that does not exist."""


def one():
    return 1  # smoke: ignore[undefined-nam]  # expect: unused-suppression undefined-nam
