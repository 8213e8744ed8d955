"""Makes the README's pictures: `make pictures`."""
