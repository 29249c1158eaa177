"""Each way to hide a finding on its line."""


def one():
    return hidden_one  # smoke: ignore[undefined-name]  # hidden: undefined-name hidden_one


def two():
    return hidden_two  # smoke: ignore  # hidden: undefined-name hidden_two


def three():
    return hidden_three  # noqa: F821  # hidden: undefined-name hidden_three


def four():
    return hidden_four  # type: ignore[name-defined]  # hidden: undefined-name hidden_four


def five():
    return hidden_five  # noqa  # hidden: undefined-name hidden_five


def six():
    return hidden_six  # type: ignore  # hidden: undefined-name hidden_six


def seven():
    return 1  # noqa: F821


def eight():
    return 2  # type: ignore[name-defined]
