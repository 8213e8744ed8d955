"""Models of Spotify's Web API, as strict as its strictest clients.

Written from the reference and from the models of those clients. Extra fields are allowed.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Id = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{22}$")]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]
Count = Annotated[int, Field(ge=0)]
#: An object without keys, for unknown values.
Nothing = Annotated[dict[str, Url], Field(max_length=0)]
Popularity = Annotated[int, Field(ge=0, le=100)]


class Strict(BaseModel):
    """Coerces no value to another type: no text to a number, no 0 to false."""

    model_config = ConfigDict(strict=True)


class Image(Strict):
    """One size of a picture."""

    url: Url
    height: int | None
    width: int | None


class Followers(Strict):
    """The number of followers; `href` is there, and null."""

    href: None
    total: Count


class Links(Strict):
    """The page of an item: clients read `spotify`."""

    lastfm: Url
    spotify: Url


class Artist(Strict):
    """An artist."""

    external_urls: Links
    followers: Followers
    genres: list[str]
    href: Url
    id: Id
    images: list[Image]
    name: str
    popularity: Popularity
    type: Literal["artist"]
    uri: Annotated[str, Field(pattern=r"^spotify:artist:[0-9A-Za-z]{22}$")]


class Album(Strict):
    """An album."""

    album_type: Literal["album", "single", "compilation"]
    total_tracks: Count
    available_markets: list[str] | None
    external_urls: Links | Nothing
    href: Url
    id: Id
    images: list[Image]
    name: str
    release_date: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}){0,2}$")]
    release_date_precision: Literal["year", "month", "day"]
    type: Literal["album"]
    uri: Annotated[str, Field(pattern=r"^spotify:album:[0-9A-Za-z]{22}$")]
    artists: Annotated[list[Artist], Field(min_length=1)]


class Track(Strict):
    """A track."""

    album: Album
    artists: Annotated[list[Artist], Field(min_length=1)]
    available_markets: list[str] | None
    disc_number: int
    duration_ms: Count
    explicit: bool
    external_ids: dict[str, str]
    external_urls: Links
    href: Url
    id: Id
    is_local: bool
    name: str
    popularity: Popularity
    preview_url: Url | None
    track_number: Count
    type: Literal["track"]
    uri: Annotated[str, Field(pattern=r"^spotify:track:[0-9A-Za-z]{22}$")]


class Paging[T](Strict):
    """A page: all seven fields are required, two of them may be null."""

    href: Url
    items: list[T]
    limit: int
    next: Url | None
    offset: int
    previous: Url | None
    total: Count


class User(Strict):
    """A profile: two clients refuse one without `account_id` and `product`."""

    account_id: Annotated[str, Field(min_length=1)]
    display_name: str
    external_urls: Links
    followers: Followers
    href: Url
    id: str
    images: list[Image]
    product: Literal["free", "premium"]
    type: Literal["user"]
    uri: str


class ErrorDetails(Strict):
    """The status and message of an error."""

    status: int
    message: str


class Error(BaseModel):
    """An error response, without any other field."""

    model_config = ConfigDict(strict=True, extra="forbid")

    error: ErrorDetails


PAGES: dict[str, TypeAdapter[Paging[Artist]] | TypeAdapter[Paging[Track]]] = {
    "artists": TypeAdapter(Paging[Artist]),
    "tracks": TypeAdapter(Paging[Track]),
}
