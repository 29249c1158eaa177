"""Runs under the interpreter that is tested, started by `test_snippets.py`: examines the snippets.

    python probe_snippets.py PROBE_FOLDER SNIPPETS.json ANSWERS.json
"""

import gc
import json
import os
import sys
import tempfile

probe, source, target = sys.argv[1:]
sys.modules["_smoke_probe"] = package = type(sys)("_smoke_probe")
package.__path__ = [probe]
gc.disable()
import _smoke_probe.live  # noqa: E402
import _smoke_probe.names  # noqa: E402
import _smoke_probe.unbound  # noqa: E402

live = _smoke_probe.live.Live()
live.take()
gc.freeze()


def examine(number, snippet, folder):
    os.makedirs(folder)
    sys.path.insert(0, folder)
    name = f"snippet_{number}"
    for file, text in snippet["files"].items():
        with open(os.path.join(folder, name + ".py" if file == "main" else file), "w") as stream:
            stream.write(text)
    path = os.path.join(folder, name + ".py")
    before = set(sys.modules)
    try:
        if snippet["main"]:
            return _smoke_probe.names.examine_unexecuted(name + ".__main__", path)
        live.begin()
        __import__(name)
        live.take()
        record = _smoke_probe.names.examine(live, name, path)
        record["unbound"] = _smoke_probe.unbound.examine(live, name, path)
        return record
    finally:
        sys.path.remove(folder)
        for each in set(sys.modules) - before:
            if not each.startswith("_smoke_probe"):
                del sys.modules[each]


with open(source) as stream:
    snippets = json.load(stream)
answers = []
with tempfile.TemporaryDirectory() as base:
    for number, snippet in enumerate(snippets):
        answers.append(examine(number, snippet, os.path.join(base, str(number), "f")))
        gc.freeze()
with open(target, "w") as stream:
    json.dump(answers, stream)
