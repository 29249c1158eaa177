# proof: one() -> shown_one
# proof: two() -> shown_two
# proof: three() -> shown_three
# proof: four() -> shown_four
"""Comments about something else."""


def one():
    return shown_one  # noqa: E501  # expect: undefined-name shown_one


def two():
    return shown_two  # type: ignore[attr-defined]  # expect: undefined-name shown_two


def three():
    return shown_three, "# noqa: F821"  # expect: undefined-name shown_three


def four():
    return shown_four  # smoke: ignore[deleted-name]  # expect: undefined-name shown_four; unused-suppression deleted-name
