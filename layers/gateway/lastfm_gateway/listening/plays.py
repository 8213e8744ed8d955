"""All scrobbles of a range of time, page by page."""

from collections.abc import Iterator

from lastfm_gateway.core.listening.moments import Window
from lastfm_gateway.core.listening.plan import pages_for
from lastfm_gateway.core.listening.rows import Play
from lastfm_gateway.listening.questions import plays_in, recent, total_in
from lastfm_gateway.listening.reader import Question, Reader


def further_pages(reader: Reader, window: Window, total: int) -> list[Question]:
    """Return the questions for the pages after the first, of which it is known how many are due."""
    return [recent(window, page, reader.now, total) for page in range(2, pages_for(total) + 1)]


def plays_of(reader: Reader, window: Window) -> Iterator[Play]:
    """Yield the scrobbles of a range, latest first. Raises Exhausted when calls run out.

    Scrobbles that came in between two pages push others over to the next: those are left out.
    """
    first = reader.ask(recent(window, 1, reader.now))
    seen = set[tuple[int, str, str]]()
    for page in (first, *map(reader.ask, further_pages(reader, window, total_in(first)))):
        for play in plays_in(page):
            mark = (play.at, play.artist, play.track)
            if window.start <= play.at < window.end and mark not in seen:
                seen.add(mark)
                yield play
