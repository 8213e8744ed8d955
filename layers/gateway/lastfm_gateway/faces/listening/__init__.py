"""Rewind's `/v1/listening`: top lists with sparklines."""
