from .json import NAME
