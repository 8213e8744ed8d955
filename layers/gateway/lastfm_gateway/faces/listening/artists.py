"""Finds one of the user's artists, by id or by part of the name."""

from collections.abc import Iterator

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening.lists import BLOCK
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.responses import rows_in, total_in
from lastfm_gateway.faces.listening.rows import TopRow


def find_by_id(reader: ListeningReader, artist_id: int) -> TopRow:
    """Return the artist with an id. Raises BadRequest (404) if it is not in the user's library."""
    for row in _library(reader):
        if row.id == artist_id:
            return row
    raise BadRequest("Artist not found", status=404)


def find_by_name(reader: ListeningReader, part: str) -> TopRow:
    """Return the most played artist whose name contains `part`. Raises BadRequest (404)."""
    for row in _library(reader):
        if part.lower() in row.name.lower():
            return row
    raise BadRequest(f"No artist matching '{part}'.", status=404)


def _library(reader: ListeningReader) -> Iterator[TopRow]:
    """Yield the user's artists, most played first. A page may be shorter than requested."""
    page, read = 1, 0
    while True:
        response = reader.fetch("library.getArtists", {"page": str(page), "limit": str(BLOCK)})
        rows = rows_in("artist", response)
        yield from rows
        read += len(rows)
        if not rows or read >= total_in(response):
            return
        page += 1
