"""Merges a window's scrobbles into a history: which spans stay, which are new. Pure.

A span holds scrobbles of one calendar month (UTC), about MAX_SPAN at most: only scrobbles of one
second are never parted. Neighbours that are small are joined, so that one scrobble more costs a
small item. Spans that lie within the window are joined up to MAX_SPAN.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lastfm_gateway.history.columns import EMPTY, Columns, joined
from lastfm_gateway.history.manifest import Manifest, SpanRef
from lastfm_gateway.history.window import Window

#: The most scrobbles of a span: 8 bytes each, before compression.
MAX_SPAN: Final = 16_384

#: A span with fewer scrobbles is written again when some are added beside it.
SMALL_SPAN: Final = 512

_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A span to be. `ref`: the span whose item already holds these scrobbles."""

    start: int
    end: int
    columns: Columns
    ref: SpanRef | None = None

    @property
    def count(self) -> int:
        """How many scrobbles it holds."""
        return len(self.columns.times)

    @property
    def is_new(self) -> bool:
        """Whether its scrobbles are in no item."""
        return bool(self.count) and self.ref is None

    def kept_ref(self) -> SpanRef:
        """Return the reference of a segment that needs no item of its own."""
        return (self.ref or SpanRef(0, 0))._replace(start=self.start, end=self.end)


def touched(manifest: Manifest, window: Window) -> Sequence[SpanRef]:
    """Return the spans to merge with a window: those overlapping it, and small ones beside it."""
    near = manifest.overlapping(Window(window.start - 1, window.end + 1))
    return [
        span
        for span in near
        if span.count < SMALL_SPAN or (span.end > window.start and span.start < window.end)
    ]


def merge(
    spans: Sequence[SpanRef], held: Mapping[int, Columns], window: Window, new: Columns
) -> list[Segment]:
    """Return the segments of touched spans after the window's scrobbles became `new`.

    `held`: the scrobbles of the spans by number, for spans that are not empty.
    """
    merged: list[Segment] = []
    for segment in _replaced(spans, held, window, new):
        for part in [segment] if segment.ref else _cut(segment):
            if merged and _joins(merged[-1], part, window):
                merged[-1] = _join(merged[-1], part)
            else:
                merged.append(part)
    return merged


def _replaced(
    spans: Sequence[SpanRef], held: Mapping[int, Columns], window: Window, new: Columns
) -> Iterator[Segment]:
    """Yield the spans and the gaps of the window between them, with their scrobbles."""
    at = window.start
    for span in spans:
        if at < span.start:
            yield Segment(at, span.start, _within(new, at, span.start))
        old = held[span.number] if span.count else EMPTY
        low, high = max(span.start, window.start), min(span.end, window.end)
        inside = _within(new, low, high)
        if low >= high or inside == _within(old, low, high):
            yield Segment(span.start, span.end, old, span)
        else:
            before, after = _within(old, span.start, low), _within(old, high, span.end)
            yield Segment(span.start, span.end, joined((before, inside, after)))
        at = max(at, span.end)
    if at < window.end:
        yield Segment(at, window.end, _within(new, at, window.end))


def _within(columns: Columns, start: int, end: int) -> Columns:
    times = columns.times
    return columns.between(bisect_left(times, start), bisect_left(times, end))


def _cut(segment: Segment) -> Iterator[Segment]:
    """Yield a segment's parts: empty, or of one month and at most MAX_SPAN scrobbles."""
    start, times = segment.start, segment.columns.times
    place = 0
    while place < len(times):
        month = month_of(times[place])
        if start < month.start:
            yield Segment(start, month.start, EMPTY)
            start = month.start
        end = min(month.end, segment.end)
        after = bisect_left(times, end)
        if after - place > MAX_SPAN:
            end = times[place + MAX_SPAN]
            if end == times[place]:
                end += 1  # all of one second: not parted
            after = bisect_left(times, end)
        yield Segment(start, end, segment.columns.between(place, after))
        start, place = end, after
    if start < segment.end:
        yield Segment(start, segment.end, EMPTY)


def _joins(segment: Segment, after: Segment, window: Window) -> bool:
    """Return whether a segment and the one after it become one span."""
    if segment.end != after.start:
        return False
    if not segment.count and not after.count:
        return True
    if month_of(segment.start).end < after.end:
        return False
    if not segment.count or not after.count:
        return True
    is_changed = segment.ref is None or after.ref is None
    if is_changed and segment.count < SMALL_SPAN and after.count < SMALL_SPAN:
        return True
    is_inside = window.start <= segment.start and after.end <= window.end
    return is_inside and segment.count + after.count <= MAX_SPAN


def _join(segment: Segment, after: Segment) -> Segment:
    """Return the span of two. Its item stays if one of them is empty."""
    if segment.count and after.count:
        return Segment(segment.start, after.end, joined((segment.columns, after.columns)))
    filled = segment if segment.count else after
    return Segment(segment.start, after.end, filled.columns, filled.ref)


def month_of(at: int) -> Window:
    """Return the calendar month (UTC) of a unix time."""
    first = datetime.fromtimestamp(at, UTC).replace(day=1, hour=0, minute=0, second=0)
    years, month = divmod(first.month, _DECEMBER)
    after = first.replace(year=first.year + years, month=month + 1)
    return Window(int(first.timestamp()), int(after.timestamp()))
