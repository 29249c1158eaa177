# proof: there()
# proof: elsewhere() -> Fraction
# proof: misspelt() -> Decimals
# proof: gone() -> Counter
# proof: early() -> later
# proof: other_way()
"""A module that sets TYPE_CHECKING to True runs what stands under it."""

import typing

TYPE_CHECKING = True

if TYPE_CHECKING:
    from collections import Counter
    from decimal import Decimal

    del Counter

if typing.TYPE_CHECKING:
    from fractions import Fraction


def there():
    if TYPE_CHECKING:
        return Decimal(1)
    return None


def elsewhere():
    return Fraction(1)  # expect: type-checking-name Fraction


def misspelt():
    if TYPE_CHECKING:
        return Decimals(1)  # expect: undefined-name Decimals
    return None


def gone():
    return Counter() if TYPE_CHECKING else None  # expect: deleted-name Counter


def early():
    if TYPE_CHECKING:
        print(later)  # expect: unbound-local later
    later = 1


def other_way():
    if not TYPE_CHECKING:
        return Fractions(1)
    if typing.TYPE_CHECKING:
        return Fraction(1)
    return None
