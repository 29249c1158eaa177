# proof: use() -> not_in_space
from space_one.portion import __doc__ as TEXT


def use():
    return TEXT, not_in_space  # expect: undefined-name not_in_space
