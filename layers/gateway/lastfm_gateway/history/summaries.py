"""Scrobbles and different artists, albums and tracks of each month or year. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from lastfm_gateway.history.buckets import Granularity
from lastfm_gateway.history.calendar import Period, periods
from lastfm_gateway.history.counts import Counts, Key, Row, key_of
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind


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
    played = set(listening.ids[every[0].low : every[-1].high]) if every else set()
    artists = _Distinct(listening, "artist", played)
    albums = _Distinct(listening, "album", played)
    tracks = _Distinct(listening, "track", played)
    return [
        Summary(
            p.label, p.scrobbles, artists.in_period(p), albums.in_period(p), tracks.in_period(p)
        )
        for p in every
    ]


def years(listening: Listening) -> list[YearSummary]:
    """Return a summary of each year with scrobbles, newest first."""
    return [_year(listening, period) for period in reversed([*periods(listening, "year")])]


def _year(listening: Listening, period: Period) -> YearSummary:
    first, last = listening.times[period.low], listening.times[period.high - 1]
    counts = Counts(listening, Window(first, last + 1))
    summary = Summary(
        period.label,
        period.scrobbles,
        *(counts.distinct(kind) for kind in ("artist", "album", "track")),
    )
    return YearSummary(period.day.year, summary, next(iter(counts.rows("artist")), None))


class _Distinct:
    """Counts the different artists, albums or tracks of periods."""

    def __init__(self, listening: Listening, kind: EntityKind, tracks: Iterable[int]) -> None:
        self._ids = listening.ids
        self._numbers: dict[int, int | None] = {}
        numbers: dict[Key, int] = {}
        for track in tracks:
            key = key_of(kind, listening.names[track])
            self._numbers[track] = numbers.setdefault(key, len(numbers)) if key else None

    def in_period(self, period: Period) -> int:
        played = set(self._ids[period.low : period.high])
        return len(set(map(self._numbers.__getitem__, played)) - {None})
