"""The search for months that differ."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.comparison import (
    Comparison,
    covered_part,
    halved,
    months,
    stored_in,
    years,
)
from lastfm_gateway.history.manifest import Manifest, SpanRef
from lastfm_gateway.history.merge import month_of
from lastfm_gateway.history.window import Window

TIMES = st.integers(0, 2_000_000_000)


@given(st.tuples(TIMES, TIMES).map(sorted), st.sets(TIMES, max_size=5))
def test_months_that_differ_are_found(bounds: list[int], changed: set[int]) -> None:
    """Each scrobble that only Last.fm has is in a month that is found; no other month is."""
    covered = Window(bounds[0], bounds[1] + 1)
    manifest = Manifest(1, (SpanRef(*covered),), begin=covered.start)
    comparison = Comparison(tuple(years(covered)))
    for _ in range(10_000):
        if not comparison.pending:
            break
        window = covered_part(manifest, comparison.pending[-1])
        differs = any(window.start <= at < window.end for at in changed)
        comparison = comparison.compared(window, differs=differs)
    expected = {month_of(at) for at in changed if covered.start <= at < covered.end}
    assert {month_of(found.start) for found in comparison.found} == expected
    assert len(comparison.found) == len(expected)


@given(st.tuples(TIMES, TIMES).map(sorted))
def test_years_and_months_cover_a_window(bounds: list[int]) -> None:
    """They are whole, follow one another, and halves end with months."""
    window = Window(*bounds)
    for parts in (years(window), months(window)):
        assert bool(parts) == (window.start < window.end)
        for one, other in pairwise(parts):
            assert one.end == other.start
        if parts:
            assert parts[0].start <= window.start < parts[0].end
            assert parts[-1].start < window.end <= parts[-1].end
            halves = halved(Window(parts[0].start, parts[-1].end))
            assert not halves or halves[0].end == halves[1].start == month_of(halves[1].start).start


def test_stored_scrobbles_are_counted_by_their_spans() -> None:
    """An empty window holds none, and neither does what lies before the begin."""
    year = years(Window(1_700_000_000, 1_700_000_001))[0]
    month = month_of(1_700_000_000)
    span = SpanRef(month.start, month.end, 7, 100, 5, month.start, month.end - 1)
    manifest = Manifest(1, (span,), begin=month.start + 10)
    assert stored_in(manifest, covered_part(manifest, year)) == 7
    assert stored_in(manifest, covered_part(manifest, Window(0, month.start))) == 0
    assert stored_in(manifest, Window(month.end, year.end)) == 0
