from clean_set_when_it_runs import settings
from clean_set_when_it_runs import settings as registry


def shown():
    return settings.debug, settings.level, settings.colour, settings.first, settings.second


def computed():
    return registry.anything
