"""A file that nobody asked for."""

import os


def _write():
    path = os.path.join(os.path.dirname(__file__), "written.txt")
    with open(path, "w") as file:  # expect: import-side-effect file "writes the file"
        file.write("x")
    try:
        os.remove(path)  # expect: import-side-effect file
    except FileNotFoundError:
        pass  # a neighbour that imports this too was faster


_write()
