# options: --select unresolved-annotation
"""Asked for by name, the rule also tells what exists for type checkers only, in one note."""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    from not_installed_anywhere import Client
except ImportError:
    pass

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction


def price(amount: int) -> Decimal:  # expect: unresolved-annotation=note "Client, Decimal, Fraction"
    return amount


def share(amount: Fraction, client: Client) -> Decimal:
    return amount, client
