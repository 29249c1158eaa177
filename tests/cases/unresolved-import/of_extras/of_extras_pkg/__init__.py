def declared_extra():
    import absent_accelerator  # expect: unresolved-import=note absent_accelerator "of-extras[fast]"
    return absent_accelerator


def required():
    import absent_hard_requirement  # expect: unresolved-import=error absent_hard_requirement "incomplete"
    return absent_hard_requirement


def said_nowhere():
    import absent_and_undeclared  # expect: unresolved-import=warning absent_and_undeclared "declares it"
    return absent_and_undeclared


def own():
    from of_extras_pkg import missing_module  # expect: unresolved-import=error of_extras_pkg.missing_module
    return missing_module
