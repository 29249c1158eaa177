from clean_set_when_it_runs import registry


def start():
    registry.by_another = 1
