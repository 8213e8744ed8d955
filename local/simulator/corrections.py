"""The misspelled names that the simulator corrects, in lower case."""

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
    """Return an artist's corrected name, or the name itself."""
    return ARTISTS.get(name.casefold(), name)


def track(artist_name: str, name: str) -> str:
    """Return a track's corrected title, or the title itself; the artist's name is correct."""
    return TRACKS.get((artist_name.casefold(), name.casefold()), name)
