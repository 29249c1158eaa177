"""Only with the extra."""

import of_the_extra

from says_it_all import required_here

__all__ = ["of_the_extra", "required_here"]
