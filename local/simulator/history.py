"""A user's listening history, sorted by time; a window takes two binary searches."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from local.simulator.entities import Album, Track
from local.simulator.people import DAY, Person
from local.simulator.scrobbles import Scrobble, day_of


class History:
    """Generated and submitted scrobbles of a user. Days are generated as the clock advances.

    `albums` are what the generated days play, `first` the scrobbles that are there besides, oldest
    first. Neither is read before the history is.
    """

    def __init__(
        self,
        person: Person,
        albums: Callable[[], Sequence[Album]],
        first: Callable[[], Iterable[Scrobble]] = tuple,
    ) -> None:
        self._person = person
        self._albums = albums
        self._first = first
        self._next_day = 0
        self._times: list[int] = []
        self._tracks: list[Track] = []

    def _generate(self, until: int) -> None:
        """Generate the scrobbles of all days up to a time (unix seconds)."""
        if not self._next_day:
            self._next_day = self._person.registered // DAY
            for uts, track in self._first():
                self._append(uts, track)
        if self._next_day * DAY > until:
            return
        albums = self._albums()
        for day in range(self._next_day, until // DAY + 1):
            for uts, track in day_of(self._person, day, albums):
                self._append(uts, track)
        self._next_day = until // DAY + 1

    def _append(self, uts: int, track: Track) -> None:
        self._times.append(uts)
        self._tracks.append(track)

    def _bounds(self, start: int | None, end: int | None, now: int) -> tuple[int, int]:
        self._generate(now)
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
        return self._backwards(low, high)

    def page(
        self, window: tuple[int | None, int | None], now: int, offset: int, size: int
    ) -> Iterator[Scrobble]:
        """Return `size` scrobbles of a window, newest first, after leaving out `offset` of them."""
        low, high = self._bounds(*window, now)
        return self._backwards(max(low, high - offset - size), max(low, high - offset))

    def _backwards(self, low: int, high: int) -> Iterator[Scrobble]:
        for index in range(high - 1, low - 1, -1):
            yield self._times[index], self._tracks[index]

    def add(self, uts: int, track: Track, now: int) -> bool:
        """Add a scrobble, and return True, unless the same track is there at the same second."""
        self._generate(max(now, uts))
        before = bisect_left(self._times, uts)
        after = bisect_right(self._times, uts)
        if track in self._tracks[before:after]:
            return False
        self._times.insert(after, uts)
        self._tracks.insert(after, track)
        return True

    def remove(
        self, start: int, end: int, now: int, chosen: Callable[[Track], bool] = lambda _: True
    ) -> list[Scrobble]:
        """Remove the chosen scrobbles with start <= uts < end, of today at the latest."""
        self._generate(now)
        low, high = bisect_left(self._times, start), bisect_left(self._times, end)
        found = list(zip(self._times[low:high], self._tracks[low:high], strict=True))
        kept = [scrobble for scrobble in found if not chosen(scrobble[1])]
        self._times[low:high] = [uts for uts, _ in kept]
        self._tracks[low:high] = [track for _, track in kept]
        return [scrobble for scrobble in found if chosen(scrobble[1])]
