"""One file for each output format; `write` picks it by name."""
