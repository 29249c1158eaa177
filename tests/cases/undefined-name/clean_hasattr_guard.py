# proof: Tracer().start()
# proof: ask()
# proof: by_getattr()
"""Guards that ask a module of the standard library for an attribute."""

import os
import sys

if hasattr(sys, "monitoring_of_the_future"):
    EVENTS = sys.monitoring_of_the_future.events


class Tracer:
    def start(self):
        if not hasattr(sys, "monitoring_of_the_future"):
            return None
        return EVENTS


def ask():
    if hasattr(os, "startfile_of_the_future"):
        return StartFile()
    return None


def by_getattr():
    if getattr(sys, "no_such_attribute", None):
        return Frozen()
    return None
