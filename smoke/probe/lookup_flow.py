"""The analysis of `flow`, for code that looks things up in modules: what is certainly there does not raise.

So the handler of `try: from new import x` / `except ImportError: from old import x` is reached only if
the import can fail. Which imports do is chosen by the caller (`failing`); all others succeed.
Attributes that a module has do not raise either. And what is no lookup (a call in the same
`try`) does not lead to a handler that names nothing but the errors of lookups: such a handler is
there for the lookup.
"""

from __future__ import annotations

from types import CodeType, FunctionType

from . import attributes, objects, values
from .attributes import Attributes
from .decode import Op
from .deferred import Wanted
from .flow import Flow
from .graph import ATTRIBUTE_NAMES, Graph
from .scope import Scope, World
from .state import State
from .values import UNKNOWN, InFlight, Known

_LOOKUP_ERRORS = frozenset([ImportError, ModuleNotFoundError, AttributeError, NameError])
_QUIET = frozenset(["STORE_GLOBAL", "STORE_NAME", "LOAD_DEREF", "LOAD_CLOSURE", "LOAD_BUILD_CLASS"])


class _Other(InFlight):
    """Raised by something that is no lookup."""

    __slots__ = ()


_OTHER, _ANYTHING = _Other(None), InFlight(None)
_NO_MODULE, _NO_NAME, _NO_ATTRIBUTE = (
    InFlight(ModuleNotFoundError),
    InFlight(ImportError),
    InFlight(AttributeError),
)


class LookupScope(Scope):
    """A scope that knows more about the attributes of modules: what was asked, and what lies on disk."""

    def __init__(self, world: World, namespace: dict[str, object], known: Attributes) -> None:
        super().__init__(world, namespace)
        self.known = known

    def of(self, function: FunctionType) -> Scope:
        if function.__globals__ is self.namespace:
            return self
        return LookupScope(self.world, function.__globals__, self.known)

    def has_attribute(self, module: object, name: str) -> bool | None:
        found = super().has_attribute(module, name)
        namespace = objects.module_dict(module)
        if found is None and namespace is not None and name not in self.world.rebound(namespace):
            state = self.known.state(module, name)
            return True if state == attributes.PRESENT else None if state == attributes.UNKNOWN else False
        return found

    def attribute(self, value: object, name: str) -> object:
        """Also the plain constants of classes: `env.PYBEHAVIOR.fstring_syntax` is a flag like any other."""
        if isinstance(value, Known) and type(value.value) is type:
            for base in objects.bases(value.value):
                content = objects.class_dict(base)
                if name in content:
                    return Known(content[name]) if values.is_plain(content[name]) else UNKNOWN
        return super().attribute(value, name)

    def cannot_give(self, module: object, name: str) -> bool:
        return self.has_attribute(module, name) is False and (
            self.known.state(module, name) != attributes.SUBMODULE
        )

    def _module_attribute(self, module: object, name: str) -> object:
        namespace = objects.module_dict(module) or {}
        if name in namespace or name in ("__dict__", "TYPE_CHECKING"):
            return super()._module_attribute(module, name)
        return UNKNOWN  # there, by code of its own


class LookupFlow(Flow):
    """One analysis of one code object in which the imports of `failing`, and no others, fail."""

    def __init__(
        self,
        code: CodeType,
        scope: LookupScope,
        wanted: dict[int, Wanted],
        failing: frozenset[int],
        graph: Graph,
    ) -> None:
        super().__init__(code, scope, graph)
        self.wanted = wanted
        self._failing = failing
        self._known = scope.known

    def raised_by(self, op: Op, s: State) -> InFlight | None:
        """What an instruction may raise; None if nothing."""
        if op.name == "IMPORT_NAME" or op.name == "IMPORT_FROM":
            if op.index not in self._failing:
                return None
            return _NO_MODULE if self.wanted[op.index].name is None else _NO_NAME
        name = str(op.value)
        if op.name == "LOAD_GLOBAL":
            present = name in self.scope.namespace or name in self.scope.builtins
            return None if present else _ANYTHING
        if op.name in ATTRIBUTE_NAMES:
            return self._by_attribute(s.top(), name)
        return None if op.name in _QUIET else _OTHER

    def _by_attribute(self, owner: object, name: str) -> InFlight | None:
        if not isinstance(owner, Known) or not objects.is_module(owner.value):
            return _OTHER
        state = self._known.state(owner.value, name)
        if state == attributes.PRESENT:
            return None
        return _ANYTHING if state == attributes.UNKNOWN else _NO_ATTRIBUTE

    def matches(self, raised: object, handler: object) -> object:
        """The value of an `except` clause's test."""
        if isinstance(raised, _Other) and _is_for_lookups(handler):
            return values.FALSE
        return super().matches(raised, handler)


def _is_for_lookups(handler: object) -> bool:
    """Whether an `except` clause names nothing but the errors of lookups."""
    if not isinstance(handler, Known):
        return False
    classes = handler.value if type(handler.value) is tuple else (handler.value,)
    return bool(classes) and all(objects.is_class(each) and _is_lookup_error(each) for each in classes)


def _is_lookup_error(kind: object) -> bool:
    return any(kind is each for each in _LOOKUP_ERRORS)
