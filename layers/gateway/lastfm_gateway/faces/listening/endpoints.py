"""Declarations of the top lists, and the parameters and shapes that other endpoints share."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Name, Page, Parameters, Period, Switch, whole
from lastfm_gateway.methods.shapes import (
    FLAG,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    TEXT,
    Nullable,
    Shape,
)

PREFIX: Final = "/v1/listening"
MAX_LIMIT: Final = 50
MAX_ID: Final = 2**53 - 1

Moment = Annotated[str, Field(min_length=1, max_length=40)]


class DateRanged(Parameters):
    """A range of time."""

    from_: Moment | None = Field(
        None,
        alias="from",
        description="Start of the range, included; ISO 8601, a bare date is the whole day",
    )
    to: Moment | None = Field(None, description="End of the range, included; same formats as from")


class Dated(DateRanged):
    """A range of time or a day."""

    date: Moment | None = Field(
        None, description="A single day in UTC, YYYY-MM-DD; overrides from and to"
    )


class TopParameters(Dated):
    """A top list of a rolling period, or of a range of time."""

    switches: ClassVar[tuple[str, ...]] = ("include_sparklines",)
    period: Period = Field("7day", description="The rolling period, which ends today")
    page: Page = Field(1, description="Page number, from 1")
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT), whole] = Field(10, description="Rows per page")
    include_sparklines: Switch = Field(
        "false", description="true or 1 adds each row's plays over time; any other value does not"
    )


class TopTracksParameters(TopParameters):
    """Top tracks, of one artist if given."""

    artist_id: Annotated[int, Field(ge=1, le=MAX_ID), whole] | None = Field(
        None, description="Only this artist's tracks, by the id from top artists"
    )
    artist_name: Name | None = Field(
        None, description="Only the tracks of the most played artist with this in the name"
    )


#: An image. Rewind's clients read `cdn_url`; Rewind's documentation calls it `url`.
IMAGE: Final = Nullable(
    {
        "cdn_url": TEXT,
        "url": TEXT,
        "thumbhash": MAYBE_TEXT,
        "dominant_color": MAYBE_TEXT,
        "accent_color": MAYBE_TEXT,
    }
)
#: In every answer that is counted from the history: true while part of it is not imported yet.
PARTIAL: Final[dict[str, Shape]] = {"partial": FLAG}
SPARKLINE: Final[dict[str, Shape]] = {"granularity": TEXT, "points": [NUMBER], **PARTIAL}
ITEM: Final[dict[str, Shape]] = {
    "rank": NUMBER,
    "id": NUMBER,
    "name": TEXT,
    "detail": TEXT,
    "playcount": NUMBER,
    "image": IMAGE,
    "url": TEXT,
    "apple_music_url": MAYBE_TEXT,
    "sparkline": SPARKLINE,
}
ALBUM_OF_TRACK: Final[dict[str, Shape]] = {
    "album_id": MAYBE_NUMBER,
    "album_name": MAYBE_TEXT,
    "album_apple_music_url": MAYBE_TEXT,
    "album_released_year": MAYBE_NUMBER,
    "album_total_tracks": MAYBE_NUMBER,
}
NAMED: Final[dict[str, Shape]] = {"id": NUMBER, "name": TEXT}
ALBUM_OF_SCROBBLE: Final[dict[str, Shape]] = {
    "id": MAYBE_NUMBER,
    "name": MAYBE_TEXT,
    "image": IMAGE,
}
TRACK_LINKS: Final[dict[str, Shape]] = {
    "url": MAYBE_TEXT,
    "apple_music_url": MAYBE_TEXT,
    "preview_url": MAYBE_TEXT,
}
SCROBBLE: Final[dict[str, Shape]] = {
    "track": {**NAMED, **TRACK_LINKS},
    "artist": NAMED,
    "album": ALBUM_OF_SCROBBLE,
    "scrobbled_at": TEXT,
}
TOTALS: Final[dict[str, Shape]] = {
    "total_scrobbles": NUMBER,
    "unique_artists": NUMBER,
    "unique_albums": NUMBER,
    "unique_tracks": NUMBER,
}
PAGINATION: Final[dict[str, Shape]] = {
    "page": NUMBER,
    "limit": NUMBER,
    "total": NUMBER,
    "total_pages": NUMBER,
}

TOP_ARTISTS: Final = Endpoint(
    path=PREFIX + "/top/artists",
    operation="listeningTopArtists",
    summary="Top artists",
    description="`image` is null: Last.fm has no images of artists.",
    parameters=TopParameters,
    answer={
        "period": TEXT,
        "data": [{**ITEM, "genre": MAYBE_TEXT}],
        "pagination": PAGINATION,
        **PARTIAL,
    },
)
TOP_ALBUMS: Final = Endpoint(
    path=PREFIX + "/top/albums",
    operation="listeningTopAlbums",
    summary="Top albums",
    parameters=TopParameters,
    answer={"period": TEXT, "data": [ITEM], "pagination": PAGINATION, **PARTIAL},
)
TOP_TRACKS: Final = Endpoint(
    path=PREFIX + "/top/tracks",
    operation="listeningTopTracks",
    summary="Top tracks",
    parameters=TopTracksParameters,
    answer={
        "period": TEXT,
        "artist_id": MAYBE_NUMBER,
        "data": [{**ITEM, **ALBUM_OF_TRACK, "preview_url": MAYBE_TEXT}],
        "pagination": PAGINATION,
        **PARTIAL,
    },
)
