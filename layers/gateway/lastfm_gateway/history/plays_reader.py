"""Reads pages of scrobbles by a cursor in time.

A page of what is stored costs no call, the newest page one each 30 seconds for all readers of a
user, and a page of what is not imported yet one for a thousand scrobbles. With one call allowed, no
page costs more. Each costs three round trips to the database, as every page about the history, and
those that store what a call returned.
"""

from lastfm_gateway.errors import not_finished
from lastfm_gateway.history.plays import Plays, plays_after, plays_before
from lastfm_gateway.history.reach import reach_back, reach_on
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.window import Window


def read_before(history: HistoryReader, end: int | None, limit: int) -> Plays:
    """Return the scrobbles before a time, or the latest. Raises GatewayError."""
    manifest, now = history.stored(), int(history.now) + 1
    until = now if end is None else min(end, now)
    is_settled = until <= manifest.covered.end and end is not None
    known = until if is_settled else min(until, manifest.covered.end)
    reach = reach_back(manifest, known, limit + 1)
    listening = history.read(Window(reach.start, until), settled=is_settled)
    return _checked(plays_before(listening, limit, history.now))


def read_after(history: HistoryReader, start: int, limit: int) -> Plays:
    """Return the scrobbles from a time on, the oldest. Raises GatewayError."""
    manifest, now = history.stored(), int(history.now) + 1
    reach = reach_on(manifest, start, limit + 1)
    is_settled = reach.end < manifest.covered.end
    window = reach if is_settled else Window(start, max(start, now))
    listening = history.read(window, settled=is_settled)
    return _checked(plays_after(listening, limit, history.now))


def _checked(plays: Plays) -> Plays:
    """Return a page that is not cut off before its first scrobble. Raises GatewayError (503)."""
    if plays.is_cut and not plays.scrobbles:
        raise not_finished()
    return plays
