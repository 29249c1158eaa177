# proof: average([1, 2]) -> vlaues
"""A typing error in the one branch that no test reaches."""


def average(values):
    if not values:
        return 0
    return sum(vlaues) / len(values)  # expect: undefined-name vlaues


def median(values):
    return sorted(values)[len(values) // 2]
