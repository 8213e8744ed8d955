"""The listening face's reading of Last.fm: top lists, artists, sparklines."""
