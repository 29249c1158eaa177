import json as real

NAME = real.dumps
