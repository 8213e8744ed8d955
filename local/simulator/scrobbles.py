"""Generates scrobbles: a day's scrobbles depend only on the user and the day.

So the past never changes, however often it is generated.
"""

from collections.abc import Iterator, Sequence

from local.simulator import chance
from local.simulator.entities import Album, Track
from local.simulator.people import DAY, Person

type Scrobble = tuple[int, Track]

_RUN = 8  # consecutive tracks of one album
_FROM, _HOURS = 7 * 3600, 17 * 3600  # no plays before seven
_SPACING = 240  # most seconds between two tracks
_SEASON = 91  # days until a user's seasonal taste changes
_RANGE = 2**32


def day_of(person: Person, day: int, albums: Sequence[Album]) -> list[Scrobble]:
    """Return a user's scrobbles of a day (days since 1970), oldest first."""
    if person.only is not None:
        track = albums[0].tracks[0]
        return [(person.only, track)] if person.only // DAY == day else []
    plays = person.plays_on(day)
    runs = -(-plays // _RUN)
    if not runs:
        return []
    slot = _HOURS // runs
    spacing = min(_SPACING, slot // _RUN)
    seeds = iter(chance.numbers(4 * runs, person.name, day))
    scrobbles: list[Scrobble] = []
    for run in range(runs):
        album = _choose(person, day, albums, (next(seeds), next(seeds)))
        first = next(seeds)
        start = day * DAY + _FROM + run * slot + next(seeds) % (slot - spacing * _RUN + 1)
        for place in range(min(_RUN, plays - len(scrobbles))):
            track = album.tracks[(first + place) % len(album.tracks)]
            scrobbles.append((start + place * spacing, track))
    return scrobbles


def _choose(person: Person, day: int, albums: Sequence[Album], seeds: tuple[int, int]) -> Album:
    """Choose an album by a lasting or a seasonal taste; each prefers a few albums."""
    season = 0 if seeds[0] % 2 else day // _SEASON
    share = seeds[1] / _RANGE
    rank = int(share * share * share * len(albums))
    turn = chance.number("taste", person.name, season)
    return albums[(turn + rank * 37) % len(albums)]


def raw(person: Person, until: int, albums: Sequence[Album]) -> Iterator[Scrobble]:
    """Generate all scrobbles of a user up to `until` (unix seconds), oldest first."""
    for day in range(person.registered // DAY, until // DAY + 1):
        for uts, track in day_of(person, day, albums):
            if uts <= until:
                yield uts, track
