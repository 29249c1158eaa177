# outcome: raised
"""Runs inside a program that brings its module and names of its own: only functions are read."""

import absent_debugger  # expect: missing-dependency absent_debugger


def serve():
    return absent_debugger.path


absent_debugger.spawn(serve, path=path_from_the_program)
