"""The back end of a chat service."""
