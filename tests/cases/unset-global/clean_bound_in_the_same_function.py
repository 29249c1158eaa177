# proof: delta()
# proof: again()
"""The function imports into the module's globals and goes on with it."""


def delta():
    global timedelta
    from datetime import timedelta

    return timedelta(1)


def again():
    global counter
    try:
        counter += 1
    except NameError:
        counter = 1
    return counter
