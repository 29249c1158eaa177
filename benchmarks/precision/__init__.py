"""What the tools say about good, current packages: nearly all of it should be nothing."""
