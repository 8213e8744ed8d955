"""Sparklines of a page's rows."""

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.buckets import buckets_of_period, buckets_of_range
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, fold_name
from tests.unit.history.support import KINDS, histories, in_columns, key, moments


@given(histories, moments, moments, st.sampled_from(KINDS))
def test_each_point_counts_its_buckets_plays(
    history: list[Scrobble], one: int, other: int, kind: EntityKind
) -> None:
    """Plays outside of the buckets and of other rows count nowhere."""
    window = Window(*sorted((one, other)))
    buckets = buckets_of_range(window)
    listening = in_columns(history)
    rows = Counts(listening, window).rows(kind, 0, 3)
    points = sparkline_points(listening, [row.tracks for row in rows], buckets)
    for row, counts in zip(rows, points, strict=True):
        own = tuple(fold_name(name) for name in row.names)
        for bucket, count in zip(buckets.windows, counts, strict=True):
            plays = [s for s in history if bucket.start <= s.at < bucket.end]
            assert count == sum(key(kind, s) == own for s in plays)
        assert sum(counts) == row.plays


@given(histories, moments)
def test_a_row_listed_twice_has_its_points_twice(history: list[Scrobble], now: int) -> None:
    """An unknown row, without tracks, has zeros."""
    listening = in_columns(history)
    [*rows] = Counts(listening).rows("artist", 0, 1)
    tracks = rows[0].tracks if rows else ()
    buckets = buckets_of_period("12month", now, None)
    first, second, unknown = sparkline_points(listening, [tracks, tracks, ()], buckets)
    assert first == second
    assert unknown == [0] * 52


def test_no_buckets_no_points() -> None:
    """Somebody who never played anything has no years."""
    buckets = buckets_of_period("overall", 1_795_200_000, None)
    assert sparkline_points(in_columns([]), [(1,)], buckets) == [[]]
