"""A comment that hides something, and text that is no comment."""


def one():
    return hidden_by_reason  # smoke: ignore[undefined-name] the host defines it  # hidden: undefined-name hidden_by_reason


def two():
    return """
    # smoke: ignore[undefined-name]
    """
