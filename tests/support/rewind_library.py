"""Models of artists, albums, genres, search, feed and health, as strict as Rewind's own client.

What that client requires is marked MCP in the contract. The models allow nothing beyond the
contract's fields.
"""

from typing import Annotated, Literal

from pydantic import Field

from tests.support.rewind import (
    Count,
    Counted,
    Exact,
    Id,
    Image,
    Moment,
    Named,
    Position,
    Strict,
    Text,
    Url,
)

Plays = Annotated[int, Field(ge=1)]
Label = Annotated[str, Field(pattern=r"^\d{4}(-\d\d|-W\d\d)?$")]
Digits = Annotated[str, Field(pattern=r"^[1-9]\d*$")]


class Browsed(Named):
    """A row of all artists or albums."""

    playcount: Plays
    url: Url
    apple_music_url: Url | None
    image: Image | None


class BrowsedArtist(Browsed):
    """An artist."""

    genre: Text | None


class BrowsedAlbum(Browsed):
    """An album."""

    artist: Named


class Browsing[T](Counted):
    """A page of all artists or albums."""

    data: list[T]
    pagination: Position


class Tag(Exact):
    """A genre of an artist."""

    name: Text
    count: Annotated[int, Field(ge=0, le=100)]


class Point(Exact):
    """A year of a sparkline. It is an object here, a number in lists."""

    at: Annotated[str, Field(pattern=r"^\d{4}-01-01T00:00:00\.000Z$")]
    count: Count


class YearlySparkline(Exact):
    """The plays of each year."""

    granularity: Literal["year"]
    points: Annotated[list[Point], Field(min_length=1)]


class TopAlbum(Named):
    """An album of an artist."""

    playcount: Plays
    apple_music_url: Url | None
    image: Image | None


class PlayedTrack(Named):
    """A track with its plays."""

    scrobble_count: Plays
    apple_music_url: Url | None
    preview_url: Url | None


class TopTrack(PlayedTrack):
    """A track of an artist, with its album."""

    album_id: Id | None
    album_name: Text | None
    image: Image | None


class SimilarArtist(Named):
    """A similar artist that the user has played too."""

    genre: Text | None
    your_scrobble_count: Plays
    similarity_score: Annotated[float, Field(ge=0, le=1)]
    image: Image | None


class Played(Counted):
    """What an artist's and an album's page have in common."""

    id: Id
    name: Text
    mbid: Text | None
    url: Url | None
    apple_music_url: Url | None
    playcount: Plays
    first_scrobbled_at: Moment | None
    image: Image | None


class ArtistPage(Played):
    """An artist's page."""

    scrobble_count: Plays
    last_played_at: Moment | None
    all_time_rank: Plays | None
    distinct_tracks: Plays
    distinct_albums: Count
    genre: Text | None
    tags: list[Tag] | None
    bio_summary: Text | None
    bio_content: Text | None
    bio_synced_at: Moment | None
    sparkline: YearlySparkline | None
    top_albums: Annotated[list[TopAlbum], Field(max_length=10)]
    top_tracks: Annotated[list[TopTrack], Field(max_length=10)]
    similar_artists: Annotated[list[SimilarArtist], Field(max_length=10)]


class AlbumPage(Played):
    """An album's page."""

    artist: Named
    tracks: Annotated[list[PlayedTrack], Field(min_length=1)]


class GenrePeriod(Exact):
    """A period's plays per genre."""

    period: Label
    genres: Annotated[dict[str, Plays], Field(min_length=1)]
    total: Plays


class Genres(Counted):
    """Plays per genre; `compare` only if it was asked for."""

    data: list[GenrePeriod]
    compare: list[GenrePeriod] = Field(default_factory=list)


class Result(Exact):
    """A result of a search. The id is a text here."""

    domain: Literal["listening"]
    entity_type: Literal["artist", "album"]
    entity_id: Digits
    title: Text
    subtitle: Text | None
    image_key: None
    image: Image | None
    url: Url | None
    instapaper_url: None
    instapaper_app_url: None
    author: None


class Results(Counted):
    """A page of results."""

    data: list[Result]
    pagination: Position


class Item(Exact):
    """An item of the feed."""

    id: Id
    domain: Literal["listening"]
    event_type: Literal["new_artist", "new_album"]
    occurred_at: Moment
    title: Annotated[str, Field(pattern=r"^(Discovered|New album:) ")]
    subtitle: Text | None
    image_key: None
    source_id: Annotated[str, Field(pattern=r"^(artist|album):\d+$")]
    metadata: None
    created_at: Moment


class Cursor(Exact):
    """How a feed goes on."""

    next_cursor: Digits | None
    has_more: bool
    limit: Annotated[int, Field(ge=1, le=100)]


class Feed(Counted):
    """A part of the feed."""

    data: list[Item]
    pagination: Cursor


class YearOfDay(Exact):
    """The items of a day."""

    year: int
    items: Annotated[list[Item], Field(min_length=1)]


class OnThisDay(Counted):
    """A day of the year in all years."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    years: list[YearOfDay]


class Health(Exact):
    """The deployment is up."""

    status: Literal["ok"]
    timestamp: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]


class DomainState(Exact):
    """How a domain is kept in step."""

    last_sync: Moment | None
    status: Text
    sync_type: Text
    items_synced: Count | None
    duration_ms: Count | None
    error: Text | None
    error_rate: Annotated[float, Field(ge=0, le=1)]


class SyncHealth(Exact):
    """How all domains are kept in step."""

    status: Literal["ok"]
    domains: dict[str, DomainState]
    enrichment: dict[str, Count | None]
    integrity: dict[str, Count | None]


#: The answers by path, as far as it is the same for all.
ANSWERS: dict[str, type[Strict]] = {
    "/v1/listening/artists": Browsing[BrowsedArtist],
    "/v1/listening/albums": Browsing[BrowsedAlbum],
    "/v1/listening/artists/": ArtistPage,
    "/v1/listening/albums/": AlbumPage,
    "/v1/listening/genres": Genres,
    "/v1/search": Results,
    "/v1/feed": Feed,
    "/v1/feed/domain/": Feed,
    "/v1/feed/on-this-day": OnThisDay,
}


def model_of(path: str) -> type[Strict]:
    """Return the model of a path's answer. An id or a domain at its end does not matter."""
    return ANSWERS.get(path) or ANSWERS[path[: path.rindex("/") + 1]]
