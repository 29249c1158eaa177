# proof: query() -> CONNECTION
# proof: (connect(), query())
"""Bound by a function that somebody has to call first."""


def connect():
    global CONNECTION
    CONNECTION = object()


def query():
    return CONNECTION  # expect: unset-global CONNECTION "connect"
