"""Reads all scrobbles of a range, page by page, in spans that other requests can reuse."""

from collections.abc import Iterator, Sequence
from typing import Final

from lastfm_gateway.faces.listening.calls import ListeningCall, recent
from lastfm_gateway.faces.listening.fetch_plan import pages_for
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.responses import plays_in, total_in
from lastfm_gateway.faces.listening.rows import Play
from lastfm_gateway.faces.listening.spans import estimate_pages, settled_at, spans, spans_of_year
from lastfm_gateway.history.window import Window

#: A range of up to so many pages is not cut into spans.
_FEW_PAGES: Final = 2

#: For how many weeks back the stored spans of a year are looked up.
_WEEKS: Final = 5


class ScrobblePages:
    """Reads one user's scrobbles within one request. Raises what ListeningReader raises."""

    def __init__(self, reader: ListeningReader) -> None:
        self._reader = reader
        self._now = reader.now

    def stored_exactly(self, window: Window) -> list[Window]:
        """Return spans that cover exactly this range and whose pages are stored; [] for none."""
        return self._first_stored([[window], spans(window, self._now)])

    def stored_around(self, window: Window) -> list[Window]:
        """Return stored spans that cover this range, also those of a whole year; [] for none."""
        years = (spans_of_year(window, self._now, weeks) for weeks in range(_WEEKS))
        return self._first_stored([[window], spans(window, self._now), *filter(None, years)])

    def plan(self, window: Window, plays: int) -> tuple[list[Window], int]:
        """Return the spans to read a range with so many plays by, and the estimated calls.

        A range of few pages is not cut: to read it again costs no more than one week's span.
        """
        parts = [window] if pages_for(plays) <= _FEW_PAGES else spans(window, self._now)
        return parts, estimate_pages(parts, plays, self._now)

    def plays(self, window: Window, parts: Sequence[Window]) -> Iterator[Play]:
        """Yield the scrobbles of a range, latest first, from the spans that cover it.

        A scrobble that arrives between two page reads shifts others to the next page: duplicates
        are skipped.
        """
        latest_first = parts[::-1]
        firsts = [recent(part, 1, self._now) for part in latest_first]
        self._reader.prefetch(firsts)
        totals = [total_in(self._reader.fetch(first)) for first in firsts]
        pages = [
            [first, *self._later_pages(part, total)]
            for part, first, total in zip(latest_first, firsts, totals, strict=True)
        ]
        self._reader.prefetch([page for of_part in pages for page in of_part])
        for of_part in pages:
            yield from self._plays(window, of_part)

    def _plays(self, window: Window, pages: Sequence[ListeningCall]) -> Iterator[Play]:
        seen = set[tuple[int, str, str]]()
        for page in pages:
            for play in plays_in(self._reader.fetch(page)):
                if play.at < window.start:
                    return
                mark = (play.at, play.artist, play.track)
                if play.at < window.end and mark not in seen:
                    seen.add(mark)
                    yield play

    def _first_stored(self, covers: Sequence[list[Window]]) -> list[Window]:
        """Return the first cover that is stored, or whose settled span is; [] for none."""
        self._reader.count_missing(
            [recent(part, 1, self._now) for cover in covers for part in cover]
        )
        settled = settled_at(self._now)
        for cover in covers:
            needed = cover[:1] if cover[0].end <= settled else cover
            if all(self._is_stored(part) for part in needed):
                return cover
        return []

    def _is_stored(self, part: Window) -> bool:
        first = self._reader.stored(recent(part, 1, self._now))
        if first is None:
            return False
        return not self._reader.count_missing(self._later_pages(part, total_in(first)))

    def _later_pages(self, part: Window, total: int) -> list[ListeningCall]:
        """Return the calls for the pages after the first."""
        return [recent(part, page, self._now, total) for page in range(2, pages_for(total) + 1)]
