"""Endpoints for Spotify's clients. Each requires a key and shows its holder's listening."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, whole
from lastfm_gateway.methods.shapes import FLAG, MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, Shape

#: Prefixes below which all unknown paths are 404 in Spotify's shape, because its clients call
#: endpoints that do not exist here; and paths that are 404 themselves. API Gateway allows one
#: variable below a path: `{proxy+}` cannot stand beside `{id}`.
PREFIXES: Final = ("/v1", "/v1/me", "/v1/me/player", "/v1/tracks/{id}", "/v1/artists/{id}")
NOWHERE: Final = ("/v1", "/v1/me/top", "/v1/tracks", "/v1/artists")
MAX_LIMIT: Final = 50
MAX_OFFSET: Final = 10**9

_IDS_NOTE: Final = "Ids are hashes of the names in 22 characters, never Spotify's own ids."


class TopItemsParameters(Parameters):
    """One page of a top list."""

    time_range: Literal["short_term", "medium_term", "long_term"] = Field(
        "medium_term", description="The last month, the last six months, or everything"
    )
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT), whole] = Field(
        20, description="Items per page"
    )
    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET), whole] = Field(
        0, description="Index of the first item, from 0"
    )


_URLS: Final[Shape] = {"lastfm": TEXT, "spotify": TEXT}  # both Last.fm's page
_IMAGES: Final[Shape] = [{"url": TEXT, "height": MAYBE_NUMBER, "width": MAYBE_NUMBER}]
_FOLLOWERS: Final[Shape] = {"href": MAYBE_TEXT, "total": NUMBER}
_NAMED: Final[dict[str, Shape]] = {
    "external_urls": _URLS,
    "href": TEXT,
    "id": TEXT,
    "type": TEXT,
    "uri": TEXT,
}
ARTIST: Final[dict[str, Shape]] = {
    **_NAMED,
    "followers": _FOLLOWERS,
    "genres": [TEXT],
    "images": _IMAGES,
    "name": TEXT,
    "popularity": NUMBER,
}
ALBUM: Final[dict[str, Shape]] = {
    **_NAMED,
    "album_type": TEXT,
    "artists": [ARTIST],
    "available_markets": [TEXT],
    "images": _IMAGES,
    "name": TEXT,
    "release_date": TEXT,
    "release_date_precision": TEXT,
    "total_tracks": NUMBER,
}
TRACK: Final[dict[str, Shape]] = {
    **_NAMED,
    "album": ALBUM,
    "artists": [ARTIST],
    "available_markets": [TEXT],
    "disc_number": NUMBER,
    "duration_ms": NUMBER,
    "explicit": FLAG,
    "external_ids": {},
    "is_local": FLAG,
    "name": TEXT,
    "popularity": NUMBER,
    "preview_url": MAYBE_TEXT,
    "track_number": NUMBER,
}

ME: Final = Endpoint(
    path="/v1/me",
    operation="me",
    summary="The key's holder, as Spotify's profile",
    answer={
        **_NAMED,
        "account_id": TEXT,
        "display_name": TEXT,
        "followers": _FOLLOWERS,
        "images": _IMAGES,
        "product": TEXT,
    },
)
TOP: Final = Endpoint(
    path="/v1/me/top/{type}",
    operation="topItems",
    summary="The holder's top artists or tracks, as Spotify's paging object",
    description=f"Ordered by plays. {_IDS_NOTE}",
    parameters=TopItemsParameters,
    answer={
        "href": TEXT,
        "items": [{**ARTIST, **TRACK}],  # one or the other
        "limit": NUMBER,
        "next": MAYBE_TEXT,
        "offset": NUMBER,
        "previous": MAYBE_TEXT,
        "total": NUMBER,
    },
)
TRACK_BY_ID: Final = Endpoint(
    path="/v1/tracks/{id}",
    operation="trackById",
    summary="One of the holder's top tracks",
    description=f"The same object as in the list of top items. {_IDS_NOTE}",
    answer=TRACK,
)
ARTIST_BY_ID: Final = Endpoint(
    path="/v1/artists/{id}",
    operation="artistById",
    summary="One of the holder's top artists",
    description=f"The same object as in the list of top items. {_IDS_NOTE}",
    answer=ARTIST,
)

ENDPOINTS: Final = (ME, TOP, TRACK_BY_ID, ARTIST_BY_ID)
