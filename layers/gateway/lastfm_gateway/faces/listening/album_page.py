"""Endpoint of one album: the user's plays of its tracks."""

from typing import Any, Final

from lastfm_gateway.faces.listening.entity_endpoints import ALBUM
from lastfm_gateway.faces.listening.entity_facts import album_facts
from lastfm_gateway.faces.listening.entity_parts import (
    INCOMPLETE_FRESH_FOR,
    find_row,
    played_fields,
    track_item,
)
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import ComposeWithCalls, Query
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.lastfm.names import identity
from lastfm_gateway.methods.endpoint import Endpoint


def album(history: HistoryReader, query: Query, reader: ListeningReader) -> dict[str, Any]:
    """Compose an album's page. Raises BadRequest (404) if the user has not played it."""
    listening = history.read()
    counts = Counts(listening)
    _, row = find_row(
        counts.rows("album"), query["id"], "Album not found", is_complete=listening.is_complete
    )
    facts = album_facts(reader.new_lookup(), row.artist, row.name)
    if facts.partial:
        reader.expire_within(INCOMPLETE_FRESH_FOR)
    return {
        **played_fields(counts, row, facts.mbid),
        "image": image_object(row.image or facts.image),
        "artist": {"id": identity("artist", row.artist), "name": row.artist},
        "tracks": [track_item(track) for track in counts.rows_within(row, "track")],
    }


ANSWERS: Final[dict[Endpoint, ComposeWithCalls]] = {ALBUM: album}
