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
    """Play and listener counts at one time."""

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
        return sum(self.plays_by_user[person.name][t] for t in tracks)

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
    """Count the plays of all users up to now."""
    return Popularity(
        {
            name: Counter(history.tracks(None, None, now))
            for name, history in world.histories.items()
        }
    )
