# options: --select import-warning
"""What only the compiler says, and says no more once there is bytecode."""

PATTERN = "\\d+\d"  # expect [< 3.12]: import-warning DeprecationWarning  # expect [>= 3.12]: import-warning SyntaxWarning


def is_one(value):
    return value is "one"  # expect: import-warning SyntaxWarning "is"
