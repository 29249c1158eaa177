# outcome: raised
"""A BaseException of its own, which `except Exception` does not stop."""


class Stop(BaseException):
    pass


raise Stop("enough")  # expect: import-raised "Stop: enough"
