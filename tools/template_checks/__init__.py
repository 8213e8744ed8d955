"""Checks of the template as SAM expands it, for what no local stack can test (`make lint`)."""
