"""A program that has gettext put its functions into builtins."""
