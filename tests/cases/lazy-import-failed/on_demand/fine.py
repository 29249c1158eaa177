class Parts:
    pass
