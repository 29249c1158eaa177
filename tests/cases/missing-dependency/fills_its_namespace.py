# outcome: raised
"""The names come from the module that is missing, by way of a function that gets the namespace."""


def fill(namespace, module):
    for name in dir(module):
        namespace[name] = getattr(module, name)


fill(globals(), __import__("absent_queue"))  # expect: missing-dependency absent_queue


def receive(flags):
    return flags & NOBLOCK
