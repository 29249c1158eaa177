# proof: convert() -> _ip
# proof: leave() -> quit_shell
# proof: misspelt() -> runing
"""Reads names that nothing in this module binds."""


def convert():
    return _ip.convert(running, depth)  # expect: unset-global _ip "builtins_filled_later.start.start()"; unset-global running; unset-global depth


def size():
    return width, height  # expect: unset-global width; unset-global height


def leave():
    quit_shell()  # expect: unset-global quit_shell "not before that is called"
    return session  # expect: unset-global session "session.begin()"


def misspelt():
    return runing  # expect: undefined-name runing
