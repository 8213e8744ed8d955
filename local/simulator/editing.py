"""Edits of a user's listening history, which the real service allows on its website only."""

from collections.abc import Callable, Iterable

from local.simulator.entities import Track
from local.simulator.people import DAY
from local.simulator.world import World


class Editor:
    """Edits the history of one user at `now` (unix seconds). Raises KeyError if they are unknown.

    Times are up to a day ahead of now. An empty `artist` or `track` is any.
    """

    def __init__(self, world: World, user: str, now: int) -> None:
        self._history = world.histories[world.people[user.casefold()].name]
        self._names = world.names
        self._now = now

    def add(self, scrobbles: Iterable[tuple[int, str, str, str]]) -> int:
        """Add (unix time, artist, album, track), spelt just so; return how many are new."""
        tracks = [(self._time(uts), self._names.track(*names)) for uts, *names in scrobbles]
        return sum(self._history.add(uts, track, self._now) for uts, track in tracks)

    def delete(self, start: int, end: int, artist: str = "", track: str = "") -> int:
        """Delete the scrobbles with start <= time < end; return how many there were."""
        return len(self._history.remove(start, end, self._now, _chosen(artist, track)))

    def move(self, uts: int, to: int, artist: str = "", track: str = "") -> int:
        """Move the scrobbles of one second to another; return how many there were."""
        to = self._time(to)
        moved = self._history.remove(uts, uts + 1, self._now, _chosen(artist, track))
        for _, found in moved:
            self._history.add(to, found, self._now)
        return len(moved)

    def _time(self, uts: int) -> int:
        if not 0 <= uts <= self._now + DAY:
            raise ValueError("no such time")
        return uts


def _chosen(artist: str, track: str) -> Callable[[Track], bool]:
    return lambda found: artist in {"", found.artist.name} and track in {"", found.name}
