# proof: counter()()
"""Free variables, class cells and comprehension variables are no globals."""


def counter():
    count = 0
    table = {}

    def step():
        nonlocal count
        count += 1
        table[count] = [count + other for other in range(count)]
        return table

    return step
