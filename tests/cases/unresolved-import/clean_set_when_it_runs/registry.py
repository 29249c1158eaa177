"""Has nothing by itself."""
