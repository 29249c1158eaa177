WIDTH = 2
HEIGHT = 3
_hidden = 4
