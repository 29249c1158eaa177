"""What every answer leads to is judged."""

import json


def after(text):
    if json.__version__.startswith(text):
        print("that one")
    return json.lods(text)  # expect: missing-attribute json.lods


def version_of_a_protocol(connection, text):
    version = connection.api_version()
    if 1 <= version <= 6:
        return json.loads(text)
    return json.lods(text)  # expect: missing-attribute json.lods
