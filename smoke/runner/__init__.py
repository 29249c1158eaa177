"""Parent side of the child processes: a plan goes in, one result for each step comes out."""
