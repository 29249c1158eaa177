"""A variable that functions inside share has the name of a comprehension's variable: 3.13 loads both alike."""


def shared(flag, items, power):
    for item in items:
        if flag:
            print(last)
        last = item
    d = power[0]
    total = sum(item**d for item in items)
    zeros = [0 for d in power]
    return (-1) ** d * total, zeros


def shared_later(flag, items, power):
    if flag:
        last = items
    zeros = [0 for d in power]
    d = power[0]
    return last, zeros, [item for item in items if item**d], lambda: d


def in_the_comprehension(flag, items):
    if flag:
        last = items
    return last, [(lambda: d)() for d in items], [d for d in items]
