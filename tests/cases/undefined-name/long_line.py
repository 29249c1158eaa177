# proof: name() -> missing_name
"""A very long line: the report may shorten it, the column stays right."""


def name():
    return "                                                                                                                                                                                                                                ", missing_name  # expect: undefined-name missing_name
