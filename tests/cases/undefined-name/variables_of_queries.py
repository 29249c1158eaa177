# proof: newest(PEOPLE).key() -> person
# proof: oldest(PEOPLE).key() -> person
# proof: called(PEOPLE) -> person
# proof: another(PEOPLE).key() -> persons
# proof: summed(PEOPLE)() -> person
"""Lambdas that continue a query, for a library that reads code instead of running it."""

PEOPLE = [3, 1, 2]


class Query:
    """What a library that translates bytecode to another language would return."""

    def __init__(self, generator):
        self.variables = generator.gi_code.co_varnames

    def order_by(self, key):
        self.key = key
        self.wanted = key.__code__.co_names
        return self


def newest(people):
    return Query(person.name for person in people).order_by(lambda: person.age)  # expect: undefined-name=warning person "variable of a generator"


def oldest(people):
    query = Query(person for person in people)
    return query.order_by(
        lambda: -person.age  # expect: undefined-name=warning person
    )


def another(people):
    return Query(person for person in people).order_by(lambda: persons.age)  # expect: undefined-name persons


def called(people):
    ages = list(person for person in people)
    return (lambda: person + ages[0])()  # expect: undefined-name person


def summed(people):
    total = sum(person for person in people)
    return print(total) or (lambda: person)  # expect: undefined-name person
