# proof: work() -> job
# proof: cleanup() -> resource
# proof: translated() -> thing
"""A handler that lets the NameError out again is no guard."""

LOG = []


def work():
    try:
        return job()  # expect: undefined-name job
    except Exception:
        LOG.append("failed")
        raise


def cleanup():
    try:
        return resource  # expect: undefined-name resource
    finally:
        LOG.append("left")


def translated():
    try:
        return thing  # expect: undefined-name thing
    except (ValueError, KeyError):
        return None
