"""Only importlib can import it."""
