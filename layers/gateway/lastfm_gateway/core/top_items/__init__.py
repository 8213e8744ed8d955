"""What Spotify's clients are shown of a top list, and by which ids. Pure."""
