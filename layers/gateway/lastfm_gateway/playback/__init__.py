"""Playback: what a user is playing now and what they played last, as every face shows it."""
