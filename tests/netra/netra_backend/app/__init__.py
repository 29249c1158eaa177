"""The application: its settings, its routes, its server."""
