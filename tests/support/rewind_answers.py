"""Models of the answers beside the top lists, as strict as Rewind's own client."""

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
    Sparkline,
    Strict,
    Text,
    Url,
)

Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d\d$")]


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
