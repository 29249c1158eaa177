# proof: in_lambda()() -> missing_one
# proof: in_generator() -> missing_two
# proof: in_inner()() -> missing_three
# proof: in_list([1]) -> missing_four
# proof: in_set([1]) -> missing_five
# proof: in_dict([1]) -> missing_six
# proof: in_condition([1]) -> missing_seven
# proof: in_default() -> missing_eight
# proof: in_decorator() -> missing_nine
# proof: in_body() -> missing_ten
# proof: in_bases() -> missing_eleven
"""Each kind of nested code has its load found, and once."""


def in_lambda():
    return lambda: missing_one  # expect: undefined-name missing_one


def in_generator():
    return sum(missing_two for _ in range(3))  # expect: undefined-name missing_two


def in_inner():
    def inner():
        return missing_three  # expect: undefined-name missing_three

    return inner


def in_list(items):
    return [missing_four(item) for item in items]  # expect: undefined-name missing_four


def in_set(items):
    return {missing_five(item) for item in items}  # expect: undefined-name missing_five


def in_dict(items):
    return {item: missing_six for item in items}  # expect: undefined-name missing_six


def in_condition(items):
    return [item for item in items if missing_seven]  # expect: undefined-name missing_seven


def in_default():
    def inner(value=missing_eight):  # expect: undefined-name missing_eight
        return value

    return inner


def in_decorator():
    @missing_nine  # expect: undefined-name missing_nine
    def inner():
        pass

    return inner


def in_body():
    class Inner:
        value = missing_ten  # expect: undefined-name missing_ten

    return Inner


def in_bases():
    class Inner(missing_eleven):  # expect: undefined-name missing_eleven
        pass

    return Inner
