"""Functions that begin with their imports are told without following them, and told the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import interpreters
import pytest

from smoke.runner.boot import PROBE

# Each function that is told at once has "plain" in its name; from 3.12 on a handler lies around generators.
MODULE = '''
import os
def plain():
    from absent_one import a, b as c
    import absent_two.sub
    import absent_three.sub as d
    for each in range(3):
        try:
            print(a, c, d)
        except ValueError:
            raise
def plain_that_finds_a_part():
    from json import loads
    from absent_four import e
    return loads(e)
class C:
    def plain_method(self):
        from absent_five import f
        return super().plain(f)
def generator():
    import absent_six
    yield absent_six
async def coroutine():
    import absent_seven
    await absent_seven.f()
def plain_around():
    import absent_eight
    return lambda: absent_eight
def handled():
    try:
        from absent_nine import g
    except ImportError:
        g = None
    return g
def late(x):
    if x:
        return None
    import absent_ten
    return absent_ten
def after_a_call():
    os.abort()
    import absent_eleven
def fails():
    from json import nothing_like_it
    import absent_twelve
def looks_into_a_module():
    import absent_thirteen
    return os.nothing_like_it
def looks_into_its_own():
    import json
    import absent_fourteen
    return json.nothing_like_it
def outer():
    import os
    def inner():
        import absent_fifteen
        return os.nothing_like_it
    return inner
kept = outer()
def looping():
    while True:
        import absent_sixteen
        if absent_sixteen:
            return
'''

RUN = '''
import gc, json, sys
probe, source = sys.argv[1:]
sys.modules["_smoke_probe"] = package = type(sys)("_smoke_probe")
package.__path__ = [probe]
gc.disable()
import json
from _smoke_probe import live, lookups, straight
state = live.Live(); state.take(); gc.freeze()
module = sys.modules["made"] = type(sys)("made")
module.__file__ = "made.py"
exec(compile(open(source).read(), "made.py", "exec"), module.__dict__)
state.take()
told, original = [], straight.open_imports
def noted(graph, wanted, modules):
    found = original(graph, wanted, modules)
    if found is not None:
        told.append(graph.code.co_name)
    return found
def examine(how):
    straight.open_imports = how
    return lookups.examine(state, "made", "made.py", frozenset(["attributes", "imports"]))
quick = examine(noted)
print(json.dumps([told, quick, examine(lambda graph, wanted, modules: None)]))
'''


@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_what_begins_with_imports_is_told_at_once_and_the_same(version: str, tmp_path: Path) -> None:
    reason = interpreters.missing(version)
    if reason:
        pytest.skip(reason)
    source = tmp_path / "made.py"
    source.write_text(MODULE, encoding="utf-8")
    command = [str(interpreters.find(version)), "-c", RUN, PROBE, str(source)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    told, quick, followed = json.loads(run.stdout)
    assert quick == followed
    plain = {"plain", "plain_around", "plain_method", "plain_that_finds_a_part"}
    assert plain <= set(told) <= plain | {"generator", "coroutine"}
    wanted = {each["module"].removesuffix(".sub") for each in quick["imports"]}
    numbers = "one two three four five six seven eight ten thirteen fourteen fifteen sixteen"
    assert wanted == {"json", *(f"absent_{number}" for number in numbers.split())}
    assert [each["function"] for each in quick["attributes"]] == ["looks_into_a_module", "looks_into_its_own"]
