from clean_filled_when_it_runs.tools import define


def fill(values):
    define(__name__, values)
