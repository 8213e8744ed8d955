"""SVG cards for READMEs and profiles: what a Last.fm user plays, as a picture."""
