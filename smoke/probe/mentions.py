"""What code can reach by the names that it mentions: values, and the functions that they are or have."""

from __future__ import annotations

from types import CodeType, FunctionType

from . import objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def values(codes: Iterable[CodeType], namespace: dict[str, object]) -> Iterator[object]:
    """The values of the global names in this code; of a module, the attributes that it names."""
    names = {name for code in codes for name in code.co_names}
    for name in names & namespace.keys():
        content = objects.module_dict(namespace[name])
        if content is None:
            yield namespace[name]
        else:
            yield from (content[each] for each in names & content.keys())


def functions(value: object) -> Iterator[tuple[str, FunctionType]]:
    """The function itself, or those of a class or of an object's class, each with its name there."""
    if type(value) is FunctionType and isinstance(value, FunctionType):
        yield value.__name__, value
        return
    content = objects.class_dict(value if objects.is_class(value) else type(value))
    for name, each in list(content.items()):
        if type(each) is FunctionType and isinstance(each, FunctionType):
            yield name, each
