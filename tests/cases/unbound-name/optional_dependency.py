# proof: load("a: 1") -> absent_yaml
# proof: both() -> absent_yaml
"""`except ImportError: pass` leaves the name unbound."""

try:
    import absent_yaml
except ImportError:
    pass


def load(text):
    return absent_yaml.safe_load(text)  # expect: unbound-name absent_yaml "line 6"


def both():
    try:
        return absent_yaml.load()  # expect: unbound-name absent_yaml
    except ValueError:
        return None
