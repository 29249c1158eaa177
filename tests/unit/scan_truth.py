"""Run by each interpreter: what `probe/scan.py` reads from bytecode against what the syntax tree says.

Prints the modules of the standard library in which the two differ, over the imports that stand
at a module's own level outside every compound statement: exactly those are certain.
"""

import ast
import sys
import sysconfig
from pathlib import Path

probe = type(sys)("_smoke_probe")
probe.__path__ = [sys.argv[1]]
sys.modules["_smoke_probe"] = probe

from _smoke_probe import scan  # noqa: E402 - only found through the module made above


def absolute(node, package):
    if not node.level:
        return node.module
    parts = package.split(".")
    if not package or node.level > len(parts):
        return None
    base = ".".join(parts[: len(parts) - node.level + 1])
    return base + "." + node.module if node.module else base


def certain(path, package):
    found = []
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.Import):
            found += [[alias.name, None] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and absolute(node, package) is not None:
            found.append([absolute(node, package), [alias.name for alias in node.names]])
    return found


library = Path(sysconfig.get_paths()["stdlib"])
differing, seen = [], 0
for path in sorted(library.glob(sys.argv[2])):
    name = ".".join(path.relative_to(library).with_suffix("").parts)
    package = name.endswith(".__init__")
    name = name[: -len(".__init__")] if package else name
    above = name if package else name.rpartition(".")[0]
    record = scan.scan(name, str(path), package)
    read = [each[:2] for each in record["imports"] if each[2] != "maybe"]
    seen += 1
    expected = certain(path, above)
    absent = [each[:2] for each in record["imports"] if each[2] == "absent"]
    if absent:  # nothing after it runs
        expected = expected[: expected.index(absent[0]) + 1]
    if [each for each in expected if each not in read]:
        differing.append(name)
print(seen, *differing)
