"""Whether a shared library is an extension module, read from its bytes; nothing is loaded.

`.so` is a suffix of extension modules and of every other shared library that a package ships.
"""

from __future__ import annotations

import mmap


def defines_module(path: str, name: str) -> bool:
    """True when the library at `path` exports what an import of `name` (its last part) calls.

    True as well when it cannot be read: then the import itself shall say why.
    Source: PEP 489 (PyInit_, PyInitU_), PEP 793 (PyModExport_, 3.15).  # PYVERSIONS
    """
    try:
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return any(data.find(symbol) >= 0 for symbol in _symbols(name))
    except ValueError:  # an empty file cannot be mapped
        return False
    except OSError:
        return True


def _symbols(name: str) -> list[bytes]:
    if name.isascii():
        return [f"{prefix}_{name}\0".encode() for prefix in ("PyInit", "PyModExport")]
    encoded = name.encode("punycode").decode("ascii").replace("-", "_")
    return [f"{prefix}U_{encoded}\0".encode() for prefix in ("PyInit", "PyModExport")]
