# python: >= 3.12
# proof: first([1]) -> missing_in_generic
# proof: Box().get() -> missing_in_method
# proof: BoundLast([1]) -> missing_under_a_parameters_name
"""What is generic runs when it is called, whatever its parameters would evaluate."""


def first[T](values: list[T]) -> T:
    return missing_in_generic  # expect: undefined-name missing_in_generic


class Box[T]:
    def get(self) -> T:
        return missing_in_method  # expect: undefined-name missing_in_method


def BoundLast[BoundLast: int](values: list[BoundLast]) -> BoundLast:
    return missing_under_a_parameters_name  # expect: undefined-name missing_under_a_parameters_name
