"""Reads a user's listens by time, from the history, which calls Last.fm for what is missing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from lastfm_gateway.faces.listenbrainz.recording import Recording
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

#: The most calls of a request: a page of a history that is not imported yet needs one or two.
MAX_CALLS: Final = 5

#: How far a range without a bound reaches at first, in seconds, before it takes everything.
_REACHES: Final = (2 * DAY, 28 * DAY, 364 * DAY)


class TimedRecording(NamedTuple):
    """A recording that was played at a time, in unix seconds."""

    at: int
    recording: Recording


def read_listens(
    history: "HistoryReader", after: int | None, before: int | None, count: int
) -> list[TimedRecording]:
    """Return up to `count` listens between two times, both excluded, newest first.

    They are the latest, or with `after` alone the next ones after it. Raises GatewayError.
    """
    is_forward = after is not None and before is None
    for window in _windows(after, before, int(history.now) + 1):
        listening = history.read(window)
        if len(listening.times) >= count:
            break
    chosen = range(len(listening.times))
    chosen = chosen[:count] if is_forward else chosen[max(0, len(chosen) - count) :]
    return [_listen(listening, place) for place in reversed(chosen)]


def _windows(after: int | None, before: int | None, until: int) -> Iterator[Window]:
    """Yield windows, each larger than the one before; the last is the whole range."""
    start = 0 if after is None else after + 1
    end = until if before is None else max(start, before)
    for reach in _REACHES:
        if start + reach < end:
            is_forward = after is not None and before is None
            yield Window(start, start + reach) if is_forward else Window(end - reach, end)
    yield Window(start, max(start, end))


def _listen(listening: Listening, place: int) -> TimedRecording:
    names = listening.names[listening.ids[place]]
    return TimedRecording(listening.times[place], Recording(names.artist, names.track, names.album))
