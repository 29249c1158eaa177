"""What the analysis costs, beside the imports."""
