import importlib
import string

from clean_filled_when_it_runs import by_others, tools
from clean_filled_when_it_runs import by_renaming as target


def main(pairs):
    tools.copy(string, into=by_others)
    module = importlib.import_module("clean_filled_when_it_runs.by_importing")
    holder = target
    for name, value in pairs:
        setattr(module, name, value)
        holder.__dict__[name] = value
