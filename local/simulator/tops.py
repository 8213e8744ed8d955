"""Top lists: a user's most played tracks, albums and artists."""

from collections import Counter
from collections.abc import Iterable

from local.simulator.entities import Album, Artist, Track

type Ranked[T] = list[tuple[T, int]]


def top_tracks(played: Iterable[Track]) -> Ranked[Track]:
    """Rank tracks by plays, then by name."""
    return _ranked(Counter(played))


def top_albums(played: Iterable[Track]) -> Ranked[Album]:
    """Rank albums by plays, then by name."""
    plays: Counter[Album] = Counter()
    for track, count in Counter(played).items():
        if track.album is not None:
            plays[track.album] += count
    return _ranked(plays)


def top_artists(played: Iterable[Track]) -> Ranked[Artist]:
    """Rank artists by plays, then by name."""
    plays: Counter[Artist] = Counter()
    for track, count in Counter(played).items():
        plays[track.artist] += count
    return _ranked(plays)


def _ranked[T: (Artist, Album, Track)](plays: Counter[T]) -> Ranked[T]:
    return sorted(plays.items(), key=lambda pair: (-pair[1], pair[0].name, pair[0].url))
