# outcome: raised
"""Neither of two will do."""

try:
    import absent_fast_json
except ImportError:
    import absent_slow_json  # expect: missing-dependency absent_slow_json
