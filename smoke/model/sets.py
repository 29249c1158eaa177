"""Sets of names as whole numbers with a bit for each name.

For those who have hundreds of sets of hundreds of modules each: a set of objects takes a hundred times
the memory, and what two have in common takes as long as it has members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smoke.dataclass import dataclass, field


@dataclass
class Sets:
    """Names with their numbers, given as they come up; a set is the number with these bits."""

    number: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # by number

    def pack(self, names: Iterable[str]) -> int:
        """The set of these."""
        packed = 0
        for name in names:
            packed |= self.bit(name)
        return packed

    def bit(self, name: str) -> int:
        """The set of this one."""
        number = self.number.get(name)
        if number is None:
            number = self.number[name] = len(self.names)
            self.names.append(name)
        return 1 << number

    def unpack(self, packed: int) -> list[str]:
        """The names of a set, in the order of their numbers."""
        return [self.names[number] for number in numbers(packed)]


def numbers(packed: int) -> Iterator[int]:
    """The numbers of the bits that are set, the smallest first."""
    while packed:
        low = packed & -packed
        yield low.bit_length() - 1
        packed ^= low
