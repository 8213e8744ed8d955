"""Reads the latest scrobbles, without reading the whole history of users who scrobble daily."""

from typing import TYPE_CHECKING, Final

from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

#: How far back to look before all of the history is read, in seconds.
_REACHES: Final = (2 * DAY, 28 * DAY, 364 * DAY)


def latest_scrobbles(history: "HistoryReader", count: int) -> Listening:
    """Return scrobbles up to now: at least the latest `count`, or all if there are fewer."""
    end = int(history.now) + 1
    for reach in _REACHES:
        listening = history.read(Window(max(0, end - reach), end))
        if len(listening.times) >= count:
            return listening
    return history.read(Window(0, end))
