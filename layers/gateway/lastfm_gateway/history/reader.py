"""One request's view of its user's history."""

from collections.abc import Callable
from typing import NamedTuple

from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window


class Progress(NamedTuple):
    """How many scrobbles are stored, and how many Last.fm has."""

    stored: int
    total: int


class HistoryReader:
    """Reads the history of a key's holder. Raises GatewayError.

    `now` is the unix time of the request. `windows` are those that were read, None for all of the
    history; `is_partial` tells that some of it is not imported yet.
    """

    def __init__(self, store: HistoryStore, user: str, clock: Callable[[], float]) -> None:
        self.user = user
        self.now = clock()
        self.windows: list[Window | None] = []
        self.is_partial = False
        self._store = store
        self._manifest = Manifest()

    def read(self, window: Window | None = None) -> Listening:
        """Return the scrobbles of a window; None means all of them.

        What is not imported yet is in `missing`.
        """
        self._manifest, listening = self._store.read(self.user, window)
        self.windows.append(window)
        self.is_partial |= not listening.is_complete
        return listening

    @property
    def progress(self) -> Progress:
        """The progress of the import, as of the last read."""
        return Progress(self._manifest.count, self._manifest.lastfm_total)
