def load():
    from plugins_from_elsewhere.plugins import own
    from plugins_from_elsewhere.plugins.added_later import plugin  # expect: unresolved-import=warning plugins_from_elsewhere.plugins.added_later "changes its __path__"

    return own, plugin


def missing():
    from plugins_from_elsewhere.no_such_module import name  # expect: unresolved-import=error plugins_from_elsewhere.no_such_module

    return name
