# python: >= 3.12
# proof: first([1])
# proof: Box().get()
"""Bounds and aliases are evaluated only when somebody asks."""

type Pair = tuple[MissingInAlias, MissingInAlias]


def first[T: MissingBound](values: list[T]) -> T:
    return values[0]


class Box[T: MissingBound]:
    def get(self) -> T:
        return None


class Outer:
    type Inner = MissingInInner

    def method[T](self, value: T) -> T:
        return self


type Generic[T] = MissingInGeneric[T]
