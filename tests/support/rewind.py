"""Models of the three top lists and parts of all answers, as strict as Rewind's own client.

Written from the documented schemas and from the models of that client. Extra fields are allowed in
the top lists, which newer servers extend.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Url = Annotated[str, Field(pattern=r"^https?://\S+$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Id = Annotated[int, Field(gt=0, lt=2**53)]
Count = Annotated[int, Field(ge=0)]


class Strict(BaseModel):
    """Coerces no value to another type."""

    model_config = ConfigDict(strict=True)


class Image(Strict):
    """A picture; the client fetches `cdn_url`."""

    cdn_url: Url
    url: Url
    thumbhash: str | None
    dominant_color: Colour | None
    accent_color: Colour | None


class Sparkline(Strict):
    """A row's plays over time."""

    granularity: Literal["day", "week", "month", "year"]
    points: list[Count]


class Row(Strict):
    """The fields that the rows of every list have."""

    rank: Annotated[int, Field(ge=1)]
    id: Id
    name: Annotated[str, Field(min_length=1)]
    detail: str
    playcount: Count
    image: Image | None
    url: str
    apple_music_url: Url | None
    sparkline: Sparkline | None = None


class Artist(Row):
    """A row of top artists."""

    genre: Annotated[str, Field(min_length=1)] | None


class Track(Row):
    """A row of top tracks."""

    preview_url: Url | None
    album_id: Id | None
    album_name: str | None
    album_apple_music_url: Url | None
    album_released_year: int | None
    album_total_tracks: int | None


class Pagination(Strict):
    """The position of a page in its list."""

    page: Annotated[int, Field(ge=1)]
    limit: Annotated[int, Field(ge=1, le=50)]
    total: Count
    total_pages: Count


class Listed[T](Strict):
    """A page of a list."""

    period: str
    data: list[T]
    pagination: Pagination


class TopTracks(Listed[Track]):
    """A page of top tracks: `artist_id` is there, null without an artist."""

    artist_id: Id | None


LISTS: dict[str, type[Listed[Artist]] | type[Listed[Row]] | type[TopTracks]] = {
    "artists": Listed[Artist],
    "albums": Listed[Row],
    "tracks": TopTracks,
}


Text = Annotated[str, Field(min_length=1)]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$")]


class Exact(Strict):
    """Has no extra fields."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Named(Exact):
    """An artist, album or track."""

    id: Id
    name: Text


class Counted(Exact):
    """An answer counted from the history; `partial` is there only if it is true."""

    partial: Literal[True] = True


class Position(Exact):
    """A page's position in a list of the history."""

    page: Annotated[int, Field(ge=1)]
    limit: Annotated[int, Field(ge=1, le=200)]
    total: Count
    total_pages: Count
