"""Links to Apple Music in the listening face."""
