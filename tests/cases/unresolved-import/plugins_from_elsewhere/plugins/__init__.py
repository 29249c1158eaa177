"""A package whose modules may lie in several folders."""

import os

__path__.extend(os.environ.get("PLUGINS_FROM_ELSEWHERE", "").split(os.pathsep))
