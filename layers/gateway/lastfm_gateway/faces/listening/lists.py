"""Top lists: of a period as Last.fm ranks it, or of any range of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from lastfm_gateway.faces.listening import calls, fetch_plan
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.responses import rows_in, total_in
from lastfm_gateway.faces.listening.rows import Row, rows_of_plays
from lastfm_gateway.faces.listening.scrobble_pages import ScrobblePages
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, fold_name


@dataclass(frozen=True, slots=True)
class TopPage:
    """A page of a top list.

    `rows` are the page's, `known` all rows that were read, `total` the rows of the whole list.
    `plays` is a lower bound of all plays in the list's range.
    """

    rows: Sequence[Row]
    total: int
    known: Sequence[Row]
    plays: int


def page_of_period(
    reader: ListeningReader, kind: EntityKind, period: str, page: int, limit: int
) -> TopPage:
    """Return a page of a period's list, cut from blocks of a thousand rows.

    Any page and limit within a stored block costs no call.
    """
    known, total = _block(reader, kind, period, 1)
    start = (page - 1) * limit
    end = min(start + limit, total)
    if start >= end:
        return TopPage([], total, known, 0)
    numbers = range(start // fetch_plan.PAGE + 1, (end - 1) // fetch_plan.PAGE + 2)
    rows = [
        row
        for number in numbers
        for row in (known if number == 1 else _block(reader, kind, period, number)[0])
    ]
    skipped = start - (numbers[0] - 1) * fetch_plan.PAGE
    plays = total_plays(known) + total - len(known)  # each unknown row at least once
    return TopPage(rows[skipped : skipped + limit], total, known, plays)


def rows_of_period(reader: ListeningReader, kind: EntityKind, period: str) -> list[Row]:
    """Return a period's whole list."""
    rows, total = _block(reader, kind, period, 1)
    for number in range(2, fetch_plan.pages_for(total) + 1):
        rows = rows + _block(reader, kind, period, number)[0]
    return rows


def rows_of_range(
    reader: ListeningReader, scrobbles: ScrobblePages, kind: EntityKind, window: Window
) -> list[Row]:
    """Return the whole list of a range.

    It comes from the range's chart, or is counted from scrobbles if those are stored or the chart
    is full.
    """
    if window.start >= window.end:
        return []
    parts = scrobbles.stored_exactly(window)
    if not parts:
        rows = rows_in(kind, reader.fetch(calls.chart(kind, window, reader.now)))
        if len(rows) < fetch_plan.PAGE:
            return rows
        parts, _ = scrobbles.plan(window, total_plays(rows))
    return rows_of_plays(kind, scrobbles.plays(window, parts))


def cut_page(rows: list[Row], artist: Row | None, page: int, limit: int) -> TopPage:
    """Return a page of a whole list, or of one artist's rows in it."""
    chosen = rows
    if artist:
        chosen = [row for row in rows if fold_name(row.artist) == fold_name(artist.name)]
    shown = chosen[(page - 1) * limit : page * limit]
    return TopPage(shown, len(chosen), chosen, total_plays(rows))


def total_plays(rows: Sequence[Row]) -> int:
    """Return the sum of all rows' plays."""
    return sum(row.plays for row in rows)


def _block(
    reader: ListeningReader, kind: EntityKind, period: str, number: int
) -> tuple[list[Row], int]:
    """Return one block of a period's list, and how many rows the list has."""
    response = reader.fetch(calls.top(kind, period, number))
    return rows_in(kind, response), total_in(response)
