def literal():
    from clean_set_when_it_runs.settings import by_itself

    return by_itself


def computed():
    from clean_set_when_it_runs.settings import anything

    return anything


def foreign():
    from clean_set_when_it_runs.registry import by_another

    return by_another
