"""All scrobbles of a range of time, page by page, in spans that other requests can use too."""

from collections.abc import Iterator, Sequence
from typing import Final

from lastfm_gateway.faces.listening.fetch_plan import pages_for
from lastfm_gateway.faces.listening.question import Question
from lastfm_gateway.faces.listening.questions import plays_in, recent, total_in
from lastfm_gateway.faces.listening.reader import Reader
from lastfm_gateway.faces.listening.rows import Play
from lastfm_gateway.faces.listening.spans import pages_in, settled_at, spans, spans_of_year
from lastfm_gateway.faces.listening.windows import Window

#: How many pages are few.
_SHORT: Final = 2

#: For how many weeks a year's pages that were read once are looked for.
_WEEKS: Final = 5


class History:
    """One request's reading of its user's scrobbles. Raises what Reader raises."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._now = reader.now

    def read_before(self, window: Window) -> list[Window]:
        """Return the spans that hold exactly this range and whose pages are stored; [] for none."""
        return self._first_stored([[window], spans(window, self._now)])

    def read_within(self, window: Window) -> list[Window]:
        """Return such spans, those of the whole year among them that the range may be part of."""
        years = (spans_of_year(window, self._now, weeks) for weeks in range(_WEEKS))
        return self._first_stored([[window], spans(window, self._now), *filter(None, years)])

    def to_read(self, window: Window, plays: int) -> tuple[list[Window], int]:
        """Return the spans to read a range by that holds so many plays, and about how many calls.

        A range that fits few pages is not cut: to read it again costs no more than a week of it.
        """
        parts = [window] if pages_for(plays) <= _SHORT else spans(window, self._now)
        return parts, pages_in(parts, plays, self._now)

    def plays(self, window: Window, parts: Sequence[Window]) -> Iterator[Play]:
        """Yield the scrobbles of a range, latest first, from the spans that hold it.

        Scrobbles that came in between two pages push others over to the next: those are left out.
        """
        latest = parts[::-1]
        firsts = [recent(part, 1, self._now) for part in latest]
        self._reader.fetch(firsts)
        totals = [total_in(self._reader.ask(first)) for first in firsts]
        pages = [
            [first, *self._further(part, total)]
            for part, first, total in zip(latest, firsts, totals, strict=True)
        ]
        self._reader.fetch([page for of_part in pages for page in of_part])
        for of_part in pages:
            yield from self._plays(window, of_part)

    def _plays(self, window: Window, pages: Sequence[Question]) -> Iterator[Play]:
        seen = set[tuple[int, str, str]]()
        for page in pages:
            for play in plays_in(self._reader.ask(page)):
                if play.at < window.start:
                    return
                mark = (play.at, play.artist, play.track)
                if play.at < window.end and mark not in seen:
                    seen.add(mark)
                    yield play

    def _first_stored(self, ways: Sequence[list[Window]]) -> list[Window]:
        """Return the first way of which all is stored, or all that is settled, if that is more."""
        self._reader.missing([recent(part, 1, self._now) for way in ways for part in way])
        settled = settled_at(self._now)
        for way in ways:
            needed = way[:1] if way[0].end <= settled else way
            if all(self._is_stored(part) for part in needed):
                return way
        return []

    def _is_stored(self, part: Window) -> bool:
        first = self._reader.stored(recent(part, 1, self._now))
        return first is not None and not self._reader.missing(self._further(part, total_in(first)))

    def _further(self, part: Window, total: int) -> list[Question]:
        """Return the questions for the pages after the first, of which the total tells how many."""
        return [recent(part, page, self._now, total) for page in range(2, pages_for(total) + 1)]
