"""Pages of an export: which scrobbles each one holds. Pure.

A page reads the spans that hold about PAGE_SCROBBLES, and no others. It ends at MAX_PAGE_BYTES.
"""

from bisect import bisect_right
from typing import Final, NamedTuple

from lastfm_gateway.faces.listening.export.cursor import Cursor
from lastfm_gateway.faces.listening.export.formats import Format
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.window import Window
from lastfm_gateway.http.response import encoded_size

#: The largest page, in bytes of the JSON that Lambda returns. Names are cut at 4,096 characters
#: each, so that a page holds dozens of the longest lines.
MAX_PAGE_BYTES: Final = 4_000_000

#: Spans are read until they hold this many scrobbles: about what a page of NDJSON holds.
PAGE_SCROBBLES: Final = 12_000


class ExportPage(NamedTuple):
    """Lines, and the cursor of the next page; None after the last one."""

    text: str
    next: Cursor | None


def plan(manifest: Manifest, window: Window) -> Cursor | None:
    """Return the cursor of the first page of a window; None if nothing is stored in it."""
    spans = [
        span
        for span in manifest.overlapping(window)
        if span.count and span.first < window.end and span.last >= window.start
    ]
    if not spans or window.start >= window.end:
        return None
    count = 0
    for last in spans:
        count += last.count
        if count >= PAGE_SCROBBLES:
            break
    return Cursor(max(window.start, spans[0].first), 0, min(window.end, last.last + 1))


def render(
    cursor: Cursor, window: Window, manifest: Manifest, listening: Listening, form: Format
) -> ExportPage:
    """Return the page at a cursor. `listening`: what is stored in the cursor's window."""
    times = listening.times
    skipped = min(cursor.skip, bisect_right(times, cursor.start))
    lines: list[str] = []
    tracks: dict[int, str] = {}
    size = len(form.header) * 2
    for place in range(skipped, len(times)):
        track = listening.ids[place]
        if track not in tracks:
            tracks[track] = form.track(listening.names[track])
        line = form.at(times[place]) + tracks[track]
        size += encoded_size(line)
        if size > MAX_PAGE_BYTES and lines:
            return ExportPage("".join(lines), _at(place, listening, window, manifest))
        lines.append(line)
    return ExportPage("".join(lines), plan(manifest, Window(cursor.end, window.end)))


def is_complete(manifest: Manifest, window: Window) -> bool:
    """Return whether a window is imported, up to the newest scrobble that was looked for."""
    imported = manifest.covered
    if not manifest.spans:
        return manifest.begin is not None
    return not manifest.missing(Window(window.start, min(window.end, imported.end)))


def _at(place: int, listening: Listening, window: Window, manifest: Manifest) -> Cursor:
    """Return the cursor of a page that begins with the scrobble at a place."""
    start = listening.times[place]
    first, _ = listening.bounds(Window(start, start))
    planned = plan(manifest, Window(start, window.end))
    return Cursor(start, place - first, planned.end if planned else start + 1)
