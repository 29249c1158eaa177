"""What a newer Python has."""

import asyncio
import itertools


def wait():
    return asyncio.timeout(3)  # expect [< 3.11]: missing-attribute=warning asyncio.timeout "new in Python 3.11"


def chunks(values):
    return itertools.batched(values, 2)  # expect [< 3.12]: missing-attribute=warning itertools.batched "3.12"


def settings():
    from tomllib import loads  # expect [< 3.11]: unresolved-import=warning tomllib "new in Python 3.11"

    return loads
