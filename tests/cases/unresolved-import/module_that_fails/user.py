"""What does not import is reported where it is."""


def use():
    from module_that_fails.broken import anything
    from module_that_fails import broken
    return anything, broken
