# outcome: raised
"""Escape sequences, markup, a lone surrogate and a null in the message stay data."""

raise ValueError("\x1b[31m[red]\x00\ud800[/red]")  # expect: import-raised "ValueError"
