"""Which source files may set something? Told from their bytes, so that few of them have to be parsed.

Plain searches for words, and short patterns at the places found: a pattern with alternatives over a whole
file is 20 times slower. A file that passes may set nothing; one that does not pass sets nothing that counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from smoke import sources
from smoke.patterns import later
from smoke.rules.stores import SETTERS

_FAR = 400  # bytes before a name in quotes in which the call stands that sets it
_NEAR = 200  # bytes around a word in which the rest of the expression stands
_BY_TEXT = later(
    rb"\b(?:" + b"|".join(each.encode() for each in sorted(SETTERS)) + rb"|vars|globals)[\s\\]*\(|__dict__"
)
_STORE = later(rb"\s*(?:[-+*/|&^%@<>]{0,2}=(?!=)|:|,|\)|\])")
_DICTIONARIES = (b"globals", b"vars", b"__dict__", b"f_globals")
_ITEM = later(rb"[\"']\s*(?:\]\s*=(?!=)|:|,)|\s*=(?!=)")  # behind a name: a key or keyword with a value
_NOT_OWN = rb"(?!\s*(?:self|cls|mcs)\s*[,)])"
_COMPOSED = rb"\"[^\"\n]*\"\s*[^\",\s]|'[^'\n]*'\s*[^',\s]"  # "visit_" + name
_COMPUTED = later(rb"(?:__)?\s*\(" + _NOT_OWN + rb"[^,]*,\s*(?:[^\"'\s]|" + _COMPOSED + rb")")
_WRITTEN = rb"\s*(?:\[[^]\n]*\]\s*=(?!=)|\.\s*(?:update|setdefault|__setitem__)\b)"
_VARS = later(rb"\s*\(" + _NOT_OWN + rb"[^()]*\)" + _WRITTEN)
_DICT = later(_WRITTEN)
_SELF = later(rb"\b(?:self|cls|mcs)\s*\.\s*\Z")
_ITSELF = later(rb"(?:modules(?:\s*\.\s*get)?|import_module|__import__)\W*\Z")
_ASSIGNED = later(rb"\s*(?:[\w.]*\.)?(\w+)\s*(?::[^=]*)?=(?!=)|.*\bfor\s+(\w+)\s+in\b")
_AT_END = later(rb"[\"'\])]*\s*(?:[\n#;:,\])]|\Z|(?:or|if)\b)")
_GIVEN = later(rb"[\"'\])]*\s*[,)]")
_CALLED = later(rb"(\w+)\s*\Z")
_RENAMED = later(rb"\s+as\s+(\w+)")
_DEFINITION = later(rb"^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


def sets(names: Collection[str], objects: Collection[str]) -> Callable[[bytes], bool]:
    """Tells whether a file may set one of these names, or computed ones on objects called like these."""
    plain = sorted(name.encode() for name in names)
    words = sorted(name.encode() for name in objects)

    def worth_parsing(data: bytes) -> bool:
        if any(_is_stored(data, name) or _is_text_of_setter(data, name) for name in plain):
            return True
        has_dictionaries = any(word in data for word in _DICTIONARIES)
        if has_dictionaries and any(_is_item(data, name) for name in plain):
            return True
        computed = list(_computed(data))
        if not computed and not has_dictionaries:
            return False
        owner = _one_of([*words, *_aliases(data, words)])
        return _is_first(data, owner, computed) or (has_dictionaries and _has_dictionary(data, owner))

    return worth_parsing


def sets_itself(data: bytes) -> bool:
    """Whether code may set something on the module that it belongs to."""
    if b"globals" in data:
        return True
    return any(
        _ITSELF.search(data, max(0, place - _NEAR), place) for place in sources.occurrences(data, b"__name__")
    )


def filling(data: bytes) -> set[str]:
    """The functions and classes that may set computed names on what they are given."""
    around: set[bytes] = set()
    places = [*_computed(data), *_written_dictionaries(data)]
    definitions = list(_DEFINITION.finditer(data)) if places else []
    for place in places:
        start = data.rfind(b"\n", 0, place) + 1
        depth = len(data[start:place]) - len(data[start:place].lstrip())
        for found in reversed(definitions):
            if found.start() < place and (len(found[1]) < depth or found.start() == start):
                around.add(found[2])
                depth = len(found[1])
    return {name.decode("ascii", "replace") for name in around if not name.startswith(b"__")}


def gives(functions: Collection[str], objects: Collection[str]) -> Callable[[bytes, bool], bool]:
    """Tells whether a file may give such an object, or (if the flag says so) itself, to these functions."""
    callees = {name.encode() for name in functions}
    words = sorted(name.encode() for name in objects)

    def worth_parsing(data: bytes, itself: bool) -> bool:
        places = [
            place
            for word in (*words, *([b"__name__"] if itself else ()))
            for place in sources.occurrences(data, word)
            if _GIVEN.match(data, place + len(word))
        ]
        if aliases := _aliases(data, words):
            places += [found.start() for found in re.finditer(_one_of(aliases) + _GIVEN.pattern, data)]
        return any(_callee(data, place) in callees for place in places)

    return worth_parsing


def _is_stored(data: bytes, name: bytes) -> bool:
    """True for `.name =` and the like, but not in lines that are comments."""
    return any(
        data[place - 1 : place] == b"."
        and _STORE.match(data, place + len(name)) is not None
        and not data[data.rfind(b"\n", 0, place) + 1 : place].lstrip().startswith(b"#")
        for place in sources.occurrences(data, name)
    )


def _is_text_of_setter(data: bytes, name: bytes) -> bool:
    """True for the name at the end of a text in quotes, not far behind what sets names that are texts."""
    return any(
        data[place - 1 : place] in (b".", b'"', b"'")
        and data[place + len(name) : place + len(name) + 1] in (b'"', b"'")
        and _BY_TEXT.search(data, max(0, place - _FAR), place) is not None
        for place in sources.occurrences(data, name)
    )


def _is_item(data: bytes, name: bytes) -> bool:
    """True for `["name"] =`, `"name":` and `name=`."""
    return any(
        not data[place - 1 : place].isalnum()
        and data[place - 1 : place] not in (b"_", b".")
        and _ITEM.match(data, place + len(name)) is not None
        for place in sources.occurrences(data, name)
    )


def _computed(data: bytes) -> Iterator[int]:
    """Where the arguments begin of what sets a computed name on something, but not on `self`."""
    for place in sources.occurrences(data, b"setattr"):
        if _COMPUTED.match(data, place + 7):
            yield place + 7


def _is_first(data: bytes, owner: bytes, places: Iterable[int]) -> bool:
    """Whether what sets a computed name, at one of these places, does so on such an object."""
    first = re.compile(rb"(?:__)?\s*\([^,]*" + owner + rb"[\"'\])]*\s*,")
    before = re.compile(owner + rb"[\"'\])]*\s*\.\s*__setattr\Z")
    return any(first.match(data, at) or before.search(data, max(0, at - _NEAR), at) for at in places)


def _written_dictionaries(data: bytes) -> Iterator[int]:
    """Where the dictionary of something is written, or given to `exec`."""
    executes = b"exec" in data
    for place in sources.occurrences(data, b"vars"):
        if executes or _VARS.match(data, place + 4):
            yield place
    for place in sources.occurrences(data, b"__dict__"):
        if not _SELF.search(data, max(0, place - 8), place) and (executes or _DICT.match(data, place + 8)):
            yield place


def _has_dictionary(data: bytes, owner: bytes) -> bool:
    """Whether the dictionary of such an object is taken."""
    ends = re.compile(owner + rb"[\"')\]]*\s*\.\s*\Z")
    begins = re.compile(rb"\s*\([^()]*" + owner + rb"[\"'\])]*\s*\)")
    return any(
        ends.search(data, max(0, place - _NEAR), place) for place in sources.occurrences(data, b"__dict__")
    ) or any(begins.match(data, place + 4) for place in sources.occurrences(data, b"vars"))


def _aliases(data: bytes, words: Iterable[bytes]) -> set[bytes]:
    """What else an object called like these is called in a file, by an assignment or an import."""
    found: set[bytes] = set()
    for word in words:
        for place in sources.occurrences(data, word):
            assigned = _ASSIGNED.match(data, data.rfind(b"\n", 0, place) + 1, place)
            renamed = _RENAMED.match(data, place + len(word))
            if assigned is not None and _AT_END.match(data, place + len(word)):
                found.add(assigned[1] or assigned[2])
            if renamed is not None:
                found.add(renamed[1])
    return found


def _callee(data: bytes, place: int) -> bytes:
    """The last name of what is called with the argument there."""
    opened = 0
    for at in range(place - 1, max(0, place - _NEAR), -1):
        opened += {b"(": 1, b")": -1}.get(data[at : at + 1], 0)
        if opened == 1:
            found = _CALLED.search(data, max(0, at - _NEAR), at)
            if found is not None and found[1] != b"import_module":
                return found[1]
            opened = 0  # that is how the argument is spelled, or a group
    return b""


def _one_of(words: Iterable[bytes]) -> bytes:
    """A pattern for one of these whole words, which nothing precedes."""
    return rb"(?<![A-Za-z0-9_])(?:" + b"|".join(map(re.escape, words)) + rb")"
