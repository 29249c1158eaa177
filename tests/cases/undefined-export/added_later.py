"""Lists grow in several ways."""

__all__ = ["first"]
__all__ += ["secnod"]  # expect: undefined-export secnod "did you mean 'second'?"
__all__.extend(["third"])  # expect: undefined-export third
__all__.append("fourth")  # expect: undefined-export fourth

first = second = 1
