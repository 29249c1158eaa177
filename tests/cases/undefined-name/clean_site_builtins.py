# proof: names()
"""What `site` puts into builtins is there."""


def names():
    return exit, quit, help, copyright, credits, license
