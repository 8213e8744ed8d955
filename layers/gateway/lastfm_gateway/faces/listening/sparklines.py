"""Sparklines of a top list's page, counted from the history."""

from collections.abc import Mapping, Sequence
from typing import Any

from lastfm_gateway.faces.listening.rows import TopRow
from lastfm_gateway.history import counts
from lastfm_gateway.history.buckets import Buckets, buckets_of_period, buckets_of_range
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.history.window import Window


def sparklines(
    listening: Listening,
    rows: Sequence[TopRow],
    counted: Mapping[TopRow, counts.Row],
    buckets: Buckets,
) -> dict[TopRow, dict[str, Any]]:
    """Return each row's `{"granularity", "points"}`, with `"partial"` while scrobbles are missing.

    `counted` has what was played of each row; a row that is not in it was not.
    """
    tracks = [counted[row].tracks if row in counted else () for row in rows]
    partial = {} if listening.is_complete else {"partial": True}
    return {
        row: {"granularity": buckets.granularity, "points": points, **partial}
        for row, points in zip(rows, sparkline_points(listening, tracks, buckets), strict=True)
    }


def buckets_of(window: Window | None, period: str, listening: Listening, now: float) -> Buckets:
    """Return the buckets of a range, without one those of a period. None lie before all scrobbles.

    `listening` holds all of them.
    """
    first = listening.times[0] if listening.times else None
    if window is None:
        return buckets_of_period(period, now, first)
    return buckets_of_range(Window(window.start or first or 0, window.end))
