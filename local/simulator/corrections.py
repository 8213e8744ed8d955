"""The misspellings that the simulator knows, in lower case."""

ARTISTS = {
    "radiohea": "Radiohead",
    "acdc": "AC/DC",
    "bjork": "Björk",
    "sigur ros": "Sigur Rós",
    "tyler the creator": "Tyler, the Creator",
}

TRACKS = {
    ("radiohead", "crep"): "Creep",
    ("radiohead", "karma polise"): "Karma Police",
    ("ac/dc", "hell's bells"): "Hells Bells",
}


def artist(name: str) -> str:
    """Give the right name of an artist, which may be the given one."""
    return ARTISTS.get(name.casefold(), name)


def track(artist_name: str, name: str) -> str:
    """Give the right title of a track of a (correctly named) artist."""
    return TRACKS.get((artist_name.casefold(), name.casefold()), name)
