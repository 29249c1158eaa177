# proof: use() -> nor_this
from .child import use as first


def use():
    return nor_this, first  # expect: undefined-name nor_this
