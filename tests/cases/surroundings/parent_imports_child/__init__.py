"""The package imports its own child: in every fresh interpreter the child is there already."""

from . import child
