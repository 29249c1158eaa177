"""Sees what it requires and nothing else."""

import required_in_turn
import truly_required

__all__ = ["required_in_turn", "truly_required"]
