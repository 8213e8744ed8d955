"""Pages of a window's scrobbles that arrive in any order, put together from the newest on. Pure."""

from typing import Final, NamedTuple

from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.merge import month_of
from lastfm_gateway.history.recent_tracks import RecentTracks
from lastfm_gateway.history.window import Window

#: Scrobbles on a page: the most that Last.fm sends.
PAGE: Final = 1000


class WindowPart(NamedTuple):
    """All scrobbles of a part of a window, newest first."""

    window: Window
    scrobbles: list[Scrobble]


class PageRun:
    """One reading of a window, page by page. Page 1 is the newest.

    `total`: how many scrobbles Last.fm counts in the window. `has_changed`: a page had another
    total, so the window changed while it was read. Such pages are left out. `left_out`: how many
    rows were not taken because they are malformed, or equal to another. Raises UpstreamFault for an
    empty page that should hold scrobbles.
    """

    def __init__(self, window: Window, first: RecentTracks) -> None:
        self.total = first.total
        self.pages = max(1, -(-first.total // PAGE))
        self.has_changed = False
        self.left_out = 0
        self._window = window
        self._arrived: dict[int, list[Scrobble]] = {}
        self._next = 1
        self._oldest = window.end
        self._pending: list[Scrobble] = []
        #: The part of the window that was not taken yet.
        self.rest = window
        self.add(1, first)

    @property
    def is_complete(self) -> bool:
        """Whether all pages have arrived."""
        return self._next > self.pages

    def add(self, number: int, page: RecentTracks) -> None:
        """Add a page by its number."""
        if page.total != self.total:
            self.has_changed = True
            return
        if self.total and not (page.scrobbles or page.skipped):
            raise UpstreamFault("Operation failed - Last.fm sent an empty page of scrobbles")
        self.left_out += page.skipped
        self._arrived[number] = page.scrobbles
        while self._next in self._arrived:
            scrobbles = self._arrived.pop(self._next)
            self._oldest = min((scrobble.at for scrobble in scrobbles), default=self._oldest)
            self._pending += scrobbles
            self._next += 1

    def take_months(self) -> WindowPart | None:
        """Return the months that are whole and were not taken yet; None if there are none.

        The first and the last may be cut off at the window's ends.
        """
        whole_from = self._whole_from()
        if not self.is_complete and whole_from < self.rest.end:
            whole_from = month_of(whole_from).end
        return self._take(whole_from)

    def take_all(self) -> WindowPart | None:
        """Return all that is whole and was not taken yet: the pages without a gap."""
        return self._take(self._whole_from())

    def _whole_from(self) -> int:
        """Return the time from which on everything has arrived.

        The next page may hold more scrobbles of the oldest second.
        """
        return self._window.start if self.is_complete else self._oldest + 1

    def _take(self, start: int) -> WindowPart | None:
        window = Window(start, self.rest.end)
        if start >= window.end:
            return None
        taken = [scrobble for scrobble in self._pending if start <= scrobble.at < window.end]
        part = WindowPart(window, list(dict.fromkeys(taken)))
        self.left_out += len(taken) - len(part.scrobbles)
        self._pending = [scrobble for scrobble in self._pending if scrobble.at < start]
        self.rest = Window(self._window.start, start)
        return part
