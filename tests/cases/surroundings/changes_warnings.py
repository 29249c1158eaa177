"""Warnings become errors, and logging shouts."""

import logging
import warnings

warnings.simplefilter("error")
logging.basicConfig(level=logging.DEBUG)
logging.getLogger().debug("loud")
