"""Models of the listening answers, as strict as Rewind's own client.

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
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d\d$")]


class Exact(Strict):
    """Has no extra fields."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Named(Exact):
    """An artist, album or track."""

    id: Id
    name: Text


class AlbumOfScrobble(Exact):
    """An album that may be unknown; then every field is null."""

    id: Id | None
    name: Text | None
    image: Image | None


class TrackOfScrobble(Named):
    """A track with its links."""

    url: Url | None
    apple_music_url: Url | None
    preview_url: Url | None


class Scrobbled(Exact):
    """One scrobble."""

    track: TrackOfScrobble
    artist: Named
    album: AlbumOfScrobble
    scrobbled_at: Moment


class Counted(Exact):
    """An answer counted from the history; `partial` is there only if it is true."""

    partial: Literal[True] = True


class Position(Exact):
    """A page's position in a list of the history."""

    page: Annotated[int, Field(ge=1)]
    limit: Annotated[int, Field(ge=1, le=200)]
    total: Count
    total_pages: Count


class Recent(Counted):
    """The latest scrobbles, without pagination."""

    data: list[Scrobbled]


class HistoryPage(Counted):
    """A page of scrobbles."""

    data: list[Scrobbled]
    pagination: Position


class PlayedAlbum(Named):
    """An album that was played."""

    url: Url | None
    apple_music_url: Url | None
    image: Image | None


class RecentAlbum(Exact):
    """An album with its latest scrobble."""

    album: PlayedAlbum
    artist: Named
    last_scrobbled_at: Moment


class RecentAlbums(Counted):
    """The albums played last."""

    data: list[RecentAlbum]


class ArtistPlaying(Named):
    """The artist that is playing."""

    apple_music_url: Url | None


class TrackPlaying(Exact):
    """The track that is playing. It has no id."""

    name: Text
    artist: ArtistPlaying
    album: AlbumOfScrobble
    url: Url | None
    apple_music_url: Url | None
    preview_url: Url | None


class NowPlaying(Exact):
    """What is playing."""

    is_playing: bool
    track: TrackPlaying | None
    scrobbled_at: Moment | None


class Uniques(Counted):
    """How many there are of each kind."""

    total_scrobbles: Count
    unique_artists: Count
    unique_albums: Count
    unique_tracks: Count


class Stats(Uniques):
    """A user's totals."""

    registered_date: Moment | None
    years_tracking: Count
    scrobbles_per_day: Annotated[float, Field(ge=0)]


class DayCount(Exact):
    """A day of the calendar."""

    date: Day
    count: Annotated[int, Field(ge=1)]


class BusiestDay(Exact):
    """The day with most scrobbles; empty in an empty year."""

    date: Day | Literal[""]
    count: Count


class Calendar(Counted):
    """The days of a year."""

    year: int
    days: list[DayCount]
    total: Count
    max_day: BusiestDay


class Trend(Exact):
    """A month of a trend."""

    period: Month
    value: Count


class Trends(Counted):
    """What was counted by month."""

    metric: Literal["scrobbles", "artists", "albums", "tracks"]
    data: list[Trend]


class Streak(Exact):
    """The streak that goes on."""

    days: Count
    start_date: Day | None
    total_scrobbles: Count


class LongestStreak(Streak):
    """The longest streak."""

    end_date: Day | None


class Streaks(Counted):
    """Both streaks."""

    current: Streak
    longest: LongestStreak


class YearSummary(Exact):
    """One year."""

    year: int
    total_scrobbles: Annotated[int, Field(ge=1)]
    unique_artists: Count
    unique_albums: Count
    unique_tracks: Count
    top_artist: Named | None


class Years(Counted):
    """All years."""

    data: list[YearSummary]


class ReviewRow(Named):
    """A row of a review's top ten."""

    scrobbles: Annotated[int, Field(ge=1)]
    apple_music_url: Url | None
    sparkline: Sparkline = Sparkline(granularity="day", points=[])


class ReviewArtist(ReviewRow):
    """An artist of a review."""

    image: Image | None


class ReviewAlbum(ReviewRow):
    """An album of a review. Its artist is a text."""

    artist: Text
    image: Image | None


class ReviewTrack(ReviewRow):
    """A track of a review. It has no image."""

    artist: Text
    preview_url: Url | None


class ReviewMonth(Exact):
    """A month of a review."""

    month: Month
    scrobbles: Annotated[int, Field(ge=1)]
    unique_artists: Count
    unique_albums: Count


class Review(Uniques):
    """A year or a month in review; `month` is there only if it was asked for."""

    year: int
    month: Annotated[int, Field(ge=1, le=12)] = 1
    top_artists: Annotated[list[ReviewArtist], Field(max_length=10)]
    top_albums: Annotated[list[ReviewAlbum], Field(max_length=10)]
    top_tracks: Annotated[list[ReviewTrack], Field(max_length=10)]
    monthly: Annotated[list[ReviewMonth], Field(max_length=12)]


#: The answers beside the top lists, by path.
ANSWERS: dict[str, type[Strict]] = {
    "now-playing": NowPlaying,
    "recent": Recent,
    "recent/albums": RecentAlbums,
    "stats": Stats,
    "history": HistoryPage,
    "calendar": Calendar,
    "trends": Trends,
    "streaks": Streaks,
    "years": Years,
    "year": Review,
}
