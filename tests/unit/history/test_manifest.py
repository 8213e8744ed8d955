"""The manifest: which spans there are."""

import itertools
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.manifest import Manifest, SpanRef, pack_manifest, unpack_manifest
from lastfm_gateway.history.window import Window

LAST = 2**32 - 1


@st.composite
def spans(draw: st.DrawFn, last: int = LAST + 1) -> tuple[SpanRef, ...]:
    """Return disjoint spans, some of them empty."""
    bounds = sorted(draw(st.sets(st.integers(0, last), max_size=16)))
    made = []
    for start, end in itertools.pairwise(bounds):
        if draw(st.booleans()):
            continue
        count = draw(st.integers(0, 20_000))
        if not count:
            made.append(SpanRef(start, end))
            continue
        first, newest = sorted(draw(st.tuples(*[st.integers(start, end - 1)] * 2)))
        size, number = draw(st.tuples(st.integers(1, 400_000), st.integers(0, LAST)))
        made.append(SpanRef(start, end, count, size, number, first, newest))
    return tuple(made)


MANIFESTS = st.builds(
    Manifest,
    version=st.integers(1, 2**40),
    spans=spans(),
    begin=st.none() | st.integers(0, LAST),
    synced_at=st.integers(0, LAST),
    lastfm_total=st.integers(0, 10**7),
    status=st.sampled_from(["", "running", "complete"]),
    is_hidden=st.booleans(),
    names_bytes=st.integers(0, 10**7),
)


@given(MANIFESTS)
def test_manifest_comes_back_as_it_was(manifest: Manifest) -> None:
    """All spans and the whole state are the same after packing."""
    assert unpack_manifest(manifest.version, pack_manifest(manifest)) == manifest


@given(spans(last=40), st.none() | st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_missing_is_every_second_that_nothing_covers(
    made: tuple[SpanRef, ...], begin: int | None, start: int, end: int
) -> None:
    """A second is covered by a span, or lies before the begin; the parts do not touch."""
    manifest = Manifest(1, made, begin)
    missing = manifest.missing(Window(start, end))
    covered = {second for span in made for second in range(span.start, span.end)}
    covered |= set(range(begin or 0))
    seconds = [second for part in missing for second in range(part.start, part.end)]
    assert seconds == [second for second in range(start, end) if second not in covered]
    assert all(part.start < part.end for part in missing)
    assert all(one.end < other.start for one, other in itertools.pairwise(missing))


@given(spans(last=40), st.integers(0, 40), st.integers(1, 40))
def test_overlapping_spans_share_a_second(
    made: tuple[SpanRef, ...], start: int, length: int
) -> None:
    """A span that only touches the window is not among them."""
    seconds = set(range(start, start + length))
    assert list(Manifest(1, made).overlapping(Window(start, start + length))) == [
        span for span in made if seconds & set(range(span.start, span.end))
    ]


def test_sums_and_bounds() -> None:
    """Counts and bytes are sums; the oldest and the newest are scrobbles' times."""
    empty, one, two = (
        SpanRef(0, 10),
        SpanRef(10, 20, 3, 30, 7, 12, 18),
        SpanRef(30, 40, 1, 9, 8, 31, 31),
    )
    manifest = Manifest(1, (empty, one, two, SpanRef(40, 50)), names_bytes=100)
    assert (manifest.count, manifest.stored_bytes) == (4, 139)
    assert (manifest.oldest, manifest.newest) == (12, 31)
    assert manifest.covered == (0, 50)
    assert (Manifest().oldest, Manifest().newest, Manifest().covered) == (None, None, (0, 0))


def test_a_thousand_spans_fit_few_kilobytes() -> None:
    """The manifest of a long history stays far from an item's limit."""
    spans = tuple(
        SpanRef(
            n * 10**6,
            n * 10**6 + 10**6,
            512,
            2_000 + n * 7 % 90,
            n * 2654435761 % 2**32,
            n * 10**6,
            n * 10**6,
        )
        for n in range(1_000)
    )
    assert len(pack_manifest(Manifest(1, spans))) < 12_000


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", zlib.compress(b"[]"), zlib.compress(b'{"format":2}\n'), zlib.compress(b"{}\n1")],
)
def test_damaged_manifest_is_refused(data: bytes) -> None:
    """Bytes that are no manifest of this format raise an error of parsing."""
    with pytest.raises((ValueError, TypeError, KeyError)):
        unpack_manifest(1, data)
