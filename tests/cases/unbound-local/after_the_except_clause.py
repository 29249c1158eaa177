# proof: call() -> error
# proof: deleted() -> value
# proof: added() -> total
"""Python deletes the name of an `except` clause at its end."""


def call(fail=True):
    try:
        if fail:
            raise ValueError("no")
    except ValueError as error:
        message = str(error)
    else:
        return None
    return message, error  # expect: unbound-local error


def before():
    return later  # expect: unbound-local later
    later = 1


def deleted():
    value = 1
    del value
    return value  # expect: unbound-local value


def both_branches_come_too_late(items):
    total = count + 1  # expect: unbound-local count
    for item in items:
        count = item
    return total, count


def added():
    total += 1  # expect: unbound-local total
    return total
