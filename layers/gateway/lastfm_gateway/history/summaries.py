"""Scrobbles and different artists, albums and tracks of each month or year. Pure."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from lastfm_gateway.history.buckets import Granularity
from lastfm_gateway.history.calendar import Period, periods
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.keys import Key, keys_of
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind

_KINDS: Final[tuple[EntityKind, ...]] = ("artist", "album", "track")


class Summary(NamedTuple):
    """The scrobbles of a period, and how many artists, albums and tracks were played."""

    label: str
    scrobbles: int
    artists: int
    albums: int
    tracks: int


class YearSummary(NamedTuple):
    """A year's summary. `top_artist` is the one with most plays in that year."""

    year: int
    counts: Summary
    top_artist: Row | None


def summaries(
    listening: Listening, granularity: Granularity, window: Window | None = None
) -> list[Summary]:
    """Return a summary of each period with scrobbles, oldest first; `window` as in `periods`."""
    every = list(periods(listening, granularity, window))
    tracks = list(set(listening.ids[every[0].low : every[-1].high])) if every else []
    artists, albums, titles = (_numbers(listening, kind, tracks) for kind in _KINDS)
    found = []
    for period in every:
        played = set(listening.ids[period.low : period.high])
        different = (len(set(map(by.get, played)) - {None}) for by in (artists, albums, titles))
        found.append(Summary(period.label, period.scrobbles, *different))
    return found


def years(listening: Listening) -> list[YearSummary]:
    """Return a summary of each year with scrobbles, newest first."""
    counted = zip(periods(listening, "year"), summaries(listening, "year"), strict=True)
    return [
        YearSummary(period.day.year, summary, _top_artist(listening, period))
        for period, summary in reversed([*counted])
    ]


def _top_artist(listening: Listening, period: Period) -> Row | None:
    first, last = listening.times[period.low], listening.times[period.high - 1]
    rows = Counts(listening, Window(first, last + 1)).rows("artist", 0, 1)
    return rows[0] if rows else None


def _numbers(listening: Listening, kind: EntityKind, tracks: Sequence[int]) -> dict[int, int]:
    """Return a number for each track id, the same for all of one artist, album or track."""
    numbers: dict[Key, int] = {}
    keys = zip(tracks, keys_of(kind, listening.names, tracks), strict=True)
    return {track: numbers.setdefault(key, len(numbers)) for track, key in keys if key}
