"""Endpoints that list all artists and albums ever played: sorted, searched, page by page."""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lastfm_gateway.faces.listening.artist_genres import ArtistGenres, ComposeWithGenres
from lastfm_gateway.faces.listening.endpoints import (
    IMAGE,
    NAMED,
    PAGINATION,
    PARTIAL,
    PREFIX,
)
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.items import cut_page, pagination
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import Compose, Query
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.search import contains
from lastfm_gateway.lastfm.names import fold_name, identity, page_url
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Name, Page, Parameters, whole
from lastfm_gateway.methods.shapes import MAYBE_TEXT, NUMBER, TEXT, Shape

type Order = Callable[[Row], Any]


class BrowsingParameters(Parameters):
    """A page of a sorted list."""

    page: Page = Field(1, description="Page number, from 1")
    limit: Annotated[int, Field(ge=1, le=100), whole] = Field(20, description="Rows per page")
    order: Literal["desc", "asc"] = Field("desc", description="Descending or ascending")
    search: Name | None = Field(None, description="Part of the name, in any case")


class ArtistsParameters(BrowsingParameters):
    """All artists."""

    sort: Literal["playcount", "name"] = Field("playcount", description="What to sort by")


class AlbumsParameters(BrowsingParameters):
    """All albums, of some artists if given."""

    sort: Literal["playcount", "name", "recent"] = Field(
        "playcount", description="What to sort by; `recent` is the album's first play"
    )
    artist: Name | None = Field(None, description="Part of the artist's name, in any case")


_ROW: Final[dict[str, Shape]] = {
    **NAMED,
    "playcount": NUMBER,
    "url": TEXT,
    "apple_music_url": MAYBE_TEXT,
    "image": IMAGE,
}
ARTISTS: Final = Endpoint(
    path=PREFIX + "/artists",
    operation="listeningArtists",
    summary="All artists",
    description="`image` is null: Last.fm has no images of artists.",
    parameters=ArtistsParameters,
    answer={"data": [{**_ROW, "genre": MAYBE_TEXT}], "pagination": PAGINATION, **PARTIAL},
)
ALBUMS: Final = Endpoint(
    path=PREFIX + "/albums",
    operation="listeningAlbums",
    summary="All albums",
    parameters=AlbumsParameters,
    answer={"data": [{**_ROW, "artist": NAMED}], "pagination": PAGINATION, **PARTIAL},
)


def artists(
    history: HistoryReader, query: Query, _reader: ListeningReader, genres: ArtistGenres
) -> dict[str, Any]:
    """Compose a page of all artists."""
    rows = Counts(history.read()).rows("artist")
    shown, position = _page(rows, query)
    genre_of = genres.find([row.name for row in shown])
    data = [{**_item(row), "genre": genre_of.get(fold_name(row.name)) or None} for row in shown]
    return {"data": data, "pagination": position}


def albums(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose a page of all albums."""
    counts = Counts(history.read())
    rows = counts.rows("album")
    if "artist" in query:
        has_artist = contains(query["artist"])
        rows = [row for row in rows if has_artist(row.artist)]
    shown, position = _page(rows, query, counts.first_play)
    data = [
        {**_item(row), "artist": {"id": identity("artist", row.artist), "name": row.artist}}
        for row in shown
    ]
    return {"data": data, "pagination": position}


def _page(
    rows: list[Row], query: Query, first_play: Order | None = None
) -> tuple[list[Row], dict[str, int]]:
    """Return a page of those rows that fit, and its position.

    `rows` are in the order of their plays. Equal rows keep it.
    """
    if "search" in query:
        fits = contains(query["search"])
        rows = [row for row in rows if fits(row.name)]
    orders: dict[str, Order | None] = {
        "playcount": lambda row: row.plays,
        "name": lambda row: fold_name(row.name),
        "recent": first_play,
    }
    rows = sorted(rows, key=orders[query["sort"]], reverse=query["order"] == "desc")
    page, limit = int(query["page"]), int(query["limit"])
    return list(cut_page(rows, page, limit)), pagination(page, limit, len(rows))


def _item(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "playcount": row.plays,
        "url": page_url(row.kind, row.artist, row.name),
        "apple_music_url": None,
        "image": image_object(row.image or None),
    }


COUNTED: Final[dict[Endpoint, Compose]] = {ALBUMS: albums}
WITH_GENRES: Final[dict[Endpoint, ComposeWithGenres]] = {ARTISTS: artists}
