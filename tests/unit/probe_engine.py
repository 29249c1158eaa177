"""Runs under the interpreter that is tested, started by `test_engine.py`: the engine on real code.

    python probe_engine.py PROBE_FOLDER ANSWER.json FILE …

Every code object of the files (relative to the standard library) goes through the engine, and what
can be known otherwise is compared: decoding with `dis`, the depth of the stack where ways meet.
"""

import dis
import json
import os
import sys

probe, target, *files = sys.argv[1:]
sys.modules["_smoke_probe"] = package = type(sys)("_smoke_probe")
package.__path__ = [probe]
from _smoke_probe import decode, flow, live, loads, scope, suspects, unbound  # noqa: E402

WORLD = scope.World(live.Live())
SCOPE = scope.Scope(WORLD, {"__name__": "engine"}, rebound=frozenset())
wrong = []
unbound_on = []  # files and lines
counts = {"codes": 0, "instructions": 0, "suspects": 0, "incomplete": 0}


class Watched(flow.Flow):
    """Notes where states of different depth meet, which the compiler never does."""

    def _enter(self, index, state):
        present = self._entries.get((index, state.ways() if flow._SHARES_FINALLY else ()))
        if present is not None and len(present.stack) != len(state.stack):
            note(self.code, f"depths {len(present.stack)} and {len(state.stack)} meet at {index}")
        super()._enter(index, state)


def note(code, text):
    wrong.append(f"{code.co_filename}:{code.co_firstlineno} {code.co_name}: {text}")


def check(code):
    counts["codes"] += 1
    if decode.IS_KNOWN:
        check_decoding(code)
    check_filters(code)
    followed = Watched(code, SCOPE).run()
    counts["instructions"] += len(followed.graph.ops)
    counts["incomplete"] += not followed.complete
    if followed.leaving is not None and followed.leaving.stack:
        note(code, f"{len(followed.leaving.stack)} values are left after a return")
    blind = flow.Flow(code, SCOPE, blind=True)
    places = unbound._unbound_places(blind)
    unbound_on.extend([code.co_filename, blind.graph.ops[index].line] for index in places)
    if suspects.is_suspect(code):
        counts["suspects"] += 1
    elif places:
        note(code, "an unbound local in code that is not suspect")


def check_decoding(code):
    ours, numbers = decode.decode_bytes(code)
    theirs, their_numbers = decode.decode_by_dis(code)
    if numbers != their_numbers or len(ours) != len(theirs):
        note(code, "other instructions than dis has")
    for one, other in zip(ours, theirs):  # noqa: B905  (3.8 has no strict)
        mine = (one.offset, one.name, one.arg, one.target, one.position, repr(one.value))
        if mine != (other.offset, other.name, other.arg, other.target, other.position, repr(other.value)):
            note(code, f"{one.name} {one.value!r} at {one.offset} is {other.name} {other.value!r} for dis")


def check_filters(code):
    for read, wanted in ((loads.loaded, loads._LOADS), (loads.stored, loads._STORES)):
        expected = {each.argval for each in dis.get_instructions(code) if each.opname in wanted}
        if read(code) != expected:
            note(code, f"{read.__name__}: {sorted(read(code) ^ expected)}")


library = os.path.dirname(os.__file__)
for file in files:
    path = os.path.join(library, file)
    if os.path.exists(path):
        with open(path, "rb") as stream:
            for code in loads.tree(compile(stream.read(), file, "exec", dont_inherit=True)):
                check(code)
with open(target, "w") as stream:
    answer = {"wrong": wrong[:20], "counts": counts, "raw": bool(loads._SHIFTS), "unbound": unbound_on}
    json.dump(answer, stream)
