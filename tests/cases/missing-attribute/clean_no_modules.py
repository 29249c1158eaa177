"""Names that look like modules and are none, or that come and go."""

import json
import sys


class json_like:
    pass


parser = json_like()
codec = json


def of_an_object():
    return parser.nope, json_like.nope


def rebound(fast):
    global codec
    if fast:
        import pickle as codec
    return codec.nope


def parameter(json):
    return json.nope


def replaced():
    return sys.modules["json"].nope_nope
