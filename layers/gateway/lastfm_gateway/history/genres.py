"""Plays per genre in each week, month or year. Pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple

from lastfm_gateway.history.buckets import Granularity
from lastfm_gateway.history.calendar import Period, periods
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import fold_name

#: The plays of the genres beyond the limit.
OTHER: Final = "Other"


class PeriodGenres(NamedTuple):
    """A period's plays per genre, most played first, then `OTHER` if any; `total` is their sum."""

    label: str
    genres: dict[str, int]
    total: int


def plays_by_genre(
    listening: Listening,
    genre_of: Mapping[str, str],
    granularity: Granularity,
    limit: int,
    window: Window | None = None,
) -> list[PeriodGenres]:
    """Count plays by their artists' genres, oldest period first.

    `genre_of`: genres by folded artist name. Artists without one, or with "", count nowhere, and
    periods with such artists only are left out. At most `limit` genres of a period are named.
    """
    every = list(periods(listening, granularity, window))
    if not every:
        return []
    played = set(listening.ids[every[0].low : every[-1].high])
    genres = {track: genre_of.get(fold_name(listening.names[track].artist)) for track in played}
    counted = (_count(listening, genres, period, limit) for period in every)
    return [period for period in counted if period.total]


def _count(
    listening: Listening, genres: Mapping[int, str | None], period: Period, limit: int
) -> PeriodGenres:
    counts = Counter(map(genres.__getitem__, listening.ids[period.low : period.high]))
    named = [(genre, plays) for genre, plays in counts.items() if genre]
    named.sort(key=lambda item: (-item[1], item[0]))
    total = sum(plays for _, plays in named)
    top = dict(named[:limit])
    rest = total - sum(top.values())
    return PeriodGenres(period.label, {**top, OTHER: rest} if rest else top, total)
