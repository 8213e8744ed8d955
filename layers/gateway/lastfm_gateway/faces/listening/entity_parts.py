"""Parts of an artist's and an album's page: their ids, common fields and rows."""

from collections.abc import Sequence
from typing import Any, Final

from lastfm_gateway.errors import BadRequest, not_finished
from lastfm_gateway.faces.listening.items import timestamp
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.lastfm.names import page_url

#: How long a page stays fresh whose lookups were not all answered, in seconds.
INCOMPLETE_FRESH_FOR: Final = 60


def find_row(rows: Sequence[Row], wanted: str, error: str, *, is_complete: bool) -> tuple[int, Row]:
    """Return the row with an id, and its rank from 1.

    Raises BadRequest (404), or GatewayError (503) while it may be in a part of the history that is
    not imported yet.
    """
    number = int(wanted)
    for rank, row in enumerate(rows, 1):
        if row.id == number:
            return rank, row
    raise BadRequest(error, status=404) if is_complete else not_finished()


def played_fields(counts: Counts, row: Row, mbid: str | None) -> dict[str, Any]:
    """Return the fields that both pages have, without the image."""
    return {
        "id": row.id,
        "name": row.name,
        "mbid": mbid,
        "url": page_url(row.kind, row.artist, row.name),
        "apple_music_url": None,
        "playcount": row.plays,
        "first_scrobbled_at": timestamp(counts.first_play(row)),
    }


def track_item(row: Row) -> dict[str, Any]:
    """Return a track with its plays."""
    return {
        "id": row.id,
        "name": row.name,
        "scrobble_count": row.plays,
        "apple_music_url": None,
        "preview_url": None,
    }
