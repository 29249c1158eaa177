"""Attributes that the package itself sets on its modules when it runs."""
