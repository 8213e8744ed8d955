"""Endpoint of genres: plays per genre in each week, month or year."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lastfm_gateway.faces.listening.artist_genres import ArtistGenres, ComposeWithGenres
from lastfm_gateway.faces.listening.endpoints import MAX_LIMIT, PARTIAL, PREFIX, Dated
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import Query
from lastfm_gateway.history.buckets import Granularity
from lastfm_gateway.history.calendar import year_before
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.genres import plays_by_genre
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import whole
from lastfm_gateway.methods.shapes import NUMBER, TEXT, Shape

_UNITS: Final[dict[str, Granularity]] = {"week": "week", "month": "month", "year": "year"}


class GenresParameters(Dated):
    """Plays per genre, of all time or of a range."""

    group_by: Literal["week", "month", "year"] = Field(
        "month", description="The length of a period; weeks begin on Mondays"
    )
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT), whole] = Field(
        10, description="Genres per period; the others are counted as `Other`"
    )
    compare_to: Literal["previous_year"] | None = Field(
        None, description="Adds `compare`: the same range a year before"
    )


_PERIODS: Final[Shape] = [{"period": TEXT, "genres": {}, "total": NUMBER}]
GENRES: Final = Endpoint(
    path=PREFIX + "/genres",
    operation="listeningGenres",
    summary="Plays per genre over time",
    description=(
        "An artist's genre is its first tag at Last.fm that names a genre. `genres` maps names to "
        "plays, most played first; artists without a genre are not counted. A request looks up the "
        "most played artists, a limited number, and remembers them: while some are unknown, "
        "`partial` is true and the next request continues. `compare` is there with `compare_to` "
        "and a range only."
    ),
    parameters=GenresParameters,
    answer={"data": _PERIODS, "compare": _PERIODS, **PARTIAL},
)


def genres(
    history: HistoryReader, query: Query, _reader: ListeningReader, artist_genres: ArtistGenres
) -> dict[str, Any]:
    """Compose plays per genre, and those of the year before if requested."""
    window = parse_window(query.get("date"), query.get("from"), query.get("to"), history.now)
    windows = [window]
    if window is not None and "compare_to" in query:
        windows.append(year_before(window))
    read = [history.read(each) for each in windows]
    rows = [row for listening in read for row in Counts(listening).rows("artist")]
    rows.sort(key=lambda row: -row.plays)
    genre_of = artist_genres.find([row.name for row in rows])
    counted = [_periods(listening, genre_of, query) for listening in read]
    content: dict[str, Any] = dict(zip(("data", "compare"), counted, strict=False))
    return {**content, "partial": True} if artist_genres.partial else content


def _periods(
    listening: Listening, genre_of: Mapping[str, str], query: Query
) -> list[dict[str, Any]]:
    unit, limit = _UNITS[query["group_by"]], int(query["limit"])
    return [
        {"period": label, "genres": plays, "total": total}
        for label, plays, total in plays_by_genre(listening, genre_of, unit, limit)
    ]


ANSWERS: Final[dict[Endpoint, ComposeWithGenres]] = {GENRES: genres}
