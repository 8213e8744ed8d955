"""Spotify-compatible endpoints: profile, top items, tracks and artists by id."""
