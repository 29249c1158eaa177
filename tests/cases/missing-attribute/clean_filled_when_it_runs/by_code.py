def fill(source):
    exec(source, globals())
