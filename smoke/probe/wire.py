"""The words that the child and the parent agree on: the only module both sides import.

A record is one line on a private descriptor: the token of this child, then ASCII JSON, an object with
the key "is". `runner/shapes.py` says of each field what may be in it.

    {"is": "ready", "threads": 1, "loaded": ["os", …]}                the root of the fork tree
    {"is": "setup-raised", "chain": [RAISED, …]}                     the user's --setup code
    {"is": "scan", "module": "pkg.a", "size": 1200, "binds": […], "imports": […]}      see `scan.py`
    {"is": "staged", "threads": 1, "loaded": ["pkg", …], "seconds": [0.1], "failing": […]}     a process state
                             with its imports done, and the modules that fail in its forks (`replay.py`);
                             "later" are inside modules that came when the first of these had failed
    {"is": "unstaged", "module": "pkg.b"}                            one of them failed
    {"is": "imported", "seconds": 0.012, "file": "/…/pkg/a.py", "loaded": ["pkg.a.b"], "threads": 1}
                             with "replayed": true a failure that a state had kept was raised again
    {"is": "raised", "seconds": 0.01, "chain": [RAISED, …]}         outermost first
                             with "untouched": true the process goes on with the next module; so with "names"
    {"is": "exited", "seconds": 0.01, "status": 3, "message": null, "frames": [FRAME, …]}
    {"is": "skipped", "seconds": 0.01, "reason": "requires Windows"}      SkipTest, pytest.skip
    {"is": "names", "module": "pkg.a", "functions": 12, "confirmed": true,
     "loads": [LOAD, …], "bindings": [BINDING, …], "lacks": ["name", …],
     "locals": [LOAD, …]}
                                               and "calls" where they are asked for, see `calls_made.py`,
                                               "attributes", "imports", "promises", …, see `latent.py`
    {"is": "unexamined", "module": "pkg.a", "reason": "no Python code"}
    {"is": "looked", "left": ["pkg.b", …]}            what a state did not examine itself, see `restraint.py`
    {"is": "answer", …}                                          see `asking.py`
    {"is": "failed", "error": [RAISED, …]}                           the probe itself
    {"is": "done"}                                               nothing follows; without it, no pass

Most have "touched", what `touched.py` has seen: {"files": […], "listed": […], "searched": […]}, or
null if that is too much.

FRAME is [path, line, function, module]; RAISED, LOAD and BINDING are objects with the
fields of the dataclass of that name in `smoke.model`, absent ones at their default; the
stores of a BINDING are objects with the fields of `Store`.
"""

from __future__ import annotations

RECORD_LIMIT = 4 * 1024 * 1024  # bytes of one line; a longer one is a broken record
TEXT_LIMIT = 20_000  # characters of one text that the package wrote (message, reason)
EXPOSED_LIMIT = 1_000_000  # characters of all names of a module; one with more answers by itself
LINK_TEXT_LIMIT = 2_000  # the same for the message of an exception that is only linked, and for names in it
NAME_LIMIT = 1_000  # characters of a name or a path in a traceback
FRAME_LIMIT = 60  # frames of one traceback: the first and last 30 are kept
CHAIN_LIMIT = 30  # exceptions of one chain
