# outcome: raised
"""The first of three that need each other: fine from the third, not from here."""

from of_three import second

BASE = second.NAME  # expect: import-cycle of_three.third "of_three.second -> of_three.third -> of_three.first -> of_three.second"
