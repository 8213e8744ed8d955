"""Genres among the tags of artists: listeners also tag moods, places and years. Pure."""

import re
from collections.abc import Iterable
from typing import Final

#: Each genre and the other spellings of its tag. Case, spaces and punctuation do not matter.
SPELLINGS: Final[dict[str, str]] = {
    "Acoustic": "",
    "Afrobeat": "afrobeats",
    "Alternative": "alternative rock, alt rock, alternative metal",
    "Ambient": "dark ambient, drone",
    "Americana": "alt country, alternative country",
    "Art Rock": "",
    "Black Metal": "",
    "Bluegrass": "",
    "Blues": "blues rock",
    "Brazilian": "mpb, samba, bossa nova",
    "Britpop": "",
    "Chillout": "chillwave, lounge, downtempo",
    "Classical": "classical music, modern classical, opera, baroque",
    "Country": "country rock",
    "Dance": "edm, eurodance",
    "Death Metal": "",
    "Disco": "nu disco, italo disco",
    "Dream Pop": "",
    "Drum and Bass": "drum n bass, dnb, d&b, jungle",
    "Dubstep": "",
    "Electronic": "electronica, electro, idm",
    "Emo": "",
    "Experimental": "avant-garde",
    "Folk": "indie folk, folk rock, freak folk",
    "Funk": "",
    "Garage Rock": "",
    "Gospel": "",
    "Gothic": "gothic rock, darkwave, goth",
    "Grunge": "",
    "Hard Rock": "",
    "Hardcore": "hardcore punk, post-hardcore, metalcore",
    "Heavy Metal": "nwobhm",
    "Hip-Hop": "rap",
    "House": "deep house, tech house",
    "Indie": "indie rock, indie pop",
    "Industrial": "ebm",
    "J-Pop": "j-rock, japanese",
    "Jazz": "jazz fusion, bebop, swing",
    "K-Pop": "korean",
    "Latin": "latin pop, reggaeton, salsa",
    "Metal": "nu metal, thrash metal, power metal, doom metal",
    "New Wave": "",
    "Noise": "noise rock",
    "Pop": "electropop, dance pop",
    "Pop Punk": "",
    "Post-Punk": "post-punk revival",
    "Post-Rock": "",
    "Progressive": "progressive rock, prog rock, prog, progressive metal",
    "Psychedelic": "psychedelic rock, psych, neo-psychedelia",
    "Punk": "punk rock, ska punk",
    "R&B": "rnb, rhythm and blues, contemporary r&b, alternative r&b",
    "Reggae": "dub, dancehall, roots reggae",
    "Rock": "classic rock, soft rock, rock and roll, rock n roll",
    "Shoegaze": "",
    "Singer-Songwriter": "",
    "Ska": "",
    "Soul": "neo-soul, motown",
    "Soundtrack": "ost, film score, score",
    "Stoner Rock": "stoner metal, sludge",
    "Synthpop": "synthwave",
    "Techno": "minimal techno",
    "Trance": "psytrance, goa trance",
    "Trip-Hop": "",
    "World": "world music, celtic",
}


def genres_among(tags: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the genres among an artist's tags with their counts, in order, each once.

    The first one is the artist's genre.
    """
    found: dict[str, int] = {}
    for tag, count in tags:
        genre = _GENRES.get(_fold(tag))
        if genre:
            found.setdefault(genre, count)
    return list(found.items())


def _fold(tag: str) -> str:
    return re.sub(r"[\W_]+", "", tag.casefold())


_GENRES: Final = {
    _fold(spelling): genre
    for genre, others in SPELLINGS.items()
    for spelling in (genre, *others.split(", "))
    if spelling
}
