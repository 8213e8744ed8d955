"""Top lists: of a period as Last.fm ranks it, or of a range of time as its scrobbles count."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.responses import rows_in, total_in
from lastfm_gateway.faces.listening.rows import TopRow, row_of_counts
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.lastfm.names import EntityKind, fold_name

#: Rows of a block of a period's list: the most that Last.fm returns.
BLOCK: Final = 1000


class TopPage(NamedTuple):
    """A page of a top list, and the number of rows in the whole list."""

    rows: Sequence[TopRow]
    total: int


def page_of_period(
    reader: ListeningReader, kind: EntityKind, period: str, page: int, limit: int
) -> TopPage:
    """Return a page of a period's list, cut from blocks of a thousand rows.

    Any page and limit within a stored block costs no call.
    """
    block = _block(reader, kind, period, 1)
    total = total_in(block)
    start = (page - 1) * limit
    end = min(start + limit, total)
    if start >= end:
        return TopPage([], total)
    rows = []
    for number in range(start // BLOCK, (end - 1) // BLOCK + 1):
        if number:
            block = _block(reader, kind, period, number + 1)
        first = number * BLOCK
        rows += rows_in(kind, block, max(0, start - first), end - first)
    return TopPage(rows, total)


def rows_of_period(reader: ListeningReader, kind: EntityKind, period: str) -> list[TopRow]:
    """Return a period's whole list."""
    block = _block(reader, kind, period, 1)
    rows = rows_in(kind, block)
    for number in range(2, -(-total_in(block) // BLOCK) + 1):
        rows += rows_in(kind, _block(reader, kind, period, number))
    return rows


def page_of_artist(rows: Sequence[TopRow], artist: TopRow, page: int, limit: int) -> TopPage:
    """Return a page of one artist's rows in a whole list."""
    chosen = [row for row in rows if fold_name(row.artist) == fold_name(artist.name)]
    return TopPage(chosen[(page - 1) * limit : page * limit], len(chosen))


def page_of_counts(
    counts: Counts, kind: EntityKind, artist: TopRow | None, page: int, limit: int
) -> TopPage:
    """Return a page of what was counted in a range: all rows, or one artist's."""
    first, after = (page - 1) * limit, page * limit
    if artist is None:
        rows, total = counts.rows(kind, first, after), counts.distinct(kind)
    else:
        of_artist = counts.row("artist", artist.name)
        every = counts.rows_within(of_artist, kind) if of_artist else []
        rows, total = every[first:after], len(every)
    return TopPage([row_of_counts(row) for row in rows], total)


def _block(reader: ListeningReader, kind: EntityKind, period: str, number: int) -> dict[str, Any]:
    """Return one block of a period's list."""
    parameters = {"period": period, "page": str(number), "limit": str(BLOCK)}
    return reader.fetch(f"user.getTop{kind.capitalize()}s", parameters)
