"""Endpoint of one album: the user's plays of its tracks."""

from typing import Any, ClassVar, Final

from pydantic import Field

from lastfm_gateway.faces.listening.endpoints import NAMED, PARTIAL, PREFIX
from lastfm_gateway.faces.listening.entity_facts import album_facts
from lastfm_gateway.faces.listening.entity_parts import (
    INCOMPLETE_FRESH_FOR,
    PLAYED,
    TRACK,
    Id,
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
from lastfm_gateway.methods.parameters import Parameters


class AlbumParameters(Parameters):
    """An album, by its id."""

    refusals: ClassVar[dict[str, str]] = {"id": "Invalid album ID"}
    id: Id = Field(description="The album's id", examples=[2_931_496_904_259_240])


ALBUM: Final = Endpoint(
    path=PREFIX + "/albums/{id}",
    operation="listeningAlbum",
    summary="One album and the user's plays of its tracks",
    parameters=AlbumParameters,
    answer={**PLAYED, "artist": NAMED, "tracks": [TRACK], **PARTIAL},
)


def album(history: HistoryReader, query: Query, reader: ListeningReader) -> dict[str, Any]:
    """Compose an album's page. Raises BadRequest (404) if the user has not played it."""
    counts = Counts(history.read())
    _, row = find_row(counts.rows("album"), query["id"], "Album not found")
    facts = album_facts(reader.new_lookup(), row.artist, row.name)
    if facts.partial:
        reader.keep_for(INCOMPLETE_FRESH_FOR)
    return {
        **played_fields(counts, row, facts.mbid),
        "image": image_object(row.image or facts.image),
        "artist": {"id": identity("artist", row.artist), "name": row.artist},
        "tracks": [track_item(track) for track in counts.rows_within(row, "track")],
    }


ANSWERS: Final[dict[Endpoint, ComposeWithCalls]] = {ALBUM: album}
