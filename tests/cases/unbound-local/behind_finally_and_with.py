# proof: cleaned() -> later
# proof: opened() -> later
# proof: handled(True) -> error
# proof: handled(False) -> error
# proof: tried([False, True]) -> error
# proof: bound()
"""What `finally` and `with` lead on to is looked at like anything else."""

import contextlib


def cleaned():
    try:
        print("tried")
    finally:
        print("cleaned")
    print(later)  # expect: unbound-local later
    later = 1


def opened():
    with contextlib.ExitStack() as stack:
        stack.close()
    print(later)  # expect: unbound-local later
    later = stack


def handled(fail):
    try:
        try:
            if fail:
                raise ValueError("no")
        except ValueError as error:
            print(error)
    finally:
        print("cleaned")
    return error  # expect: unbound-local error


def tried(attempts):
    for fail in attempts:
        try:
            if fail:
                raise ValueError("no")
        except ValueError as error:
            break
    raise error  # expect: unbound-local error


def bound():
    try:
        with contextlib.suppress(ValueError):
            value = 1
    finally:
        cleaned_up = True
    return value, cleaned_up
