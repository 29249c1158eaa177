"""Everything that is imported is declared, whatever its spelling."""

import os.path
import required_here

import of_the_bundle

__all__ = ["of_the_bundle", "os", "required_here"]
