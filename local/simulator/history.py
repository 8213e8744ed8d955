"""A user's listening history, sorted by time; a window takes two binary searches."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from local.simulator.entities import Album, Track
from local.simulator.people import DAY, Person
from local.simulator.scrobbles import Scrobble, day_of


class History:
    """Generated and submitted scrobbles of a user. Days are generated as the clock advances."""

    def __init__(self, person: Person, albums: Sequence[Album]) -> None:
        self._person = person
        self._albums = albums
        self._next_day = person.registered // DAY
        self._times: list[int] = []
        self._tracks: list[Track] = []

    def _bounds(self, start: int | None, end: int | None, now: int) -> tuple[int, int]:
        while self._next_day * DAY <= now:
            for uts, track in day_of(self._person, self._next_day, self._albums):
                self._times.append(uts)
                self._tracks.append(track)
            self._next_day += 1
        last = bisect_right(self._times, now)
        low = 0 if start is None else bisect_left(self._times, start)
        high = last if end is None else min(last, bisect_left(self._times, end))
        return low, max(low, high)

    def size(self, start: int | None, end: int | None, now: int) -> int:
        """Count the scrobbles with start <= uts < end and uts <= now; None means no bound."""
        low, high = self._bounds(start, end, now)
        return high - low

    def tracks(self, start: int | None, end: int | None, now: int) -> list[Track]:
        """Return the tracks of the scrobbles in a window, one for each scrobble."""
        low, high = self._bounds(start, end, now)
        return self._tracks[low:high]

    def scrobbles(self, start: int | None, end: int | None, now: int) -> Iterator[Scrobble]:
        """Return the scrobbles in a window, newest first."""
        low, high = self._bounds(start, end, now)
        for index in range(high - 1, low - 1, -1):
            yield self._times[index], self._tracks[index]

    def add(self, uts: int, track: Track, now: int) -> None:
        """Add a scrobble, unless the same track is there at the same second."""
        self._bounds(None, None, now)
        before = bisect_left(self._times, uts)
        after = bisect_right(self._times, uts)
        if track not in self._tracks[before:after]:
            self._times.insert(after, uts)
            self._tracks.insert(after, track)
