from .plain import *
from .conditional import *
