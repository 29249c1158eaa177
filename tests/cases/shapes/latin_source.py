# -*- coding: latin-1 -*-
# proof: name() -> missing_größe
"""A source file that is not UTF-8."""


def name():
    return "äöü", missing_größe  # expect: undefined-name missing_größe
