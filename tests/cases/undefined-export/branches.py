"""Bound where an optional dependency is installed, or only for a type checker, or deleted again."""

from typing import TYPE_CHECKING

try:
    from absent_backend import Backend
except ImportError:
    pass

if TYPE_CHECKING:
    from json import JSONDecoder

helper = 1
del helper

__all__ = [
    "Backend",  # expect: undefined-export=warning Backend "branch"
    "JSONDecoder",  # expect: undefined-export JSONDecoder
    "helper",  # expect: undefined-export helper
]
