class Settings:
    def __init__(self, **values):
        self.__dict__.update(values)
        for name, value in values.items():
            setattr(self, name, value)


def fill(target, values):
    for name in values:
        setattr(target, name, values[name])


def filled(values):
    target = Settings()
    fill(target, values)
    return target
