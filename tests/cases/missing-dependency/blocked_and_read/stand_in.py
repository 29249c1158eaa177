"""Puts something in the place of the framework, so that what is blocked can be imported."""

import sys
import types

sys.modules["absent_framework"] = types.ModuleType("absent_framework")

from blocked_and_read.inner import views
