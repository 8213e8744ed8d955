"""Spotify's `/v1/me/top` and what its clients ask beside it."""
