"""Manifest: which spans make up a user's history, and the state of its import. Pure.

It alone says what is stored. A span that it does not name does not exist.
"""

import json
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from lastfm_gateway.history.columns import WIDTH, from_planes, inflate, to_planes
from lastfm_gateway.history.window import Window

type Status = Literal["", "running", "complete"]

_FORMAT: Final = 1
_LEVEL: Final = 9
_COLUMNS: Final = 7


class SpanRef(NamedTuple):
    """A span: all scrobbles from `start` to `end`, excluded. An empty one has no item.

    `size`: its item's compressed bytes. `number`: the item's key. `first` and `last`: the times of
    its first and last scrobble.
    """

    start: int
    end: int
    count: int = 0  # type: ignore[assignment]  # tuple.count is not used
    size: int = 0
    number: int = 0
    first: int = 0
    last: int = 0


class Manifest(NamedTuple):
    """The spans, sorted and disjoint, and the state. Times are unix seconds, 0 for never.

    `begin`: where the history begins: nothing was scrobbled before, or it is not kept; None while
    unknown. `kept_from`: scrobbles before this time are not kept, though Last.fm may have them.
    `lastfm_total`: Last.fm's count of all scrobbles. `is_hidden`: the history is readable with the
    user's session only. `generation`: random, set by the first import; another one means that the
    history was erased or the import given up in between. `imported_at`: when the import was last
    worked on.
    `differences`: how many scrobbles more Last.fm counts from a time on, until the month ends, than
    can be stored: single ones are malformed, or listed twice.
    `page_fence`: the fencing token of the newest page that was merged, in unix milliseconds.
    """

    version: int = 0
    spans: Sequence[SpanRef] = ()
    begin: int | None = None
    synced_at: int = 0
    reread_at: int = 0
    verified_at: int = 0
    lastfm_total: int = 0
    status: Status = ""
    is_hidden: bool = False
    names_bytes: int = 0
    page_fence: int = 0
    generation: int = 0
    imported_at: int = 0
    kept_from: int = 0
    differences: tuple[tuple[int, int], ...] = ()

    @property
    def count(self) -> int:  # type: ignore[override]  # tuple.count is not used
        """How many scrobbles are stored."""
        return sum(span.count for span in self.spans)

    @property
    def oldest(self) -> int | None:
        """The time of the oldest scrobble that is stored."""
        return next((span.first for span in self.spans if span.count), None)

    @property
    def newest(self) -> int | None:
        """The time of the newest scrobble that is stored."""
        return next((span.last for span in reversed(self.spans) if span.count), None)

    @property
    def stored_bytes(self) -> int:
        """The compressed bytes of spans and names."""
        return self.names_bytes + sum(span.size for span in self.spans)

    @property
    def covered(self) -> Window:
        """The window from the first span to the last. An empty one if there is none."""
        if not self.spans:
            return Window(0, 0)
        return Window(self.spans[0].start, self.spans[-1].end)

    def difference_in(self, window: Window) -> int:
        """Return how many scrobbles more Last.fm counts in a window than can be stored."""
        return sum(more for at, more in self.differences if window.start <= at < window.end)

    def with_difference(self, window: Window, more: int) -> "Manifest":
        """Return a manifest that knows the difference in a window that was just read."""
        kept = [each for each in self.differences if not window.start <= each[0] < window.end]
        added = [(window.start, more)] if more else []
        return self._replace(differences=tuple(sorted(kept + added)))

    def overlapping(self, window: Window) -> Sequence[SpanRef]:
        """Return the spans that share a second with a window, in order."""
        low = bisect_right(self.spans, window.start, key=lambda span: span.end)
        high = bisect_left(self.spans, window.end, key=lambda span: span.start)
        return self.spans[low:high]

    def missing(self, window: Window) -> list[Window]:
        """Return the parts of a window that no span covers, in order."""
        at = window.start if self.begin is None else max(window.start, self.begin)
        missing = []
        for span in self.overlapping(window):
            if at < span.start:
                missing.append(Window(at, span.start))
            at = max(at, span.end)
        if at < window.end:
            missing.append(Window(at, window.end))
        return missing


def pack_manifest(manifest: Manifest) -> bytes:
    """Compress a manifest, all but its version."""
    state = manifest._asdict()
    del state["version"], state["spans"]
    default = Manifest()._asdict()
    changed = {name: value for name, value in state.items() if value != default[name]}
    header = json.dumps({"format": _FORMAT, **changed}, separators=(",", ":"))
    planes = b"".join(map(to_planes, _columns(manifest.spans)))
    return zlib.compress(header.encode() + b"\n" + planes, _LEVEL)


def unpack_manifest(version: int, data: bytes) -> Manifest:
    """Return the manifest in compressed data. Raises ValueError if it is damaged."""
    header, _, planes = inflate(data).partition(b"\n")
    state: dict[str, Any] = json.loads(header)
    if state.pop("format") != _FORMAT or len(planes) % (_COLUMNS * WIDTH):
        raise ValueError("damaged manifest")
    size = len(planes) // _COLUMNS
    if "differences" in state:
        state["differences"] = tuple((at, more) for at, more in state["differences"])
    columns = (from_planes(planes[size * n : size * (n + 1)]) for n in range(_COLUMNS))
    return Manifest(version, _spans(*columns), **state)


def _columns(spans: Sequence[SpanRef]) -> list[array[int]]:
    """Return spans in columns of small numbers: bounds relative to those before."""
    ends = [0, *(span.end for span in spans)]
    return [
        array("I", (span.start - end for span, end in zip(spans, ends, strict=False))),
        array("I", (span.end - span.start - 1 for span in spans)),
        array("I", (span.count for span in spans)),
        array("I", (span.size for span in spans)),
        array("I", (span.number for span in spans)),
        array("I", (span.first - span.start if span.count else 0 for span in spans)),
        array("I", (span.end - span.last if span.count else 0 for span in spans)),
    ]


def _spans(*columns: array[int]) -> tuple[SpanRef, ...]:
    spans = []
    end = 0
    for gap, length, count, size, number, first, last in zip(*columns, strict=True):
        start = end + gap
        end = start + length + 1
        times = (start + first, end - last) if count else (0, 0)
        spans.append(SpanRef(start, end, count, size, number, *times))
    return tuple(spans)
