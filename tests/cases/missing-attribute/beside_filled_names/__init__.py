"""What a module does with its namespace does not excuse names that it cannot bind in that way."""
