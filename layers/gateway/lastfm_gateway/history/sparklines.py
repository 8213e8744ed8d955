"""Sparklines: the plays of each row of a page in each bucket. Pure."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from lastfm_gateway.history.buckets import Buckets
from lastfm_gateway.history.listening import Listening


def sparkline_points(
    listening: Listening, rows: Sequence[Sequence[int]], buckets: Buckets
) -> list[list[int]]:
    """Return the plays of each row in each bucket, the oldest bucket first.

    A row is given by its `Row.tracks`, counted in a window that holds all buckets. Equal rows have
    equal points.
    """
    if not buckets.windows:
        return [[] for _ in rows]
    numbers: dict[Sequence[int], int] = {}
    for row in rows:
        numbers.setdefault(row, len(numbers))
    number_of = {track: number for row, number in numbers.items() for track in row}
    low, high = listening.bounds(buckets.whole)
    played = list(map(number_of.get, listening.ids[low:high]))
    times = listening.times
    edges = [bisect_left(times, window.start, low, high) - low for window in buckets.windows]
    counts = [Counter(played[first:last]) for first, last in pairwise([*edges, len(played)])]
    return [[count[numbers[row]] for count in counts] for row in rows]
