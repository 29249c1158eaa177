# outcome: raised
"""Does not import without the extra."""

import absent_web_framework  # expect: missing-dependency=note absent_web_framework


def serve():
    return absent_web_framework.run()
