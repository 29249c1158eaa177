# outcome: exited
# finding: import-exited "3"
"""SystemExit of a derived class, with a status."""


class Quit(SystemExit):
    pass


raise Quit(3)
