# outcome: raised
"""Its message cannot be had: __str__ raises, __class__ lies."""


class Awkward(Exception):
    def __str__(self):
        raise TypeError("no text")

    def __repr__(self):
        raise TypeError("no text either")

    @property
    def __class__(self):
        return dict

    def __getattr__(self, name):
        raise RuntimeError(name)


raise Awkward  # expect: import-raised "Awkward"
