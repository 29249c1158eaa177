"""What every answer leads to is judged."""

import json


def after(text):
    if json.__version__.startswith(text):
        print("that one")
    return json.lods(text)  # expect: missing-attribute json.lods
