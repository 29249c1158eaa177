import random

SEED = random.random()
