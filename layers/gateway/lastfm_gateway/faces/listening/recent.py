"""Endpoints of the latest scrobbles: recent tracks, recent albums, and the searchable history."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import Field

from lastfm_gateway.faces.listening.endpoints import (
    ALBUM_OF_SCROBBLE,
    MAX_LIMIT,
    NAMED,
    PAGINATION,
    PARTIAL,
    PREFIX,
    SCROBBLE,
    Dated,
    DateRanged,
)
from lastfm_gateway.faces.listening.items import (
    album_played,
    cut_page,
    pagination,
    scrobble_item,
)
from lastfm_gateway.faces.listening.routes import Compose, Query
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.latest import latest_scrobbles
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.search import find_scrobbles, scrobbles_at
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Name, Page, Parameters, whole
from lastfm_gateway.methods.shapes import MAYBE_TEXT, TEXT

#: The scrobbles in which recently played albums are looked for.
ALBUMS_WITHIN: Final = 200


class RecentParameters(Dated):
    """The latest scrobbles, or the latest of a range."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT), whole] = Field(10, description="Scrobbles")
    page: Page = Field(1, description="Page number, from 1")


class RecentAlbumsParameters(Parameters):
    """The albums played last."""

    limit: Annotated[int, Field(ge=1, le=20), whole] = Field(10, description="Maximum of albums")


class HistoryParameters(DateRanged):
    """A page of scrobbles, filtered by parts of names."""

    page: Page = Field(1, description="Page number, from 1")
    limit: Annotated[int, Field(ge=1, le=200), whole] = Field(50, description="Scrobbles per page")
    artist: Name | None = Field(None, description="Part of the artist's name, in any case")
    album: Name | None = Field(None, description="Part of the album's name, in any case")


RECENT: Final = Endpoint(
    path=PREFIX + "/recent",
    operation="listeningRecent",
    summary="Latest scrobbles",
    description="The track that is playing now is not among them.",
    parameters=RecentParameters,
    answer={"data": [SCROBBLE], **PARTIAL},
)
RECENT_ALBUMS: Final = Endpoint(
    path=PREFIX + "/recent/albums",
    operation="listeningRecentAlbums",
    summary="Albums played last",
    description=f"Out of the last {ALBUMS_WITHIN} scrobbles.",
    parameters=RecentAlbumsParameters,
    answer={
        "data": [
            {
                "album": {**ALBUM_OF_SCROBBLE, "url": MAYBE_TEXT, "apple_music_url": MAYBE_TEXT},
                "artist": NAMED,
                "last_scrobbled_at": TEXT,
            }
        ],
        **PARTIAL,
    },
)
HISTORY: Final = Endpoint(
    path=PREFIX + "/history",
    operation="listeningHistory",
    summary="Scrobbles, newest first, by parts of names and by time",
    parameters=HistoryParameters,
    answer={"data": [SCROBBLE], "pagination": PAGINATION, **PARTIAL},
)


def recent(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose the latest scrobbles of all, or of a range."""
    window = parse_window(query.get("date"), query.get("from"), query.get("to"), history.now)
    page, limit = int(query["page"]), int(query["limit"])
    listening = history.read(window) if window else latest_scrobbles(history, page * limit)
    return {"data": _newest(listening, range(len(listening.times)), page, limit)}


def recent_albums(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose the albums played last, each with its newest scrobble."""
    listening = latest_scrobbles(history, ALBUMS_WITHIN)
    last = range(len(listening.times))[: -ALBUMS_WITHIN - 1 : -1]
    newest: dict[int, dict[str, Any]] = {}
    for scrobble in scrobbles_at(listening, last):
        item = album_played(scrobble)
        if item:
            newest.setdefault(item["album"]["id"], item)
    return {"data": list(newest.values())[: int(query["limit"])]}


def history_page(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose a page of the scrobbles that fit the filters."""
    window = parse_window(None, query.get("from"), query.get("to"), history.now)
    page, limit = int(query["page"]), int(query["limit"])
    listening = history.read(window)
    artist, album = query.get("artist", ""), query.get("album", "")
    found = find_scrobbles(listening, artist=artist, album=album)
    return {
        "data": _newest(listening, found, page, limit),
        "pagination": pagination(page, limit, len(found)),
    }


def _newest(
    listening: Listening, found: Sequence[int], page: int, limit: int
) -> list[dict[str, Any]]:
    """Return a page of the scrobbles at some indexes, newest first."""
    shown = cut_page(found[::-1], page, limit)
    return [scrobble_item(scrobble) for scrobble in scrobbles_at(listening, shown)]


ANSWERS: Final[dict[Endpoint, Compose]] = {
    RECENT: recent,
    RECENT_ALBUMS: recent_albums,
    HISTORY: history_page,
}
