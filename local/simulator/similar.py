"""Similar artists, by shared tags, and similar tracks, by their artists."""

from local.simulator import chance
from local.simulator.catalogue import Catalogue
from local.simulator.entities import Artist, Track

_PARTS = 1_000_000


def artists(catalogue: Catalogue, artist: Artist) -> list[tuple[Artist, float]]:
    """Return the artists that share tags with their match, best first; the best match is 1."""
    scores = {
        other: len(set(other.tags) & set(artist.tags)) + _fraction(artist.name, other.name)
        for other in catalogue.artists
        if other is not artist and set(other.tags) & set(artist.tags)
    }
    return _relative(scores)


def tracks(catalogue: Catalogue, track: Track) -> list[tuple[Track, float]]:
    """Return the tracks of the same and similar artists with their match, best first."""
    near = [(track.artist, 1.0), *artists(catalogue, track.artist)]
    scores = {
        other: match * (1 + _fraction(track.name, other.name))
        for artist, match in near
        for other in artist.tracks
        if other is not track
    }
    return _relative(scores)


def _fraction(one: str, other: str) -> float:
    """Return a fraction below 1, which makes every match different."""
    return chance.number("similar", one, other) % _PARTS / _PARTS


def _relative[T: (Artist, Track)](scores: dict[T, float]) -> list[tuple[T, float]]:
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0].name))
    return [(item, round(score / ranked[0][1], 6)) for item, score in ranked]
