"""Lines of styled pieces onto a stream: through rich where there is colour, as they are where not.

Text is never parsed: a piece is (text, style), and only the style is rich's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

Line = list[tuple[str, str]]


class Painter:
    """Writes lines to one stream."""

    def __init__(self, stream: TextIO, color: str) -> None:
        self._stream = stream
        self._colored = wants_color(stream, color, os.environ)

    def lines(self, lines: Iterable[Line]) -> None:
        """Write the lines, each with its end."""
        if self._colored:
            self._paint(lines)
        else:
            self._stream.writelines("".join(text for text, _ in line) + "\n" for line in lines)

    def _paint(self, lines: Iterable[Line]) -> None:
        from rich.console import Console
        from rich.text import Text

        console = Console(
            file=self._stream,
            force_terminal=True,
            color_system="standard",
            legacy_windows=False,
            no_color=False,
            soft_wrap=True,
        )
        for line in lines:
            console.print(Text.assemble(*line), soft_wrap=True, highlight=False)


def wants_color(stream: TextIO, color: str, environment: Mapping[str, str]) -> bool:
    """Whether to use colour: the option, then NO_COLOR and FORCE_COLOR, then whether it is a terminal."""
    if color != "auto":
        return color == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"
