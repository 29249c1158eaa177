"""Not the one."""

NAME = "ours"
