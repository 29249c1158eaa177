__all__ = ["leaf", "VALUE"]
VALUE = 1
