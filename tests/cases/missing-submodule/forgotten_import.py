"""`import xml` does not import `xml.dom`."""

import concurrent
import xml


def parse(text):
    return xml.dom.minidom.parseString(text)  # expect: missing-submodule xml.dom


def pool():
    return concurrent.futures.ThreadPoolExecutor()  # expect: missing-submodule concurrent.futures
