"""Listening history: each key holder's scrobbles, imported once and counted from."""
