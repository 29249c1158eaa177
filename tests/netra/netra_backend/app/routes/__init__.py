"""What clients can connect to."""
