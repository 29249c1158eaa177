# options: --setup "import builtins; builtins.brought_by_setup = 1" --env CASE_SETTING=yes
"""The set-up code and the environment come before the import."""

import os

assert os.environ["CASE_SETTING"] == "yes"
assert brought_by_setup == 1


def use():
    return brought_by_setup
