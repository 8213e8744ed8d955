"""Finding one of a user's artists, by id or by a part of the name."""

from collections.abc import Iterator

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening import questions
from lastfm_gateway.faces.listening.reader import Reader
from lastfm_gateway.faces.listening.rows import Row


def by_id(reader: Reader, artist_id: int) -> Row:
    """Return the artist with an id. Raises BadRequest (404) when the user played none such."""
    for row in _library(reader):
        if row.id == artist_id:
            return row
    raise BadRequest("Artist not found", status=404)


def by_name(reader: Reader, part: str) -> Row:
    """Return the most played artist with `part` in the name. Raises BadRequest (404)."""
    for row in _library(reader):
        if part.lower() in row.name.lower():
            return row
    raise BadRequest(f"No artist matching '{part}'.", status=404)


def _library(reader: Reader) -> Iterator[Row]:
    """Yield the user's artists, the most played first; a page may be shorter than asked."""
    page, got = 1, 0
    while True:
        answer = reader.ask(questions.artists(page))
        rows = questions.rows_in("artist", answer)
        yield from rows
        got += len(rows)
        if not rows or got >= questions.total_in(answer):
            return
        page += 1
