"""Top lists: of a period as Last.fm has them, or of a range of time."""

from dataclasses import dataclass

from lastfm_gateway.core.listening.ids import Kind, fold
from lastfm_gateway.core.listening.moments import Window
from lastfm_gateway.core.listening.plan import PAGE
from lastfm_gateway.core.listening.rows import Row, of_plays
from lastfm_gateway.listening import questions
from lastfm_gateway.listening.plays import plays_of
from lastfm_gateway.listening.reader import Reader


@dataclass(frozen=True, slots=True)
class Top:
    """A page of a top list: its rows, and how many all pages have."""

    rows: list[Row]
    total: int


def of_period(reader: Reader, kind: Kind, period: str, page: int, limit: int) -> Top:
    """Return a page of a period's list, in one call."""
    answer = reader.ask(questions.top(kind, period, page, limit))
    total = questions.total_in(answer)
    past = (page - 1) * limit >= total
    return Top([] if past else questions.rows_in(kind, answer)[:limit], total)


def of_range(reader: Reader, kind: Kind, window: Window) -> list[Row]:
    """Return the whole list of a range: its chart, or where that is cut off, its scrobbles."""
    if window.start >= window.end:
        return []
    rows = questions.rows_in(kind, reader.ask(questions.chart(kind, window, reader.now)))
    return rows if len(rows) < PAGE else of_plays(kind, plays_of(reader, window))


def whole_period(reader: Reader, kind: Kind, period: str) -> list[Row]:
    """Return a period's whole list."""
    rows: list[Row] = []
    while True:
        page = len(rows) // PAGE + 1
        top = of_period(reader, kind, period, page, PAGE)
        rows += top.rows
        if len(top.rows) < PAGE:
            return rows


def by_artist(rows: list[Row], artist: str) -> list[Row]:
    """Return the rows of one artist."""
    return [row for row in rows if fold(row.artist) == fold(artist)]


def page_of(rows: list[Row], page: int, limit: int) -> Top:
    """Return a page of a whole list."""
    return Top(rows[(page - 1) * limit : page * limit], len(rows))
