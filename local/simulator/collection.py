"""The user `collector`: half a million scrobbles in fifteen years, of albums of their own."""

from collections.abc import Iterator

from local.simulator import chance
from local.simulator.artists import ARTISTS
from local.simulator.entities import Album, Artist
from local.simulator.exact_names import ExactNames
from local.simulator.people import Person, Phase
from local.simulator.titles import FIRST, SECOND

COLLECTOR = Person(
    name="collector",
    realname="",
    country="Germany",
    registered=1_299_456_000,  # 2011-03-07
    password="shelves",  # noqa: S106
    phases=(
        Phase(1_299_456_000, 20, 110),
        Phase(1_370_000_000, 50, 160),  # 2013
        Phase(1_450_000_000, 0, 60),  # 2015
        Phase(1_480_000_000, 0, 0),  # 2016: ten weeks of nothing
        Phase(1_486_000_000, 40, 140),  # 2017
        Phase(1_583_000_000, 60, 180),  # 2020
        Phase(1_640_000_000, 10, 130),  # 2021
        Phase(1_720_000_000, 40, 170),  # 2024
    ),
    counted=False,
)

_ARTISTS = 900
_FEWEST_ALBUMS, _MOST_ALBUMS = 1, 7
_FEWEST_TRACKS, _MOST_TRACKS = 3, 14
_GENRES = tuple(dict.fromkeys(tag for row in ARTISTS for tag in row[2].split(",")))
_PATTERNS = ("{} {}", "The {} {}s")
_SYLLABLES = "kalomirestaveldoquishabrazunefigorpaltimurondyaen"  # of two letters each
_ENDINGS = ("", "", "", "", " (Live)", " - Remastered 2011", " (feat. Nia)", ", Pt. 2")


def collection(names: ExactNames) -> list[Album]:
    """Build the albums, in an order that mixes the artists. Some tracks belong to no album."""
    albums = [album for place in range(_ARTISTS) for album in _albums(names, place)]
    return sorted(albums, key=lambda album: chance.number("shelf", album.url))


def _albums(names: ExactNames, place: int) -> Iterator[Album]:
    words = iter(chance.numbers(512, "collection", place))
    artist = names.artist(_artist_name(place))
    artist.tags = tuple(dict.fromkeys(_GENRES[next(words) % len(_GENRES)] for _ in range(3)))
    for _ in range(_FEWEST_ALBUMS + next(words) % (_MOST_ALBUMS - _FEWEST_ALBUMS + 1)):
        name = _title(words) if next(words) % 40 else ""
        yield _album(names, artist, name, words)


def _album(names: ExactNames, artist: Artist, name: str, words: Iterator[int]) -> Album:
    """Fill an album. Without a name it only groups tracks that are played together."""
    album = names.album(artist.name, name) if name else Album(artist, "")
    album.tags = artist.tags
    if next(words) % 50 == 0:
        album.picture = ""
    for _ in range(_FEWEST_TRACKS + next(words) % (_MOST_TRACKS - _FEWEST_TRACKS + 1)):
        track = names.track(artist.name, name, _title(words))
        track.seconds, track.base = 120 + next(words) % 300, next(words) % 50_000
        if not name:
            album.tracks.append(track)
    return album


def _artist_name(place: int) -> str:
    size = len(FIRST)
    first, second = FIRST[place % size], SECOND[(place // size + place) % size]
    return _PATTERNS[place // size**2].format(first, second)


def _title(words: Iterator[int]) -> str:
    """Combine a word, an invented one and an ending: two titles are rarely the same."""
    seed = next(words)
    seed, first = divmod(seed, len(FIRST))
    seed, ending = divmod(seed, len(_ENDINGS))
    seed //= 1 << seed % 4 * 4
    invented = ""
    while seed:
        seed, place = divmod(seed, len(_SYLLABLES) // 2)
        invented += _SYLLABLES[2 * place : 2 * place + 2]
    return f"{FIRST[first]} {invented.capitalize()}{_ENDINGS[ending]}"
