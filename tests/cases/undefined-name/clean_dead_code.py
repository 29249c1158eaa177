# proof: one()
# proof: two()
# proof: three()
"""Code that the compiler drops or that nothing can reach."""


def one():
    if 0:
        return not_there
    return 1


def two():
    return 2
    return also_not_there


def three():
    while True:
        return 3
    return never_there
