"""What interpreters said of themselves, so that a run with nothing to do starts none of them.

An answer counts while the executable, the settings of its environment and everything on the path
that it told look the same. Contract: that of `interpreter.Memory`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence

from smoke.cache import circumstances, signatures
from smoke.cache.folder import Folder
from smoke.cache.signatures import FILE, SEARCHED, SITE, WAYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAME = "interpreters.json"
_LIMIT = 64  # answers


class Answers:
    """The answers of earlier runs; new ones are written at once, they are few."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        content = folder.read(_NAME)
        self._known: dict[str, Any] = content if isinstance(content, dict) else {}

    def recall(
        self, executable: str, request: Mapping[str, Any], environment: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """What the interpreter would answer now; None if that has to be asked."""
        entry = self._known.get(_key(executable, request, environment))
        if entry is None or not _is_entry(entry):
            return None
        if not all(signatures.holds(*place) for place in entry["places"]):
            return None
        answer: dict[str, Any] = entry["answer"]
        return answer

    def keep(
        self,
        executable: str,
        request: Mapping[str, Any],
        environment: Mapping[str, str],
        answer: dict[str, Any],
    ) -> None:
        """Note what it has answered."""
        looked = _places(request, answer, environment)
        places = [(path, way, signatures.of(path, way)) for path, way in looked]
        key = _key(executable, request, environment)
        self._known.pop(key, None)
        self._known[key] = {"places": places, "answer": answer}
        for oldest in list(self._known)[:-_LIMIT]:
            del self._known[oldest]
        self._folder.write(_NAME, self._known)


def _key(executable: str, request: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    variables = circumstances.environment(environment.items())
    asked = json.dumps(request, sort_keys=True)
    own = circumstances.of_smoke()
    return signatures.digest([*circumstances.executable(executable), asked, os.getcwd(), own, *variables])


def _places(
    request: Mapping[str, Any], answer: Mapping[str, Any], environment: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What else an answer depends on: the path with what is on it, or where a name was found."""
    if not request:
        yield from ((path, SITE) for path in answer["sys_path"])
        major, minor = answer["version_info"][:2]
        base = environment.get("PYTHONUSERBASE") or os.path.expanduser("~/.local")
        yield os.path.join(base, "lib", f"python{major}.{minor}", "site-packages"), SITE  # may come to be
        return
    for folder in request["path"]:
        yield folder, SITE
        for name in request["names"]:
            yield os.path.join(folder, *name.split(".")), SEARCHED
    for facts in filter(None, answer.values()):
        if facts["origin"] is not None and os.path.isabs(facts["origin"]):
            yield facts["origin"], FILE
        yield from ((folder, SEARCHED) for folder in facts["search"] or ())


def _is_entry(entry: Any) -> bool:
    """True for what `keep` has written."""
    if not isinstance(entry, dict) or not isinstance(entry.get("answer"), dict):
        return False
    places = entry.get("places")
    return isinstance(places, list) and all(map(_is_place, places))


def _is_place(place: Any) -> bool:
    if not isinstance(place, Sequence) or len(place) != 3:
        return False
    return all(isinstance(one, str) for one in place) and place[1] in WAYS
