# proof: match("a")
# proof: tell()
"""Every branch binds the name in its own way."""

try:
    from absent_ssl import match
except ImportError:

    def match(name):
        return name == "a"


try:
    from absent_ssl import tell
except ImportError:
    tell = None
else:
    wrapped = tell

if tell is None:

    def tell():
        return "told"
