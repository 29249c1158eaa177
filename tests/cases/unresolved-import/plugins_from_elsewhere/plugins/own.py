"""A plug-in that comes with the package."""
