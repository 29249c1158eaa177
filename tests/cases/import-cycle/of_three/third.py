"""Fine when it comes first: by the time `first` needs `second`, LABEL is there."""

LABEL = "third"

from of_three.first import BASE  # expect: import-cycle of_three.third "of_three.first -> of_three.second -> of_three.third -> of_three.first"

TOP = BASE
