"""What the pytest plugin costs a suite that does not use it."""
