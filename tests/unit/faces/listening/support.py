"""A history in memory, for functions that compose answers."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from lastfm_gateway.history.listening import Listening, Scrobble
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.validation import validate
from tests.support.naive_listening import Raw
from tests.unit.history.support import in_columns


class MemoryHistory:
    """Reads scrobbles as HistoryReader does."""

    def __init__(self, scrobbles: Sequence[Scrobble], now: float) -> None:
        self.user = "somebody"
        self.now = now
        self.windows: list[Window | None] = []
        self._listening = in_columns(scrobbles)

    def read(self, window: Window | None = None) -> Listening:
        """Return the scrobbles of a window."""
        self.windows.append(window)
        whole = self._listening
        low, high = whole.bounds(window or whole.window)
        return whole._replace(times=whole.times[low:high], ids=whole.ids[low:high])


def history_of(scrobbles: Sequence[Scrobble], now: float) -> HistoryReader:
    """Return a reader of scrobbles in memory."""
    return cast("HistoryReader", MemoryHistory(scrobbles, now))


def query_of(endpoint: Endpoint, **sent: Any) -> Mapping[str, str]:
    """Return validated parameters; an underscore before a name is left out."""
    given = {name.lstrip("_"): [str(value)] for name, value in sent.items()}
    return validate(endpoint.parameters, given)


def raw_of(scrobbles: Sequence[Scrobble]) -> list[Raw]:
    """Return scrobbles as plain tuples."""
    return [(at, names.artist, names.album, names.track, names.image) for at, names in scrobbles]
