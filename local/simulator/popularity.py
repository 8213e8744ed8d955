"""Global play and listener counts: a constant of each track plus the plays of the users."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from local.simulator.entities import Album, Artist, Track
from local.simulator.people import Person
from local.simulator.world import World

_PLAYS_PER_LISTENER = 13


@dataclass(frozen=True)
class Popularity:
    """Play and listener counts at one time, of the users who count globally."""

    world: World
    now: int
    plays_by_user: dict[str, Counter[Track]]

    def playcount(self, tracks: Iterable[Track]) -> int:
        """Count all plays of the tracks."""
        return sum(t.base + sum(plays[t] for plays in self.plays_by_user.values()) for t in tracks)

    def listeners(self, tracks: Iterable[Track]) -> int:
        """Count all listeners of any of the tracks."""
        tracks = list(tracks)
        users = sum(any(plays[t] for t in tracks) for plays in self.plays_by_user.values())
        return sum(t.base // _PLAYS_PER_LISTENER for t in tracks) + users

    def userplaycount(self, person: Person, tracks: Iterable[Track]) -> int:
        """Count a user's plays of the tracks."""
        plays = self.plays_by_user.get(person.name) or _plays(self.world, person.name, self.now)
        return sum(plays[t] for t in tracks)

    def ranked_artists(self, artists: Iterable[Artist]) -> list[Artist]:
        """Sort artists by plays, then by name."""
        return sorted(artists, key=lambda a: (-self.playcount(a.tracks), a.name))

    def ranked_albums(self, albums: Iterable[Album]) -> list[Album]:
        """Sort albums by plays, then by name."""
        return sorted(albums, key=lambda a: (-self.playcount(a.tracks), a.name))

    def ranked_tracks(self, tracks: Iterable[Track]) -> list[Track]:
        """Sort tracks by plays, then by name."""
        return sorted(tracks, key=lambda t: (-self.playcount([t]), t.name, t.artist.name))


def measure(world: World, now: int) -> Popularity:
    """Count the plays of all users who count globally, up to now."""
    names = [person.name for person in world.people.values() if person.counted]
    return Popularity(world, now, {name: _plays(world, name, now) for name in names})


def _plays(world: World, user: str, now: int) -> Counter[Track]:
    return Counter(world.histories[user].tracks(None, None, now))
