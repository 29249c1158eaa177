# proof: partitions() -> _factors
# proof: (_prepare(), partitions())
"""Tables that are made on the first call."""


def _prepare():
    global _factors, _totients
    _factors = [0] * 10
    _totients = [0] * 10


def partitions():
    return _factors[0] + _totients[0]  # expect: unset-global _factors; unset-global _totients
