"""What everybody played: a fixed function of the user and the day, grown day by day.

The past never changes: a day's scrobbles depend on the user's name and the day alone.
"""

from collections.abc import Iterator, Sequence

from local.simulator import chance
from local.simulator.entities import Album, Track
from local.simulator.people import DAY, Person

type Scrobble = tuple[int, Track]

_RUN = 8  # tracks of an album that are played one after another
_FROM, _HOURS = 7 * 3600, 17 * 3600  # nobody plays anything before seven
_SPACING = 240  # seconds between two tracks, at most
_SEASON = 91  # days after which tastes change
_RANGE = 2**32


def day_of(person: Person, day: int, albums: Sequence[Album]) -> list[Scrobble]:
    """Give a person's scrobbles of a day (counted from 1970), oldest first."""
    if person.only is not None:
        track = albums[0].tracks[0]
        return [(person.only, track)] if person.only // DAY == day else []
    plays = person.plays_on(day)
    runs = -(-plays // _RUN)
    if not runs:
        return []
    slot = _HOURS // runs
    spacing = min(_SPACING, slot // _RUN)
    luck = iter(chance.numbers(4 * runs, person.name, day))
    scrobbles: list[Scrobble] = []
    for run in range(runs):
        album = _choose(person, day, albums, (next(luck), next(luck)))
        first = next(luck)
        start = day * DAY + _FROM + run * slot + next(luck) % (slot - spacing * _RUN + 1)
        for place in range(min(_RUN, plays - len(scrobbles))):
            track = album.tracks[(first + place) % len(album.tracks)]
            scrobbles.append((start + place * spacing, track))
    return scrobbles


def _choose(person: Person, day: int, albums: Sequence[Album], luck: tuple[int, int]) -> Album:
    """Choose an album: half by a lasting taste, half by the season's; both like few albums most."""
    season = 0 if luck[0] % 2 else day // _SEASON
    share = luck[1] / _RANGE
    rank = int(share * share * share * len(albums))
    turn = chance.number("taste", person.name, season)
    return albums[(turn + rank * 37) % len(albums)]


def raw(person: Person, until: int, albums: Sequence[Album]) -> Iterator[Scrobble]:
    """Give everything that a person played up to a moment (unix seconds), oldest first."""
    for day in range(person.registered // DAY, until // DAY + 1):
        for uts, track in day_of(person, day, albums):
            if uts <= until:
                yield uts, track
