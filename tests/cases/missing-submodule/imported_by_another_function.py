"""Once `prepare` has been called, the other function works."""

import xml


def prepare():
    import xml.dom.minidom


def parse(text):
    return xml.dom.minidom.parseString(text)  # expect: missing-submodule=note xml.dom "another function"
