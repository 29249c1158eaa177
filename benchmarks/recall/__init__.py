"""Who finds the bugs that really were released."""
