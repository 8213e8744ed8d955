"""Rewind-compatible `/v1/listening`: top lists with sparklines."""
