"""Top lists: of a period as Last.fm has them, or of a range of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from lastfm_gateway.faces.listening import fetch_plan, questions
from lastfm_gateway.faces.listening.ids import Kind, fold
from lastfm_gateway.faces.listening.reader import Reader
from lastfm_gateway.faces.listening.rows import Row, of_plays
from lastfm_gateway.faces.listening.scrobble_pages import History
from lastfm_gateway.faces.listening.windows import Window


@dataclass(frozen=True, slots=True)
class Top:
    """A page of a top list: its rows, how many all pages have, and those known of all.

    `plays` is how often all that was played in its range was, as far as it is known.
    """

    rows: Sequence[Row]
    total: int
    known: Sequence[Row]
    plays: int


def of_period(reader: Reader, kind: Kind, period: str, page: int, limit: int) -> Top:
    """Return a page of a period's list, cut from blocks of a thousand rows.

    Any page and limit within a block that is stored costs no call.
    """
    known, total = _block(reader, kind, period, 1)
    start = (page - 1) * limit
    end = min(start + limit, total)
    if start >= end:
        return Top([], total, known, 0)
    numbers = range(start // fetch_plan.PAGE + 1, (end - 1) // fetch_plan.PAGE + 2)
    rows = [
        row
        for number in numbers
        for row in (known if number == 1 else _block(reader, kind, period, number)[0])
    ]
    skipped = start - (numbers[0] - 1) * fetch_plan.PAGE
    plays = plays_of(known) + total - len(known)  # each of the others at least once
    return Top(rows[skipped : skipped + limit], total, known, plays)


def whole_period(reader: Reader, kind: Kind, period: str) -> list[Row]:
    """Return a period's whole list."""
    rows, total = _block(reader, kind, period, 1)
    for number in range(2, fetch_plan.pages_for(total) + 1):
        rows = rows + _block(reader, kind, period, number)[0]
    return rows


def of_range(reader: Reader, history: History, kind: Kind, window: Window) -> list[Row]:
    """Return the whole list of a range.

    It is counted from the range's scrobbles if those were read before, or if its chart is cut off.
    """
    if window.start >= window.end:
        return []
    parts = history.read_before(window)
    if not parts:
        rows = questions.rows_in(kind, reader.ask(questions.chart(kind, window, reader.now)))
        if len(rows) < fetch_plan.PAGE:
            return rows
        parts, _ = history.to_read(window, plays_of(rows))
    return of_plays(kind, history.plays(window, parts))


def page_of(rows: list[Row], artist: Row | None, page: int, limit: int) -> Top:
    """Return a page of a whole list, or of one artist's rows in it."""
    chosen = [row for row in rows if fold(row.artist) == fold(artist.name)] if artist else rows
    return Top(chosen[(page - 1) * limit : page * limit], len(chosen), chosen, plays_of(rows))


def plays_of(rows: Sequence[Row]) -> int:
    """Return how often all rows were played together."""
    return sum(row.plays for row in rows)


def _block(reader: Reader, kind: Kind, period: str, number: int) -> tuple[list[Row], int]:
    """Return one block of a period's list, and how many rows all blocks have."""
    answer = reader.ask(questions.top(kind, period, number))
    return questions.rows_in(kind, answer), questions.total_in(answer)
