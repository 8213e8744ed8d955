"""Scrobbles that wait in a queue while Last.fm cannot take them."""
