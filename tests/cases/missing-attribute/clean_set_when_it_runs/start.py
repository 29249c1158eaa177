from clean_set_when_it_runs import settings


def main(arguments):
    settings.debug = bool(arguments)
    setattr(settings, "level", 3)
    vars(settings)["colour"] = "red"
    settings.first, settings.second = arguments


def read(pairs):
    registry = settings
    for key, value in pairs:
        setattr(registry, key, value)
