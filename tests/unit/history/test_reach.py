"""The window that holds the next scrobbles before or after a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.manifest import Manifest, SpanRef
from lastfm_gateway.history.reach import reach_back, reach_on
from lastfm_gateway.history.window import Window
from tests.unit.history.test_manifest import LAST, MANIFESTS

moments = st.integers(1, LAST)
counts = st.integers(1, 60)


def held(manifest: Manifest, window: Window) -> int:
    """Return how many scrobbles the spans within a window have."""
    return sum(
        span.count
        for span in manifest.spans
        if window.start <= span.start and span.end <= window.end
    )


@given(MANIFESTS, moments, counts)
def test_reach_back_holds_enough_or_what_is_missing(
    manifest: Manifest, end: int, count: int
) -> None:
    """Nothing is missing after the first scrobbles of the window, unless they are not enough."""
    window = reach_back(manifest, end, count)
    assert 0 <= window.start <= window.end == end
    missing = manifest.missing(window)
    assert len(missing) <= 1
    if missing:
        assert missing[0].start == window.start
        rest = Window(missing[0].end, end)
        assert held(manifest, rest) < count
    elif window.start:
        assert held(manifest, window) >= count


@given(MANIFESTS, moments, counts)
def test_reach_on_holds_enough_or_what_is_missing(
    manifest: Manifest, start: int, count: int
) -> None:
    """Nothing is missing before the last scrobbles of the window, unless they are not enough."""
    window = reach_on(manifest, start, count)
    assert window.start == start <= window.end
    missing = manifest.missing(window)
    assert len(missing) <= 1
    if missing:
        assert missing[0].end == window.end
        assert held(manifest, Window(start, missing[0].start)) < count
    elif window.end < manifest.covered.end and window.end > max(start, manifest.begin or 0):
        assert held(manifest, window) >= count


@pytest.mark.parametrize(
    ("end", "count", "start"),
    [(900, 3, 600), (900, 4, 400), (900, 40, 0), (700, 1, 400), (700, 3, 0), (50, 1, 0)],
)
def test_reach_back_reads_no_more_spans_than_needed(end: int, count: int, start: int) -> None:
    """A span that is cut counts nothing; where too few are stored it reaches over the gap."""
    spans = (SpanRef(200, 400, 9), SpanRef(400, 600, 2, 1, 1), SpanRef(600, 900, 3, 1, 2))
    manifest = Manifest(1, spans[1:])
    assert reach_back(manifest, end, count).start == start
    assert reach_back(Manifest(1, spans, begin=200), 900, 40).start == 0
