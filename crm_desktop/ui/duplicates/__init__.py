"""Two records that may be one, laid side by side."""
